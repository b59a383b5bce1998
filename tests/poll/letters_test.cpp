#include "letters.h"

#include <gtest/gtest.h>

namespace aggregator::poll {
namespace {

std::string letters(const std::string& source, bool is_html = true) { return letters_of({source, is_html, ""}); }

}  // namespace

TEST(LettersOf, KeepsLettersAndDigitsInLowerCase) {
  EXPECT_EQ(letters("Ab-9, 가 é!"), "ab9가é");
  EXPECT_EQ(letters(""), "");
  EXPECT_EQ(letters(" .,"), "");
}

TEST(LettersOf, SkipsTagsAndEntities) {
  EXPECT_EQ(letters("a<b c='d'>e</b>&nbsp;f &amp g&#65;"), "aefg");
  EXPECT_EQ(letters("a<b c"), "a");
  EXPECT_EQ(letters("a&amp"), "a");
  EXPECT_EQ(letters("a<"), "a");
}

TEST(LettersOf, TakesPlainTextAtItsWord) { EXPECT_EQ(letters("a<b>&amp;", false), "abamp"); }

TEST(LettersOf, StopsWhenItHasEnough) {
  EXPECT_EQ(letters(std::string(kMostLetters + 100, 'x')).size(), kMostLetters);
  std::string sparse;
  for (std::size_t i = 0; i < kMostLetters + 100; ++i) sparse += "<p> x";
  EXPECT_EQ(letters(sparse).size(), kMostLetters);
}

}  // namespace aggregator::poll
