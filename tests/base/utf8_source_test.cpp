#include "aggregator/base/utf8_source.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>

#include "support/value_of.h"

namespace aggregator {
namespace {

ByteSource source_of_bytes(std::string text) {
  return [text = std::move(text), at = std::size_t{0}](std::span<char> room) mutable -> Result<std::size_t> {
    const std::size_t count = text.copy(room.data(), room.size(), at);
    at += count;
    return count;
  };
}

std::string utf16(std::u16string_view text, bool is_big) {
  std::string bytes;
  for (const char16_t unit : text) {
    const std::pair<char, char> both{static_cast<char>(unit >> 8), static_cast<char>(unit & 0xff)};
    bytes += is_big ? both.first : both.second;
    bytes += is_big ? both.second : both.first;
  }
  return bytes;
}

TEST(Utf8Source, TurnsUtf16WithAByteOrderMarkIntoUtf8) {
  for (const bool is_big : {false, true}) {
    const ByteSource source = utf8_source(source_of_bytes(utf16(u"\uFEFF끝,a😀\r\n", is_big)));
    EXPECT_EQ(test::value_of(read_up_to(source, 1000)), "\uFEFF끝,a😀\r\n");
  }
}

TEST(Utf8Source, LeavesEverythingElse) {
  for (const std::string text : {"", "a", "\uFEFFemail\n", "\xFF"}) {
    EXPECT_EQ(test::value_of(read_up_to(utf8_source(source_of_bytes(text)), 1000)), text);
  }
}

TEST(Utf8Source, KeepsCharactersWholeWhereverTheBytesArePartedAndEndsWithAnOddByte) {
  std::u16string text(u"\uFEFF");
  text.append((1u << 15) - 2, u'x').append(u"😀끝");  // the first chunk ends inside of the former
  const ByteSource source = utf8_source(source_of_bytes(utf16(text, false) + 'y'));
  const std::string read = test::value_of(read_up_to(source, 1u << 20));
  EXPECT_EQ(read.substr(read.find_last_of('x') + 1), "😀끝");
}

}  // namespace
}  // namespace aggregator
