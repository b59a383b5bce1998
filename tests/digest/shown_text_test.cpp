#include "shown_text.h"

#include <gtest/gtest.h>

#include "aggregator/base/text.h"
#include "sample_page.h"

namespace aggregator::digest {

TEST(ShownLine, IsOneLineWithoutControlCharacters) {
  const std::pair<std::string, std::string> cases[] = {
      {"a\r\nBcc: b", "a Bcc: b"},
      {std::string("a\0b\x02\x03\x1b\x7f"
                   "c",
                   8),
       "abc"},
      {"a\u0085b\u2028c", "ab c"},
      {"  a \t b\n", "a b"},
      {"a\u202Eb\u2066c\u2069", "abc"},
      {"A\uFFFDB\xFF"
       "C",
       "ABC"},
      {"👩🏽‍💻 🇰🇷", "👩🏽‍💻 🇰🇷"},  // joiners stay
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(shown_line(text, 100), expected) << expected;
}

TEST(ShownLine, CutsByCharactersAndByBytes) {
  EXPECT_EQ(shown_line("가나다라마", 3), cut_text("가나다라마", 3));
  const std::string stacked = shown_line("a" + repeated("\u0301", 5000), 10);
  EXPECT_LE(stacked.size(), 80u);
  EXPECT_EQ(clean_utf8(stacked), stacked);
}

TEST(ShownLine, KeepsEveryMarkThatLivingScriptsPutOnALetter) {
  for (const std::string text : {
           "Vie\u0323\u0302t o\u031b\u0303",                                   // Vietnamese, decomposed
           "\u1112\u1161\u11ab\u1100\u1173\u11af",                             // 한글, decomposed
           "\u0e17\u0e35\u0e48 \u0e19\u0e49\u0e33",                            // Thai: vowel and tone
           "\u05e9\u05c1\u05bc\u05b8\u05bd\u0596",                             // Hebrew: dots, point, meteg and accent
           "\u0628\u0651\u064e\u0670\u06da",                                   // Arabic as the Quran has it
           "\u0915\u094d\u0937\u093f\u0902 \u0921\u093c\u0941\u0902",          // Devanagari
           "\u1019\u103c\u103d\u103e\u102d\u102f\u1037",                       // Burmese
           "\u1784\u17d2\u1782\u17d2\u179a\u17c4\u17c7",                       // Khmer
           "\u0f67\u0f90\u0fb5\u0fa8\u0fb3\u0fba\u0fbc\u0fbb\u0f82",           // Tibetan: the highest stack there is
           "\u03b1\u0304\u0313\u0301\u0345",                                   // Greek with its quantity
           "\u2764\ufe0f 1\ufe0f\u20e3 \U0001f469\U0001f3fd\u200d\U0001f4bb",  // emoji
       }) {
    EXPECT_EQ(shown_line(text, 100), text);
  }
}

TEST(ShownLine, LeavesOutMarksThatWouldPaintOverTheLinesAround) {
  const std::string above = "\u0300\u0301\u0302\u0303\u0304\u0305", below = "\u0316\u0317\u0318\u0319\u031c";
  const std::pair<std::string, std::string> cases[] = {
      {"a" + above + "b" + above, "a\u0300\u0301\u0302b\u0300\u0301\u0302"},
      {"a" + above + below, "a\u0300\u0301\u0302\u0316\u0317\u0318"},
      {"a" + repeated("\u0301", 40) + "b", "a\u0301b"},
      {"a\u0300\u0301\u0302\u200d\u0303\u2060\u034f\u0304b", "a\u0300\u0301\u0302\u200d\u034fb"},  // no way around
      {"\u0e01" + repeated("\u0e47", 40), "\u0e01\u0e47"},  // those of Thai have no side of their own
      {"a\u05b0\u05b1\u05b2\u05b3\u05b4\u05b5\u05b6\u05b7", "a\u05b0\u05b1\u05b2\u05b3\u05b4\u05b5"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(shown_line(text, 100), expected) << expected;
}

TEST(ShownLink, TakesAbsoluteWebAddresses) {
  EXPECT_EQ(shown_link("https://example.org/a?b=c&d#e"), "https://example.org/a?b=c&d#e");
  EXPECT_EQ(shown_link("HTTP://Example.org"), "http://example.org/");
}

TEST(ShownLink, RefusesEverythingElse) {
  for (const std::string& link :
       {std::string(), std::string("javascript:alert(1)"), std::string("//example.org/"),
        std::string("mailto:a@example.org"), "https://example.org/" + std::string(3000, 'x')}) {
    EXPECT_EQ(shown_link(link), "") << link.substr(0, 40);
  }
}

TEST(Teaser, EndsWithASentenceElseWithAWord) {
  EXPECT_EQ(teaser("Short.", 20), "Short.");
  EXPECT_EQ(teaser("One sentence here. And another one follows.", 30), "One sentence here.");
  EXPECT_EQ(teaser("A. But no sentence ends anywhere near the end of it", 30), "A. But no sentence ends…");
  EXPECT_EQ(teaser("첫 문장이 여기서 끝납니다. 둘째 문장은 조금 더 깁니다.", 36), "첫 문장이 여기서 끝납니다.");
  EXPECT_EQ(teaser("最初の文です。次の文はもう少し長いです。", 24), "最初の文です。");
}

TEST(Teaser, NeverExceedsItsColumns) {
  for (const std::string& text :
       {repeated("0123456789", 30), repeated("가나다라마", 30), repeated("👨‍👩‍👧‍👦", 60)}) {
    EXPECT_LE(display_width(teaser(text, 40)), 40u);
  }
}

TEST(ShortTitle, PrefersTheTitleToItsSubtitle) {
  EXPECT_EQ(short_title("Long titles: and why", 12), "Long titles");
  EXPECT_EQ(short_title("A: the rest of the title", 16), "A: the rest of…");  // too little would be left
  EXPECT_EQ(short_title("Fits", 16), "Fits");
}

TEST(ScriptsOf, TellsWordsFromCharacters) {
  const Scripts scripts = scripts_of("It's 2 words, 한글 넷자, 日本 カナ");
  EXPECT_EQ(scripts.words, 3u);
  EXPECT_EQ(scripts.hangul, 4u);
  EXPECT_EQ(scripts.ideographs, 4u);
}

}  // namespace aggregator::digest
