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

/// Knows feed 7 alone.
Result<store::FeedId> find_feed(const std::string& name) {
  if (name == "https://seven.example/feed") return 7;
  return fail(ErrorCode::NotFound, "no feed " + name);
}

TEST(Apply, PutsInWhatIsSaidAndKeepsTheRest) {
  ChoiceText words;
  words.frequency = "weekly";
  words.at = "07:05";
  words.timezone = "Asia/Seoul";
  words.language = "ko";
  const auto choice = apply(words, standing(), find_feed);
  ASSERT_TRUE(choice) << choice.error().detail;
  EXPECT_EQ(choice->frequency, Frequency::Weekly);
  EXPECT_EQ(choice->at, hours(7) + minutes(5));
  EXPECT_EQ(choice->timezone, "Asia/Seoul");
  EXPECT_EQ(choice->language, "ko");
  EXPECT_THAT(choice->tags, ElementsAre("kept"));
}

TEST(Apply, ChangesNothingWithoutWords) {
  const auto choice = apply({}, standing(), find_feed);
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->frequency, Frequency::Daily);
  EXPECT_EQ(choice->at, hours(10));
  EXPECT_EQ(choice->timezone, "UTC");
  EXPECT_EQ(choice->language, "en");
}

TEST(Apply, SortsTagsAndNamesEachOnce) {
  ChoiceText words;
  words.tags = {"web", "database", "web"};
  const auto choice = apply(words, standing(), find_feed);
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
    const auto choice = apply(text, standing(), find_feed);
    ASSERT_FALSE(choice);
    EXPECT_EQ(choice.error().code, ErrorCode::Malformed);
    EXPECT_THAT(choice.error().detail, HasSubstr(word));
  }
}

TEST(Apply, TakesLanguagesThatPostsMayBeToldToBeInAlone) {
  for (const char* word : {"korean", "xx", "kor", "한국어"}) {
    ChoiceText words;
    words.post_languages = {"ko", word};
    const auto choice = apply(words, standing(), find_feed);
    ASSERT_FALSE(choice) << word;
    EXPECT_THAT(choice.error().detail, HasSubstr(word));
  }
  ChoiceText words;
  words.post_languages = {"ko", "en-GB"};
  EXPECT_TRUE(apply(words, standing(), find_feed));
}

TEST(FormatTimeOfDay, HasTwoDigitsEach) {
  EXPECT_EQ(format_time_of_day(minutes(0)), "00:00");
  EXPECT_EQ(format_time_of_day(hours(9) + minutes(5)), "09:05");
  EXPECT_EQ(format_time_of_day(hours(23) + minutes(59)), "23:59");
}

TEST(Apply, ReplacesTheListsThatAreGivenAndEmptiesThoseToBeCleared) {
  store::Choice choice = standing();
  choice.keywords = {"kafka"};
  choice.muted_keywords = {"crypto"};
  ChoiceText words;
  words.feeds = {"https://seven.example/feed"};
  words.keywords = {"  machine   learning ", "go"};
  words.clear = {"mute"};
  const auto changed = apply(words, choice, find_feed);
  ASSERT_TRUE(changed) << changed.error().detail;
  EXPECT_THAT(changed->feeds, ElementsAre(7));
  EXPECT_THAT(changed->keywords, ElementsAre("go", "machine learning"));
  EXPECT_THAT(changed->muted_keywords, testing::IsEmpty());
  EXPECT_THAT(changed->tags, ElementsAre("kept"));
  words = {};
  words.clear = {"all"};
  EXPECT_EQ(wishes_of(lists_of(*apply(words, *changed, find_feed), {})), "all");
}

TEST(Apply, RefusesWhatIsNoWordFeedLanguageOrList) {
  const std::pair<void (*)(ChoiceText&), ErrorCode> cases[] = {
      {[](ChoiceText& words) { words.tags = {" "}; }, ErrorCode::Malformed},
      {[](ChoiceText& words) { words.feeds = {"https://eight.example/feed"}; }, ErrorCode::NotFound},
      {[](ChoiceText& words) { words.muted_feeds = {"x"}; }, ErrorCode::NotFound},
      {[](ChoiceText& words) { words.post_languages = {"not a language"}; }, ErrorCode::Malformed},
      {[](ChoiceText& words) { words.keywords = {std::string(101, 'a')}; }, ErrorCode::Malformed},
      {[](ChoiceText& words) { words.muted_keywords = {""}; }, ErrorCode::Malformed},
      {[](ChoiceText& words) { words.keywords = {"caf\xE9"}; }, ErrorCode::Malformed},
      {[](ChoiceText& words) { words.keywords = {"caf\uFFFD"}; }, ErrorCode::Malformed},
      {[](ChoiceText& words) { words.clear = {"email"}; }, ErrorCode::Malformed},
  };
  for (const auto& [write, code] : cases) {
    ChoiceText words;
    write(words);
    const auto refused = apply(words, standing(), find_feed);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, code);
  }
}

TEST(WishesOf, SaysInOneLineWhatSomebodyWants) {
  store::Choice choice = standing();
  choice.feeds = {7, 8};
  choice.muted_keywords = {"crypto", "채용"};
  EXPECT_EQ(wishes_of(lists_of(choice, {{7, "https://seven.example/feed"}})),
            "kept; feeds: https://seven.example/feed, 8; mute: crypto, 채용");
}

}  // namespace aggregator::cli
