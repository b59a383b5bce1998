#include "aggregator/base/byte_scan.h"

#include <gtest/gtest.h>

#include <string>

namespace aggregator {

TEST(FindByte, FindsTheFirstWhereverItStands) {
  const auto is_mark = [](const auto& c) {
    return c == static_cast<unsigned char>('<') || c >= static_cast<unsigned char>(0xF0);
  };
  for (std::size_t size = 0; size < 70; ++size) {
    const std::string clean(size, 'x');
    EXPECT_EQ(find_byte(clean, 0, is_mark), size);
    for (std::size_t at = 0; at < size; ++at) {
      std::string marked = clean;
      marked[at] = at % 2 == 0 ? '<' : '\xFF';
      marked[size - 1] = '<';
      EXPECT_EQ(find_byte(marked, 0, is_mark), at) << size;
      EXPECT_EQ(find_byte(marked, at, is_mark), at) << size;
      EXPECT_EQ(find_byte(marked, at + 1, is_mark), at + 1 < size ? size - 1 : size) << size;
    }
  }
}

}  // namespace aggregator
