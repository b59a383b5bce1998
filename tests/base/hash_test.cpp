#include "aggregator/base/hash.h"

#include <gtest/gtest.h>

namespace aggregator {

TEST(Hash64, StaysTheSameInEveryVersion) {
  // The published value of XXH3 for no bytes; stored keys depend on it.
  EXPECT_EQ(hash64(""), 0x2d06800538d394c2u);
  EXPECT_NE(hash64("", 1), hash64(""));
  EXPECT_NE(hash64("a"), hash64("b"));
}

}  // namespace aggregator
