#include "newness.h"

#include <gtest/gtest.h>

namespace aggregator::poll {
namespace {
using namespace std::chrono;

constexpr Instant kNow = sys_days(2026y / 11 / 20) + hours(9);

feed::Entry published(std::optional<Instant> instant) {
  feed::Entry entry;
  entry.published = instant;
  return entry;
}

TEST(CredibleDate, KeepsADateOfThePast) {
  EXPECT_EQ(credible_date(published(kNow - days(3)), kNow), kNow - days(3));
  EXPECT_EQ(credible_date(published(kNow), kNow), kNow);
}

TEST(CredibleDate, TakesTheUpdateWhenNothingElseIsKnown) {
  feed::Entry entry;
  entry.updated = kNow - days(1);
  EXPECT_EQ(credible_date(entry, kNow), kNow - days(1));
}

TEST(CredibleDate, RefusesTheFutureAndTheTimeBeforeTheWeb) {
  for (const auto date : {std::optional<Instant>(), std::optional(kNow + seconds(1)), std::optional(Instant()),
                          std::optional<Instant>(kNow + days(3650))}) {
    EXPECT_FALSE(credible_date(published(date), kNow));
  }
}

TEST(OldestNews, IsByTheLastReadingOfTheFeed) {
  struct Case {
    const char* what;
    std::optional<Instant> last_success;
    seconds backfill;
    seconds age;
  };
  const Case cases[] = {
      {"a new feed has its latest posts", std::nullopt, hours(48), hours(48)},
      {"a known feed may be a week late", kNow - hours(1), hours(48), days(7)},
      {"or later where more is asked for", kNow - hours(1), days(30), days(30)},
      {"a machine that was off for less than a week", kNow - days(6), hours(48), days(7)},
      {"for a week: what was written since, also on the day that it went off", kNow - days(7), hours(48), days(8)},
      {"for a month", kNow - days(31), hours(48), days(32)},
      {"a clock that was set back", kNow + days(31), hours(48), days(7)},
  };
  for (const Case& c : cases) EXPECT_EQ(oldest_news(c.last_success, c.backfill, kNow), kNow - c.age) << c.what;
}

TEST(StateOfUnseen, GoesByTheDate) {
  EXPECT_EQ(state_of_unseen(kNow, kNow), store::EntryState::New);
  EXPECT_EQ(state_of_unseen(kNow - seconds(1), kNow), store::EntryState::Backlog);
  EXPECT_EQ(state_of_unseen(std::nullopt, kNow), store::EntryState::New) << "published when it was first seen";
}

TEST(IsNewsElsewhere, AsksForADateWhereTheOtherFeedGaveAnOldOne) {
  using enum store::EntryState;
  const auto is_news = [](store::EntryState known, std::optional<Instant> published) {
    return is_news_elsewhere(known, published, kNow - days(7));
  };
  EXPECT_TRUE(is_news(Held, kNow - hours(1)));
  EXPECT_TRUE(is_news(Held, std::nullopt));
  EXPECT_FALSE(is_news(Held, kNow - days(30)));
  EXPECT_TRUE(is_news(Backlog, kNow - hours(1)));
  EXPECT_FALSE(is_news(Backlog, std::nullopt));
  EXPECT_FALSE(is_news(New, kNow - hours(1)));
}

TEST(IsAnotherPost, NeedsAnotherGuidTitleAndText) {
  const store::EntryWords known{"v1", "https://tool.example/releases", "Version 1", "The first one."};
  const auto post = [](const char* guid, const char* title, const char* text) {
    store::EntryRow row;
    row.guid = guid;
    row.title = title;
    row.excerpt = text;
    return row;
  };
  EXPECT_TRUE(is_another_post(post("v2", "Version 2", "The second one."), known));
  EXPECT_FALSE(is_another_post(post("v1", "Version 2", "The second one."), known));
  EXPECT_FALSE(is_another_post(post("v2", "Version 1", "The second one."), known)) << "a text that was rewritten";
  EXPECT_FALSE(is_another_post(post("v2", "Version 2", "The first one."), known)) << "a title that was corrected";
  const store::EntryWords without_text{"v1", "https://tool.example/releases", "Version 1", ""};
  EXPECT_TRUE(is_another_post(post("v2", "Version 2", ""), without_text));
  const store::EntryWords without_guid{"https://tool.example/releases", "https://tool.example/releases", "Version 1",
                                       ""};
  EXPECT_FALSE(is_another_post(post("v2", "Version 2", ""), without_guid)) << "the feed has learnt to give guids";
}

TEST(MayBeRenamed, NeedsSomeUnseenEntriesThatAreMostOfTheDocument) {
  EXPECT_FALSE(may_be_renamed(0, 0));
  EXPECT_FALSE(may_be_renamed(1, 1)) << "a feed of the latest post alone";
  EXPECT_TRUE(may_be_renamed(2, 2));
  EXPECT_TRUE(may_be_renamed(20, 20)) << "nothing that is held, but its titles are looked at";
  EXPECT_TRUE(may_be_renamed(6, 11));
  EXPECT_FALSE(may_be_renamed(5, 10));
}

TEST(IsFlood, NeedsManyUnseenEntriesThatAreMostOfTheDocument) {
  EXPECT_FALSE(is_flood(3, 3));
  EXPECT_FALSE(is_flood(20, 20));
  EXPECT_TRUE(is_flood(21, 21));
  EXPECT_TRUE(is_flood(500, 503));
  EXPECT_FALSE(is_flood(25, 100)) << "a busy feed with a long window";
}

}  // namespace
}  // namespace aggregator::poll
