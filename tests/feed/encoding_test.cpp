#include "aggregator/feed/encoding.h"

#include <gtest/gtest.h>

#include "charset.h"

namespace aggregator::feed {
using namespace std::string_literals;

namespace {

/// "가" in EUC-KR; "똠" exists in CP949 only.
constexpr const char* kGaEucKr = "\xB0\xA1";
constexpr const char* kTtomCp949 = "\x8C\x63";

std::string declared(const std::string& label, const std::string& text) {
  return "<?xml version='1.0' encoding='" + label + "'?><rss>" + text + "</rss>";
}

bool holds(const Decoded& decoded, std::string_view text) { return decoded.text().find(text) != std::string::npos; }

}  // namespace

TEST(Decode, FollowsTheByteOrderMarkBeforeAllLabels) {
  EXPECT_EQ(decode("\xEF\xBB\xBF<a>\xEA\xB0\x80</a>", "text/xml; charset=euc-kr").text(), "<a>가</a>");
  EXPECT_EQ(decode("\xFF\xFE<\0a\0/\0>\0"s, "text/xml; charset=utf-8").text(), "<a/>");
  EXPECT_EQ(decode("\xFE\xFF\0<\0a\0/\0>"s, "").text(), "<a/>");
  EXPECT_EQ(decode("\xFF\xFE\0\0<\0\0\0"s, "").text(), "<");
}

TEST(Decode, RecognisesUtf16And32WithoutMark) {
  EXPECT_EQ(decode("<\0a\0/\0>\0"s, "").text(), "<a/>");
  EXPECT_EQ(decode("\0<\0a\0/\0>"s, "").text(), "<a/>");
  EXPECT_EQ(decode("<\0\0\0a\0\0\0>\0\0\0"s, "").text(), "<a>");
}

TEST(Decode, BelievesTheHeaderBeforeTheDeclaration) {
  EXPECT_TRUE(holds(decode(declared("iso-8859-1", kGaEucKr), "text/xml; charset=\"EUC-KR\"; x=y"), "가"));
}

TEST(Decode, FallsBackToTheDeclarationWhenTheHeaderNamesNothingKnown) {
  for (const char* type : {"", "text/xml", "text/xml; charset=", "text/xml; charset=nonsense", ";;;"}) {
    SCOPED_TRACE(type);
    EXPECT_TRUE(holds(decode(declared("euc-kr", kGaEucKr), type), "가"));
  }
}

TEST(Decode, ReadsLabelsAsBrowsersDo) {
  const std::pair<const char*, const char*> cases[] = {
      {"EUC-KR", "똠"}, {"ks_c_5601-1987", "똠"}, {"cp949", "똠"}, {"windows-949", "똠"}};
  for (const auto& [label, expected] : cases) {
    SCOPED_TRACE(label);
    EXPECT_TRUE(holds(decode(declared(label, kTtomCp949), ""), expected));
  }
  EXPECT_TRUE(holds(decode(declared("iso-8859-1", "\x93quoted\x94"), ""), "“quoted”"));
  EXPECT_TRUE(holds(decode(declared("Shift_JIS", "\x93\xFA\x87\x40"), ""), "日①"));
  EXPECT_TRUE(holds(decode(declared("gb2312", "\xD6\xD0"), ""), "中"));
  EXPECT_TRUE(holds(decode(declared("iso-2022-jp", "\x1B$BF|\x1B(B"), ""), "日"));
}

TEST(Decode, KeepsValidUtf8WhateverTheLabelSays) {
  for (const char* label : {"iso-8859-1", "us-ascii", "windows-1251", "euc-kr", "utf-16"}) {
    SCOPED_TRACE(label);
    const std::string bytes = declared(label, "한국어 문장");
    const Decoded decoded = decode(bytes, "");
    EXPECT_TRUE(holds(decoded, "한국어 문장"));
    EXPECT_FALSE(decoded.is_damaged());
  }
}

TEST(Decode, ReplacesBrokenSequencesAndSaysSo) {
  const Decoded decoded = decode(declared("utf-8", "한국\xFF어"), "");
  EXPECT_TRUE(decoded.is_damaged());
  EXPECT_TRUE(holds(decoded, "한국\uFFFD어"));
}

TEST(Decode, IsNotDamagedByACompleteTextInAnyEncoding) {
  EXPECT_FALSE(decode(declared("euc-kr", kGaEucKr), "").is_damaged());
  EXPECT_FALSE(decode(declared("utf-8", "한"), "").is_damaged());
  EXPECT_FALSE(decode(declared("utf-8", "é"), "").is_damaged());
  EXPECT_FALSE(decode("<rss>é</rss>", "").is_damaged());
}

TEST(Decode, GuessesWhereNothingIsSaid) {
  const Decoded korean =
      decode("<a>\xC0\xCC \xB1\xDB\xC0\xBA \xB0\xB3\xB9\xDF \xC0\xCC\xBE\xDF\xB1\xE2\xC0\xD4\xB4\xCF\xB4\xD9</a>", "");
  EXPECT_TRUE(holds(korean, "이 글은 개발 이야기입니다"));
  EXPECT_TRUE(korean.is_damaged());  // what is not labelled should be UTF-8
}

TEST(Decode, KnowsAFewWordsOfKoreanWhereNothingTrueIsSaid) {
  const std::string title = "<t>\xC7\xD1\xB1\xDB \xC1\xA6\xB8\xF1</t>";
  for (const char* label : {"", "iso-8859-1", "utf-8"}) {
    SCOPED_TRACE(label);
    const std::string bytes =
        (*label == '\0' ? "" : "<?xml version='1.0' encoding='" + std::string(label) + "'?>") + title;
    const Decoded decoded = decode(bytes, "");
    EXPECT_TRUE(holds(decoded, "한글 제목"));
    EXPECT_TRUE(decoded.is_damaged());
  }
  EXPECT_TRUE(holds(decode("<?xml version='1.0' encoding='iso-8859-1'?><t>Zo\xEB, \xE9t\xE9</t>", ""), "Zoë, été"));
}

TEST(ScanUtf8, CountsCharactersAndErrors) {
  const Utf8Scan scan = scan_utf8("abcdefghij é 가 😀 \xC0\x80 \xED\xA0\x80 \xF5");
  EXPECT_EQ(scan.sequences, 3U);
  EXPECT_EQ(scan.long_sequences, 2U);
  EXPECT_EQ(scan.errors, 6U);  // an overlong form, a surrogate, a lead byte beyond Unicode
}

TEST(CharsetOf, FindsTheParameterInAnyDress) {
  EXPECT_EQ(charset_of("text/xml; charset=utf-8"), "utf-8");
  EXPECT_EQ(charset_of("TEXT/XML;CHARSET='utf-8'"), "utf-8");
  EXPECT_EQ(charset_of("text/xml; version=1; charset = \"euc-kr\" ; x=y"), "euc-kr");
  EXPECT_EQ(charset_of("text/xml"), "");
  EXPECT_EQ(charset_of(""), "");
}

TEST(IsMultibyte, TellsKoreanFromLatin) {
  EXPECT_TRUE(is_multibyte(converter_for("euc-kr")));
  EXPECT_TRUE(is_multibyte(converter_for("big5-hkscs")));
  EXPECT_FALSE(is_multibyte(converter_for("latin1")));
}

TEST(ConverterFor, IsEmptyForUnknownLabels) {
  EXPECT_EQ(converter_for("bogus"), "");
  EXPECT_EQ(converter_for(""), "");
  EXPECT_EQ(converter_for(std::string(1000, 'x')), "");
}

}  // namespace aggregator::feed
