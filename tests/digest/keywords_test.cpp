#include "keywords.h"

#include <gtest/gtest.h>

namespace aggregator::digest {
namespace {

struct Case {
  const char* word;
  const char* text;
  bool is_in;
};

TEST(Keywords, AreFoundAsPeopleWouldFindThem) {
  const Case cases[] = {
      {"kafka", "Apache KAFKA in production", true},
      {"go", "Go 1.30 is out", true},
      {"istanbul", "İstanbul'da bir gün", true},
      {"İSTANBUL", "istanbul", true},
      {"diyarbakır", "DİYARBAKIR ve IĞDIR", true},
      {"ığdır", "DİYARBAKIR ve IĞDIR", true},
      {"go", "Google opens a region", false},
      {"go", "a gopher", false},
      {"go", "Django", false},
      {"go", "Go를 배우며", true},  // a particle ends the word
      {"go", "우리는go로", true},
      {"go", "(go)", true},
      {"go", "let's go!", true},
      {"카프카", "카프카를 걷어낸 이유", true},
      {"카프카", "왜 아파치카프카인가", true},
      {"카프카", "카프가", false},
      {"kafka", "Kafka를 걷어낸 이유", true},
      {"c++", "C++23의 새 기능", true},
      {"c", "C++23의 새 기능", false},
      {"c", "C#", false},
      {"c", "C 언어", true},
      {".net", "ASP.NET Core", true},
      {"machine learning", "Machine   Learning\tat scale", true},
      {"machine learning", "machine learnings", false},
      {"machine learning", "learning machine", false},
      {"머신 러닝", "머신 러닝을", true},
      {"ｋａｆｋａ", "kafka", true},  // full width
      {"kafka", "Ｋａｆｋａ　도입기", true},
      {"データ", "ﾃﾞｰﾀ基盤", true},                                                                  // half width
      {"카프카", "\xe1\x84\x8f\xe1\x85\xa1\xe1\x84\x91\xe1\x85\xb3\xe1\x84\x8f\xe1\x85\xa1", true},  // decomposed
      {"straße", "STRASSE", true},
      {"привет", "Привет, мир", true},
      {"мир", "мирный", false},
      {"数据库", "分布式数据库的设计", true},
      {"café", "Le Café", true},
      {"caf", "Le café", false},
      {"go", "", false},
  };
  for (const auto& [word, text, is_in] : cases) {
    SCOPED_TRACE(std::string(word) + " in " + text);
    EXPECT_EQ(Keywords({word}).any_in(matchable(text)), is_in);
  }
}

TEST(Keywords, OneOfThemIsEnoughAndEmptyOnesAreNone) {
  EXPECT_TRUE(Keywords({"rust", "go"}).any_in(matchable("go")));
  EXPECT_TRUE(Keywords({"", " "}).empty());
  EXPECT_FALSE(Keywords({""}).any_in(matchable("anything")));
}

TEST(Keywords, DoNotTripOverBrokenBytes) {
  EXPECT_TRUE(Keywords({"go"}).any_in("\xff go \xed\xa0"));
  EXPECT_FALSE(Keywords({"go"}).any_in("\xc3"));
}

}  // namespace
}  // namespace aggregator::digest
