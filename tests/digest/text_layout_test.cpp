#include "text_layout.h"

#include <gtest/gtest.h>

#include "aggregator/base/text.h"
#include "aggregator/mail/personal.h"

namespace aggregator::digest {

TEST(WrapText, BreaksAtBlanksByDisplayWidth) {
  EXPECT_EQ(wrap_text("one two three four\n", 9), "one two\nthree\nfour\n");
  EXPECT_EQ(wrap_text("하나 둘 셋 넷\n", 9), "하나 둘\n셋 넷\n");  // a Korean letter is two columns wide
}

TEST(WrapText, LeavesShortLinesAndEmptyOnesAlone) { EXPECT_EQ(wrap_text("a  b\n\n  c\n", 9), "a  b\n\n  c\n"); }

TEST(WrapText, KeepsKoreanWordsWholeAndBreaksBetweenIdeographs) {
  EXPECT_EQ(wrap_text("ab 가나다라\n", 9), "ab\n가나다라\n");
  EXPECT_EQ(wrap_text("ab 日本語版\n", 9), "ab 日本語\n版\n");
}

TEST(WrapText, LetsNoLineBeginWithAClosingMark) { EXPECT_EQ(wrap_text("日本語版、次\n", 9), "日本語\n版、次\n"); }

TEST(WrapText, IndentsContinuationsBehindTheNumber) {
  EXPECT_EQ(wrap_text("[1]  one two three\n     four five six\n", 14),
            "[1]  one two\n     three\n     four five\n     six\n");
  EXPECT_EQ(wrap_text("[x]  one two three\n", 14), "[x] one two\nthree\n");  // no number, no hanging
}

TEST(WrapText, BreaksWordsThatAreWiderThanALine) {
  EXPECT_EQ(wrap_text("ab " + std::string(20, 'x') + "\n", 8), "ab\nxxxxxxxx\nxxxxxxxx\nxxxx\n");
  EXPECT_EQ(wrap_text("가나다라마\n", 5), "가나\n다라\n마\n");
}

TEST(WrapText, NeverBreaksALink) {
  const std::string link = "https://example.org/" + std::string(60, 'x') + "日本語";
  EXPECT_EQ(wrap_text("see " + link + " there\n", 20), "see\n" + link + "\nthere\n");
}

TEST(WrapText, EndsARowWithAPlaceholderAndItsParticleHoweverLongWhatItStandsForIs) {
  const std::string address = mail::placeholder(mail::Placeholder::Address);
  for (const std::size_t columns : {38U, 42U, 72U}) {
    EXPECT_EQ(wrap_text("to " + address + " and onwards\n", columns), "to " + address + " and\nonwards\n");
    EXPECT_EQ(wrap_text("to " + address + " onwards\n", columns), "to " + address + "\nonwards\n");
    EXPECT_EQ(wrap_text(address + " 님이 새 글을\n", columns), address + " 님이\n새 글을\n");
    EXPECT_EQ(wrap_text(address + " さんが新着\n", columns), address + " さんが\n新着\n");
  }
  EXPECT_EQ(wrap_text("to " + address + ".\n"), "to " + address + ".\n") << "nothing is left to be put behind it";
  EXPECT_EQ(wrap_text("to leave: " + address + "\n", 38), "to leave:\n" + address + "\n");
}

}  // namespace aggregator::digest
