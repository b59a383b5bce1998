#include "outage.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace aggregator::poll {
namespace {

using namespace std::chrono;

constexpr Instant kNow = sys_days(2026y / 11 / 23) + hours(9);

enum class Came { Nothing, Answer, Refusal, Rubbish, TooLate };

Fetched fetched(std::size_t index, Came came) {
  Result<http::Response> response = http::Response();
  if (came == Came::Nothing) response = fail(ErrorCode::Unreachable, "cannot resolve");
  if (came == Came::Refusal) response = fail(ErrorCode::Unavailable, "connection refused");
  if (came == Came::Rubbish) response = fail(ErrorCode::Malformed, "no HTTP");
  if (came == Came::TooLate) response = fail(ErrorCode::Busy, "the deadline came first");
  return {.index = index, .response = std::move(response)};
}

/// As many feeds, of machines of their own, that worked an hour ago.
std::vector<store::FeedRow> feeds_that_worked(int count) {
  std::vector<store::FeedRow> feeds(static_cast<std::size_t>(count));
  for (std::size_t index = 0; index < feeds.size(); ++index) {
    feeds[index].id = static_cast<store::FeedId>(index) + 1;
    feeds[index].url = "https://blog" + std::to_string(index) + ".example/feed";
    feeds[index].last_success = kNow - hours(1);
  }
  return feeds;
}

/// After a round in which no server was met for the first `asked` feeds.
bool is_likely(const std::vector<store::FeedRow>& feeds, std::size_t asked) {
  Outage outage(feeds, kNow);
  for (std::size_t index = 0; index < asked; ++index) {
    EXPECT_TRUE(outage.take(fetched(index, Came::Nothing)).empty());
  }
  return outage.is_likely(feeds);
}

TEST(Outage, IsBelievedWhenNoServerIsMetForFeedsOfThreeMachinesThatWorked) {
  struct Case {
    const char* what;
    std::vector<Came> came;
    bool is_likely;
  };
  const Case cases[] = {
      {"nothing was asked", {}, false},
      {"two may be down at once", {Came::Nothing, Came::Nothing}, false},
      {"three are no chance", {Came::Nothing, Came::Nothing, Came::Nothing}, true},
      {"one answered", {Came::Nothing, Came::Nothing, Came::Nothing, Came::Answer}, false},
      {"one answered first", {Came::Answer, Came::Nothing, Came::Nothing, Came::Nothing}, false},
      {"one refused", {Came::Nothing, Came::Nothing, Came::Nothing, Came::Refusal}, false},
      {"what is no HTTP says nothing", {Came::Nothing, Came::Rubbish, Came::Nothing, Came::Nothing}, true},
      {"some had no time", {Came::Nothing, Came::TooLate, Came::Nothing, Came::Nothing}, true},
  };
  for (const auto& [what, came, is_likely] : cases) {
    const auto feeds = feeds_that_worked(4);
    Outage outage(feeds, kNow);
    std::size_t index = 0;
    for (const Came one : came) (void)outage.take(fetched(index++, one));
    EXPECT_EQ(outage.is_likely(feeds), is_likely) << what;
  }
}

TEST(Outage, IsJudgedByAllFeedsThatWereAskedSinceOneWorked) {
  struct Case {
    const char* what;
    void (*change)(std::vector<store::FeedRow>& feeds);
    bool is_likely;
  };
  const Case cases[] = {
      {"two of three were asked in earlier rounds",
       [](auto& feeds) {
         for (std::size_t index : {1, 2}) {
           feeds[index].failures = 2;
           feeds[index].failing_since = kNow - minutes(30);
         }
       },
       true},
      {"one failed before another worked",
       [](auto& feeds) {
         feeds[1].failures = feeds[2].failures = 2;
         feeds[1].failing_since = kNow - minutes(30);
         feeds[2].failing_since = kNow - hours(2);
       },
       false},
      {"one was not asked", [](auto& feeds) { feeds[1].failures = 1, feeds[1].failing_since = kNow; }, false},
      {"only one was asked", [](auto&) {}, false},
  };
  for (const auto& [what, change, expected] : cases) {
    auto feeds = feeds_that_worked(3);
    change(feeds);
    EXPECT_EQ(is_likely(feeds, 1), expected) << what;
  }
}

TEST(Outage, IsNotBelievedOfDeadFeedsOrOneMachineOrAfterThreeDays) {
  struct Case {
    const char* what;
    void (*change)(std::vector<store::FeedRow>& feeds);
  };
  const Case cases[] = {
      {"one failed before", [](auto& feeds) { feeds[0].failures = 1, feeds[0].failing_since = kNow - days(9); }},
      {"one never worked", [](auto& feeds) { feeds[1].last_success.reset(); }},
      {"two have one host", [](auto& feeds) { feeds[2].url = feeds[1].url + "/other"; }},
      {"two are on one machine", [](auto& feeds) { feeds[1].address = feeds[2].address = "192.0.2.1"; }},
      {"none has worked for long",
       [](auto& feeds) {
         for (store::FeedRow& feed : feeds) feed.last_success = kNow - days(4);
       }},
  };
  EXPECT_TRUE(is_likely(feeds_that_worked(3), 3));
  for (const auto& [what, change] : cases) {
    auto feeds = feeds_that_worked(3);
    change(feeds);
    EXPECT_FALSE(is_likely(feeds, 3)) << what;
  }
}

TEST(Outage, GivesBackWhatItKeptOnceAServerIsMet) {
  const auto feeds = feeds_that_worked(4);
  Outage outage(feeds, kNow);
  EXPECT_TRUE(outage.take(fetched(0, Came::Nothing)).empty());
  EXPECT_TRUE(outage.keeps_any());
  const std::vector<Fetched> ready = outage.take(fetched(1, Came::Answer));
  ASSERT_EQ(ready.size(), 2u);
  EXPECT_EQ(ready[0].index, 0u);
  EXPECT_EQ(ready[0].answer.reason, "cannot resolve");
  EXPECT_EQ(ready[1].index, 1u);
  EXPECT_FALSE(outage.keeps_any());
  EXPECT_EQ(outage.take(fetched(2, Came::Nothing)).size(), 1u);
  EXPECT_TRUE(outage.rest().empty());
}

TEST(Outage, GivesBackInTheEndWhatNoServerWasMetFor) {
  const auto feeds = feeds_that_worked(2);
  Outage outage(feeds, kNow);
  for (std::size_t index : {0, 1}) EXPECT_TRUE(outage.take(fetched(index, Came::Nothing)).empty());
  EXPECT_EQ(outage.rest().size(), 2u);
  EXPECT_FALSE(outage.keeps_any());
}

}  // namespace
}  // namespace aggregator::poll
