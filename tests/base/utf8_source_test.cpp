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

constexpr const char* kKorean = "\xC4\xAB\xC7\xC1\xC4\xAB";  // 카프카 in CP949

struct Read {
  std::string text;
  int guesses = 0;  ///< that it is Korean
};
Read read_of(std::string bytes) {
  Read read;
  const ByteSource source = utf8_source(source_of_bytes(std::move(bytes)), [&read] { ++read.guesses; });
  read.text = test::value_of(read_up_to(source, 1u << 20));
  return read;
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
  for (const std::string text : {"", "a", "\uFEFFemail\n", "카프카\n", "é, à côté", "\xFF", "Zo\xEB, \xE9t\xE9",
                                 "\x83\x4A\x83\x74\x83\x4A",             // Shift_JIS
                                 "카프카, \xC4\xAB\xC7\xC1\xC4\xAB"}) {  // glued together of two files
    const Read read = read_of(text);
    EXPECT_EQ(read.text, text);
    EXPECT_EQ(read.guesses, 0);
  }
}

TEST(Utf8Source, KeepsCharactersWholeWhereverTheBytesArePartedAndEndsWithAnOddByte) {
  std::u16string text(u"\uFEFF");
  text.append((1u << 15) - 2, u'x').append(u"😀끝");  // the first chunk ends inside of the former
  const ByteSource source = utf8_source(source_of_bytes(utf16(text, false) + 'y'));
  const std::string read = test::value_of(read_up_to(source, 1u << 20));
  EXPECT_EQ(read.substr(read.find_last_of('x') + 1), "😀끝");
}

TEST(Utf8Source, TurnsKoreanOfOldSpreadsheetsIntoUtf8AndSaysSo) {
  const std::pair<std::string, const char*> cases[] = {
      {std::string("a@b.c,") + kKorean + "\n", "a@b.c,카프카\n"},
      {std::string(kKorean) + ",\x8C\x63", "카프카,똠"},  // a syllable that EUC-KR has not
      {std::string(kKorean) + kKorean + kKorean + "\xC4", "카프카카프카카프카\uFFFD"},
  };
  for (const auto& [bytes, text] : cases) {
    const Read read = read_of(bytes);
    EXPECT_EQ(read.text, text);
    EXPECT_EQ(read.guesses, 1);
  }
}

TEST(Utf8Source, KeepsKoreanWholeWhereverTheBytesArePartedAndHoweverLateItComes) {
  for (const std::size_t before : {0u, (1u << 16) - 1, (1u << 16), 3 * (1u << 16) - 5}) {
    SCOPED_TRACE(before);
    std::string bytes(before, 'x'), text = bytes;
    for (int times = 0; times < 40'000; ++times) bytes.append(kKorean).append("\n"), text.append("카프카\n");
    const Read read = read_of(bytes);
    EXPECT_TRUE(read.text == text);
    EXPECT_EQ(read.guesses, 1);
  }
}

TEST(Utf8Source, MarksWhatIsNoKoreanBehindTheBytesItJudgedBy) {
  std::string bytes(1u << 18, 'x');
  bytes.replace(0, 6, kKorean);
  const Read read = read_of(bytes + ",\xC4,y");
  EXPECT_EQ(read.text.substr(read.text.find_last_of('x') + 1), ",\uFFFD,y");
}

}  // namespace
}  // namespace aggregator
