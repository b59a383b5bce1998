#include "choice_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aggregator::cli {
using namespace std::chrono;
using testing::ElementsAre;
using testing::HasSubstr;

store::Choice standing() {
  store::Choice choice;
  choice.frequency = Frequency::Daily;
  choice.at = hours(10);
  choice.timezone = "UTC";
  choice.language = "en";
  choice.tags = {"kept"};
  return choice;
}

TEST(Apply, PutsInWhatIsSaidAndKeepsTheRest) {
  const auto choice =
      apply({.frequency = "weekly", .at = "07:05", .timezone = "Asia/Seoul", .language = "ko", .tags = {}}, standing());
  ASSERT_TRUE(choice) << choice.error().detail;
  EXPECT_EQ(choice->frequency, Frequency::Weekly);
  EXPECT_EQ(choice->at, hours(7) + minutes(5));
  EXPECT_EQ(choice->timezone, "Asia/Seoul");
  EXPECT_EQ(choice->language, "ko");
  EXPECT_THAT(choice->tags, ElementsAre("kept"));
}

TEST(CheckTag, TakesOneLineWithoutCommas) {
  for (const char* tag : {"backend", "front end", "데이터", "c++"}) EXPECT_TRUE(check_tag(tag)) << tag;
  for (const char* tag : {"", " ", "a\nb", "a,b", "a;b", "\"", " a", "\xff"}) {
    const auto refused = check_tag(tag);
    ASSERT_FALSE(refused) << tag;
    EXPECT_EQ(refused.error().code, ErrorCode::Malformed);
  }
}

TEST(Apply, ChangesNothingWithoutWords) {
  const auto choice = apply({}, standing());
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->frequency, Frequency::Daily);
  EXPECT_EQ(choice->at, hours(10));
  EXPECT_EQ(choice->timezone, "UTC");
  EXPECT_EQ(choice->language, "en");
}

TEST(Apply, SortsTagsAndNamesEachOnce) {
  ChoiceText words;
  words.tags = {"web", "database", "web"};
  const auto choice = apply(words, standing());
  ASSERT_TRUE(choice);
  EXPECT_THAT(choice->tags, ElementsAre("database", "web"));
}

TEST(Apply, RefusesWordsThatMeanNothingAndQuotesThem) {
  const auto words = [](auto member, const char* word) {
    ChoiceText text;
    text.*member = word;
    return std::pair(text, std::string(word));
  };
  const std::pair<ChoiceText, std::string> cases[] = {
      words(&ChoiceText::frequency, "hourly"), words(&ChoiceText::at, "24:00"),
      words(&ChoiceText::at, "09:60"),         words(&ChoiceText::at, "09-30"),
      words(&ChoiceText::at, "09:30x"),        words(&ChoiceText::at, "-1:30"),
      words(&ChoiceText::timezone, "KST?"),    words(&ChoiceText::timezone, "Mars/Base"),
      words(&ChoiceText::language, "k"),       words(&ChoiceText::language, "한국어"),
      words(&ChoiceText::language, "a b"),
  };
  for (const auto& [text, word] : cases) {
    SCOPED_TRACE(word);
    const auto choice = apply(text, standing());
    ASSERT_FALSE(choice);
    EXPECT_EQ(choice.error().code, ErrorCode::Malformed);
    EXPECT_THAT(choice.error().detail, HasSubstr(word));
  }
}

TEST(FormatTimeOfDay, HasTwoDigitsEach) {
  EXPECT_EQ(format_time_of_day(minutes(0)), "00:00");
  EXPECT_EQ(format_time_of_day(hours(9) + minutes(5)), "09:05");
  EXPECT_EQ(format_time_of_day(hours(23) + minutes(59)), "23:59");
}

}  // namespace aggregator::cli
