#include "aggregator/base/text.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace aggregator {

using Strings = std::vector<std::string>;

TEST(CleanUtf8, KeepsGoodText) {
  for (const char* text :
       {"", "plain\ttext\n", "\xed\x95\x9c\xea\xb8\x80", "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x92\xbb"}) {
    EXPECT_EQ(clean_utf8(text), text);
  }
}

TEST(CleanUtf8, ReplacesInvalidSequences) {
  const std::pair<const char*, const char*> cases[] = {
      {"a\xff"
       "b",
       "a\xef\xbf\xbd"
       "b"},
      {"a\xea\xb0", "a\xef\xbf\xbd"},                                            // cut short
      {"\xc0\x80", "\xef\xbf\xbd\xef\xbf\xbd"},                                  // overlong
      {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},                  // surrogate
      {"\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},  // beyond U+10FFFF
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(clean_utf8(text), expected);
}

TEST(CleanUtf8, DropsControlsAndNoncharacters) {
  EXPECT_EQ(clean_utf8("a\x01\x1b[31mb\x7f\xc2\x9b"), "a[31mb");
  EXPECT_EQ(clean_utf8("a\xef\xbf\xbf\xef\xb7\x90"
                       "b"),
            "ab");
  EXPECT_EQ(clean_utf8(std::string_view("a\0b", 3)), "ab");
}

TEST(CleanUtf8, EndsEveryLineWithALineFeed) { EXPECT_EQ(clean_utf8("a\r\nb\rc\n\nd"), "a\nb\nc\n\nd"); }

TEST(FoldWhiteSpace, MakesOneLine) {
  const std::pair<const char*, const char*> cases[] = {
      {"  a \t\r\n b  ", "a b"},
      {"a\xc2\xa0\xe3\x80\x80\xe2\x80\x8b"
       "b",
       "a b"},  // no-break, ideographic, zero-width
      {"ze\u200bro wi\u2060dth so\u00adft ma\ufeffrk", "zero width soft mark"},
      {"a \u200b b\u200b", "a b"},
      {"\xef\xbb\xbf"
       "a",
       "a"},
      {"a\xe2\x80\xae"
       "b\x07"
       "c",
       "abc"},
      {"\xe2\x80\xa8", ""},
      {"a\xff"
       "b",
       "a\xef\xbf\xbd"
       "b"},
      {"", ""},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(fold_white_space(text), expected);
}

TEST(FoldWhiteSpace, KeepsTheJoinersOfEmoji) {
  const std::string coder = "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x92\xbb";
  EXPECT_EQ(fold_white_space(coder), coder);
}

/// Random text out of pieces that are handled apart, so that all ways cross.
class Pieces {
 public:
  std::string any() {
    static const std::string kPieces[] = {"a",
                                          "b c",
                                          "long enough for many bytes at a time",
                                          " ",
                                          "  ",
                                          "\t",
                                          "\n",
                                          "\r",
                                          "~",
                                          "\x7f",
                                          "\x01",
                                          "가",
                                          "힣",
                                          "漢",
                                          "—",
                                          "…",
                                          "“",
                                          "é",
                                          "😀",
                                          "\u2028",
                                          "\u202e",
                                          "\u200b",
                                          "\u3000",
                                          "\u0301",
                                          "\u1161",
                                          "\u0085",
                                          "\ufffe",
                                          "\u200d",
                                          "\xea",
                                          "\xea\xb0",
                                          "\xed\xa0\x80",
                                          "\xff"};
    std::string text;
    for (auto count = random_() % 12; count > 0; --count) text += kPieces[random_() % std::size(kPieces)];
    return text;
  }

 private:
  std::mt19937 random_{20261120};
};

TEST(IsCleanUtf8, TellsWhetherCleaningChangesAnything) {
  Pieces pieces;
  for (int i = 0; i < 50'000; ++i) {
    const std::string text = pieces.any(), clean = clean_utf8(text);
    ASSERT_EQ(is_clean_utf8(text), clean == text) << testing::PrintToString(text);
    ASSERT_TRUE(is_clean_utf8(clean));
  }
}

TEST(AppendFolded, MakesOneLineOfManyPieces) {
  Pieces pieces;
  for (int i = 0; i < 50'000; ++i) {
    const std::string texts[] = {pieces.any(), pieces.any() + "-", pieces.any()};
    std::string folded, whole;
    for (const std::string& text : texts) {
      append_folded(folded, clean_utf8(text));
      whole += clean_utf8(text);
    }
    const std::string expected = fold_white_space(whole);
    ASSERT_EQ(fold_white_space(folded), expected);
    ASSERT_LE(folded.size(), expected.size() + 1) << "one blank at the end at most";
  }
}

TEST(CutText, CutsBetweenCharactersOfAReader) {
  const std::string family = "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7";
  const std::string accent = "e\xcc\x81";
  EXPECT_EQ(cut_text("abcdef", 6), "abcdef");
  EXPECT_EQ(cut_text("abcdef", 5), "abcd…");
  EXPECT_EQ(cut_text("abc def", 5), "abc…");
  EXPECT_EQ(cut_text("가나다라", 4), "가나다라");
  EXPECT_EQ(cut_text("가나다라", 3), "가나…");
  EXPECT_EQ(cut_text(family + family + family, 2), family + "…");
  EXPECT_EQ(cut_text(accent + accent + accent, 3), accent + accent + accent);
  EXPECT_EQ(cut_text("abc", 1), "…");
  EXPECT_EQ(cut_text("abc", 0), "");
  EXPECT_EQ(cut_text("", 0), "");
}

TEST(CutText, CountsPlainTextAsItCountsTheRest) {
  const std::string marked = "e\xcc\x81";  // takes the long way
  const std::string pieces[] = {"a",  " ",  "가", "힣",     "漢",     "あ",     "カ",     "、",     "—",
                                "…",  "“",  "😀", "\u3099", "\u1161", "\u11a8", "\u302a", "\ufe0f", "\u200d",
                                "\r", "\n", "é",  "ｶ",      "\u0e33", "❤",      "\u20e3", "1"};
  std::mt19937 random(20261120);
  for (int i = 0; i < 50'000; ++i) {
    std::string text = ".";
    for (auto count = random() % 10; count > 0; --count) text += pieces[random() % std::size(pieces)];
    const std::size_t limit = 2 + random() % 6;
    ASSERT_EQ(marked + cut_text(text, limit), cut_text(marked + text, limit + 1)) << testing::PrintToString(text);
  }
}

TEST(CutText, RepairsWhatIsNoUtf8) { EXPECT_EQ(cut_text("\xff\xff\xff", 2), "\xef\xbf\xbd…"); }

TEST(DisplayWidth, CountsColumns) {
  const std::pair<const char*, std::size_t> cases[] = {
      {"", 0},
      {"abc", 3},
      {"한글", 4},
      {"日本", 4},
      {"e\xcc\x81", 1},
      {"👩‍💻", 2},
      {"🇰🇷", 2},
      {"❤\xef\xb8\x8f", 2},
      {"ａ", 2},
      {"ᄒ\xe1\x85\xa1\xe1\x86\xab", 2},
      {"a\xe2\x80\x8b"
       "b",
       2},
      {"—", 1},
  };
  for (const auto& [text, columns] : cases) EXPECT_EQ(display_width(text), columns) << text;
}

TEST(CutToWidth, NeverCutsACharacterInHalf) {
  EXPECT_EQ(cut_to_width("abc", 2), "ab");
  EXPECT_EQ(cut_to_width("abc", 9), "abc");
  EXPECT_EQ(cut_to_width("한글", 3), "한");
  EXPECT_EQ(cut_to_width("한글", 1), "");
  EXPECT_EQ(cut_to_width("e\xcc\x81x", 1), "e\xcc\x81");
}

TEST(FoldCase, MakesSpellingsEqual) {
  EXPECT_EQ(fold_case("Backend"), "backend");
  EXPECT_EQ(fold_case("ÉCOLE"), fold_case("école"));
  EXPECT_EQ(fold_case("ＡＢＣ"), "abc");
  EXPECT_EQ(fold_case("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab"), "한");  // decomposed, as macOS writes file names
}

TEST(Trim, TakesWhiteSpaceOffBothEnds) {
  EXPECT_EQ(trim(" \t\r\n a b \v\f"), "a b");
  EXPECT_EQ(trim("  "), "");
}

TEST(EqualsIgnoringCase, LooksAtAsciiLettersOnly) {
  EXPECT_TRUE(equals_ignoring_case("Content-Type", "content-TYPE"));
  EXPECT_FALSE(equals_ignoring_case("a", "ab"));
  EXPECT_FALSE(equals_ignoring_case("[", "{"));
}

TEST(Split, KeepsEmptyParts) {
  EXPECT_EQ(split("a,b", ','), (Strings{"a", "b"}));
  EXPECT_EQ(split(",a,", ','), (Strings{"", "a", ""}));
  EXPECT_EQ(split("", ','), (Strings{""}));
}

TEST(Quote, ShowsForeignTextOnOneLine) {
  EXPECT_EQ(quote("plain"), "\"plain\"");
  EXPECT_EQ(quote("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(quote("a\r\n\t\x1b[0m"), R"("a\r\n\t\x1b[0m")");
  EXPECT_EQ(quote("\xe2\x80\xae"), R"("\u202e")");
  EXPECT_EQ(quote("\xef\xbf\xbe"), R"("\ufffe")");  // a noncharacter
  EXPECT_EQ(quote("한글"), "\"한글\"");
}

TEST(Quote, ShowsTheBeginningOfLongText) {
  EXPECT_EQ(quote(std::string(1 << 20, 'x')), '"' + std::string(79, 'x') + "…\"");
}

TEST(IsLanguageTag, KnowsTheLayoutOfTags) {
  for (const char* text : {"ko", "en-GB", "zh-Hant-TW"}) EXPECT_TRUE(is_language_tag(text)) << text;
  for (const char* text : {"", "k", "1a", "en_GB", "en-", "-en", "ko\" x=\"", "abcdefghi"})
    EXPECT_FALSE(is_language_tag(text)) << text;
}

}  // namespace aggregator
