#include "filter.h"

#include <gtest/gtest.h>

#include "post_language.h"

namespace aggregator::digest {
namespace {
using store::Omission;

/// "Tuning Kafka" by Ann, first seen in the blog of feed 1, then in the planet of feed 2.
Candidate post() {
  store::ListedEntry entry;
  entry.entry.title = "Tuning Kafka";
  entry.entry.excerpt = "Brokers under load";
  entry.entry.author = "Ann Kim";
  entry.feed_title = "Kim's notes";
  entry.feed_language = "en-GB";
  entry.feed_tags = {"backend", "front end"};
  entry.source_ids = {1, 2};
  entry.also_in = {"Planet Data"};
  return Candidate(entry);
}

TEST(ChoiceFilter, SaysWhichOfItsListsAPostDoesNotPlease) {
  struct Case {
    const char* what;
    void (*choose)(store::Choice&);
    std::optional<Omission> omission;
  };
  const Case cases[] = {
      {"everything", [](store::Choice&) {}, {}},
      {"one of its tags", [](store::Choice& c) { c.tags = {"backend", "web"}; }, {}},
      {"no tag of it", [](store::Choice& c) { c.tags = {"web"}; }, Omission::Tags},
      {"its feed", [](store::Choice& c) { c.feeds = {1, 9}; }, {}},
      {"the feed that also has it", [](store::Choice& c) { c.feeds = {2}; }, {}},
      {"another feed", [](store::Choice& c) { c.feeds = {9}; }, Omission::Feeds},
      {"its feed muted", [](store::Choice& c) { c.muted_feeds = {1}; }, Omission::MutedFeed},
      {"only the feed muted that also has it", [](store::Choice& c) { c.muted_feeds = {2}; }, {}},
      {"its language", [](store::Choice& c) { c.post_languages = {"en"}; }, {}},
      {"another language", [](store::Choice& c) { c.post_languages = {"ko"}; }, Omission::Languages},
      {"a word of the title", [](store::Choice& c) { c.keywords = {"kafka"}; }, {}},
      {"a word of the excerpt", [](store::Choice& c) { c.keywords = {"broker", "load"}; }, {}},
      {"the author", [](store::Choice& c) { c.keywords = {"ann kim"}; }, {}},
      {"the blog", [](store::Choice& c) { c.keywords = {"kim's notes"}; }, {}},
      {"the other blog", [](store::Choice& c) { c.keywords = {"planet data"}; }, {}},
      {"a phrase over two lines", [](store::Choice& c) { c.keywords = {"kafka brokers"}; }, Omission::Keywords},
      {"a muted word", [](store::Choice& c) { c.muted_keywords = {"kafka"}; }, Omission::Keywords},
      {"a word both wanted and muted",
       [](store::Choice& c) {
         c.keywords = {"tuning"};
         c.muted_keywords = {"kafka"};
       },
       Omission::Keywords},
      {"its tag but another word",
       [](store::Choice& c) {
         c.tags = {"backend"};
         c.keywords = {"rust"};
       },
       Omission::Keywords},
  };
  for (const auto& [what, choose, omission] : cases) {
    SCOPED_TRACE(what);
    store::Choice choice;
    choose(choice);
    EXPECT_EQ(ChoiceFilter(choice).omits(post()), omission);
  }
}

TEST(RunnersFilter, MutesForEverybody) {
  config::DigestSettings settings;
  EXPECT_EQ(RunnersFilter(settings).omits(post()), std::nullopt);
  settings.mute = {"KAFKA"};
  EXPECT_EQ(RunnersFilter(settings).omits(post()), Omission::RunnersKeywords);
  settings.mute = {"rust"};
  settings.keywords = {"kafka"};
  settings.only_languages = {"en"};
  EXPECT_EQ(RunnersFilter(settings).omits(post()), std::nullopt);
  settings.only_languages = {"ko"};
  EXPECT_EQ(RunnersFilter(settings).omits(post()), Omission::RunnersLanguages);
}

TEST(PostLanguage, IsToldByTheLettersBeforeTheFeed) {
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"카프카를 걷어낸 이유", "en", "ko"},  // generators say "en" unless told
      {"Kubernetes Ingress 정리", "", "ko"},
      {"A visit to Seoul (서울) and what we learnt there", "en", "en"},
      {"Kafka Streams", "ko-KR", "ko"},
      {"Kafka Streams", "", ""},
      {"データ基盤の作り方", "en", "ja"},
      {"分布式数据库的设计", "zh-CN", "zh"},
      {"分布式数据库的设计", "", "zh"},
      {"分布式数据库的设计", "en", "zh"},
      {"All of this post is written in English, though its author mostly writes in Korean, as the feed says.", "ko",
       ""},
      {"データベースの設計", "ja", "ja"},
      {"設計", "ja", "ja"},
      {"Über Datenbanken", "de_AT", "de"},
  };
  for (const auto& [text, feed, expected] : cases) {
    SCOPED_TRACE(text);
    EXPECT_EQ(post_language(text, feed), expected);
  }
}

TEST(IsInLanguage, TakesWhatNobodyCanTellForLanguagesOfPlainLetters) {
  EXPECT_TRUE(is_in_language("en", "en-US"));
  EXPECT_FALSE(is_in_language("en", "ko"));
  EXPECT_TRUE(is_in_language("", "en"));
  EXPECT_TRUE(is_in_language("", "de"));
  EXPECT_FALSE(is_in_language("", "ko"));
}

}  // namespace
}  // namespace aggregator::digest
