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
