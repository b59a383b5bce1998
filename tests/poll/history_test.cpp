#include "history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace aggregator::poll {
namespace {
using store::FeedRow;
using store::FeedStatus;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Instant kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);

FeedRow healthy() {
  FeedRow feed;
  feed.url = feed.listed_url = "https://a.example/feed";
  feed.status = FeedStatus::Ok;
  feed.last_success = kNow;
  return feed;
}

FeedRow failing() {
  FeedRow feed = healthy();
  feed.status = FeedStatus::Error;
  feed.failures = 3;
  feed.error = "answered 500";
  return feed;
}

TEST(TurnsBetween, TellsEachTurnOnce) {
  struct Case {
    const char* what;
    FeedRow before;
    std::function<void(FeedRow&)> change;
    const char* turn;
  };
  FeedRow fresh = healthy();
  fresh.last_success.reset();
  fresh.status = FeedStatus::New;
  FeedRow repaired = healthy();
  repaired.repairs = "text before the feed";
  FeedRow moving = healthy();
  moving.moving_to = "https://b.example/feed";
  const Case cases[] = {
      {"first", fresh, [](FeedRow& feed) { feed.last_success = kNow; }, "understood for the first time"},
      {"failure", healthy(), [](FeedRow& feed) { feed.failures = 1, feed.error = "no answer"; },
       "began to fail: no answer"},
      {"other failure", failing(), [](FeedRow& feed) { ++feed.failures, feed.error = "no answer"; },
       "fails for another reason: no answer"},
      {"recovery", failing(), [](FeedRow& feed) { feed.failures = 0, feed.error.clear(); },
       "works again after 3 failed polls"},
      {"gone", failing(), [](FeedRow& feed) { feed.status = FeedStatus::Gone, feed.error = "answered 410"; },
       "gone, not polled any more: answered 410"},
      {"move", healthy(), [](FeedRow& feed) { feed.url = "https://b.example/feed"; },
       "is polled at https://b.example/feed from now on, no longer at https://a.example/feed"},
      {"signpost", healthy(), [](FeedRow& feed) { feed.moving_to = "https://b.example/feed", feed.moving_rounds = 1; },
       "redirects for good to another host, https://b.example/feed; believed once it was seen in 3 rounds over 48 "
       "hours"},
      {"signpost of a page", fresh,
       [](FeedRow& feed) { feed.moving_to = "https://b.example/feed", feed.moving_rounds = 1; },
       "names a feed on another host, https://b.example/feed; believed once it was seen in 3 rounds over 48 hours"},
      {"no signpost any more", moving, [](FeedRow& feed) { feed.moving_to.clear(); },
       "does not lead to https://b.example/feed any more, so it is polled where it was"},
      {"repair", healthy(), [](FeedRow& feed) { feed.repairs = "a BOM"; }, "had to be repaired: a BOM"},
      {"no repair", repaired, [](FeedRow& feed) { feed.repairs.clear(); }, "needs no repair any more"},
      {"guids", healthy(), [](FeedRow& feed) { feed.guids_repeat = true; },
       "gives several posts the same guid: its guids are not trusted any more, links and texts are"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    FeedRow after = c.before;
    c.change(after);
    EXPECT_THAT(turns_between(c.before, after), ElementsAre(c.turn));
    EXPECT_THAT(turns_between(after, after), IsEmpty());
  }
}

TEST(TurnsBetween, IsSilentWhenTheSameFailureGoesOn) {
  FeedRow after = failing();
  ++after.failures;
  EXPECT_THAT(turns_between(failing(), after), IsEmpty());
}

TEST(TurnsBetween, IsSilentWhenOnlyTheWordsOfAFailureDiffer) {
  FeedRow before = failing(), after = failing();
  before.error = "connection refused by 192.0.2.1:443";
  after.error = "connection refused by 192.0.2.2:443";
  EXPECT_THAT(turns_between(before, after), IsEmpty());
}

TEST(TurnsIn, TellsOfFloods) {
  Absorbed absorbed;
  EXPECT_THAT(turns_in(absorbed), IsEmpty());
  absorbed.new_entries = absorbed.backlog = absorbed.updated = 5;
  EXPECT_THAT(turns_in(absorbed), IsEmpty());
  absorbed.renamed = 30;
  absorbed.held = 40;
  EXPECT_THAT(turns_in(absorbed), ElementsAre("30 old posts came back with new guids and links, known by title or date",
                                              "40 posts held: all at once, and never seen before"));
}

}  // namespace
}  // namespace aggregator::poll
