#include "header.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "decode.h"

namespace aggregator::mail {
namespace {

std::string repeated(std::string_view text, int times) {
  std::string out;
  while (times-- > 0) out += text;
  return out;
}

std::string header(std::string_view name, std::string_view value) {
  std::string out;
  const auto appended = append_header(out, name, value);
  return appended ? out : "error: " + appended.error().detail;
}

std::size_t longest_line(std::string_view text) {
  std::size_t longest = 0, begin = 0;
  for (std::size_t end = 0; (end = text.find("\r\n", begin)) != std::string_view::npos; begin = end + 2) {
    longest = std::max(longest, end - begin);
  }
  return longest;
}

TEST(EncodeText, LeavesPlainWordsAsTheyAre) {
  for (const char* text : {"", "Plain words, and (others) \"too\"", "two  blanks"}) EXPECT_EQ(encode_text(text), text);
}

TEST(EncodeText, EncodesFromTheFirstForeignWordToTheLastOne) {
  EXPECT_EQ(encode_text("PostgreSQL 18로 옮기며 now"), "PostgreSQL =?utf-8?B?MTjroZwg7Jiu6riw66mw?= now");
}

TEST(EncodeText, IsReadBackAsItWasInWordsOfAtMost75Characters) {
  const std::string cases[] = {
      repeated("한글", 60),
      repeated("👩‍👩‍👧‍👦 é ", 20) + "end",
      "a b " + repeated("우리는 왜 ", 30) + "c",
      std::string(200, 'w') + " is one word",
  };
  for (const std::string& text : cases) {
    SCOPED_TRACE(text);
    const std::string encoded = encode_text(text);
    EXPECT_TRUE(std::ranges::all_of(encoded, [](char c) { return ' ' <= c && c <= '~'; }));
    std::istringstream words(encoded);
    for (std::string word; words >> word;) EXPECT_LE(word.size(), 75u) << word;
    EXPECT_EQ(test::decode_words(encoded), text);
  }
}

TEST(EncodeText, EncodesWhatLooksLikeAnEncodedWord) {
  const std::string encoded = encode_text("=?utf-8?Q?fooled?= you");
  EXPECT_FALSE(encoded.starts_with("=?utf-8?Q?")) << encoded;
  EXPECT_EQ(test::decode_words(encoded), "=?utf-8?Q?fooled?= you");
}

TEST(EncodeText, MakesBytesThatAreNoUtf8Readable) {
  EXPECT_EQ(test::decode_words(encode_text("caf\xe9 " + std::string(100, '\x80'))).substr(0, 6), "caf\xEF\xBF\xBD");
}

TEST(EncodePhrase, TakesTheSimplestFormThatHoldsTheName) {
  const std::pair<const char*, const char*> cases[] = {
      {"Daily DevBlog", "Daily DevBlog"},
      {"Daily, DevBlog", "\"Daily, DevBlog\""},
      {"a.b", "\"a.b\""},
      {"O\"Neil \\ x", "\"O\\\"Neil \\\\ x\""},
      {"개발 digest", "=?utf-8?B?6rCc67CcIGRpZ2VzdA==?="},
  };
  for (const auto& [name, expected] : cases) EXPECT_EQ(encode_phrase(name), expected);
}

TEST(AppendHeader, FoldsAtBlanksWhereALineWouldBeLongerThan76) {
  const std::string value = repeated("word ", 40);
  const std::string folded = header("Subject", value);
  EXPECT_LE(longest_line(folded), 76u);
  EXPECT_GT(longest_line(folded), 71u);
  EXPECT_EQ(test::header_of(folded + "\r\n", "Subject") + " ", value);
}

TEST(AppendHeader, FillsALineTo76AndNoFurther) {
  EXPECT_EQ(header("X", std::string(68, 'a') + " bbbb"), "X: " + std::string(68, 'a') + " bbbb\r\n");
  EXPECT_EQ(header("X", std::string(68, 'a') + " bbbbb"), "X: " + std::string(68, 'a') + "\r\n bbbbb\r\n");
}

TEST(AppendHeader, NeverBreaksAUrl) {
  const std::string url = "<https://example.org/unsubscribe/" + std::string(120, 't') + ">";
  EXPECT_EQ(header("List-Unsubscribe", url + ", <mailto:a@example.org>"),
            "List-Unsubscribe: " + url + ",\r\n <mailto:a@example.org>\r\n");
}

TEST(AppendHeader, RefusesLineBreaksNulAndWhatFitsOnNoLine) {
  const std::pair<std::string, std::string> cases[] = {
      {"Subject", "a\r\nBcc: b@example.org"},
      {"Subject", "a\nb"},
      {"Subject", "a\rb"},
      {"Subject", std::string("a\0b", 3)},
      {"X", std::string(999, 'x')},
      {"Bad name", "x"},
      {"Bad:name", "x"},
      {"", "x"},
      {"X\r\nY", "x"},
  };
  for (const auto& [name, value] : cases) {
    SCOPED_TRACE(name + "=" + value);
    std::string out;
    const auto appended = append_header(out, name, value);
    ASSERT_FALSE(appended);
    EXPECT_EQ(appended.error().code, ErrorCode::Malformed);
  }
}

}  // namespace
}  // namespace aggregator::mail
