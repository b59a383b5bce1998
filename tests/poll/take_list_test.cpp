#include "aggregator/poll/take_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "aggregator/store/feeds.h"
#include "aggregator/store/history.h"
#include "support/temporary_folder.h"
#include "support/value_of.h"

namespace aggregator::poll {
namespace {
using test::TemporaryFolder;
using test::value_of;
using testing::ElementsAre;
using testing::IsEmpty;

class TakeListTest : public testing::Test {
 protected:
  void write(const std::string& yaml) const { std::ofstream(file_) << yaml; }
  std::vector<config::ListedFeed> take() { return value_of(take_list(database_, file_, now_)).guarded; }
  std::vector<std::string> listed() {
    std::vector<std::string> urls;
    for (const auto& feed : value_of(store::pollable_feeds(database_, std::nullopt))) urls.push_back(feed.listed_url);
    return urls;
  }
  /// Takes all feeds off the store's list, which goes on to say that it is the file's.
  void empty_list() {
    const std::string fingerprint = value_of(store::list_fingerprint(database_));
    value_of(store::sync_feeds(database_, {}, fingerprint));
  }

  const Instant now_ = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);
  TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "feeds.yaml";
  store::Database database_ = value_of(store::Database::open("sqlite:" + (folder_.path() / "test.db").string()));
};

TEST_F(TakeListTest, CarriesTheFileOverAndNoticesEachChange) {
  write("feeds: [{url: 'https://a.example/feed'}]");
  take();
  EXPECT_THAT(listed(), ElementsAre("https://a.example/feed"));
  write("feeds: [{url: 'https://b.example/feed'}]");
  take();
  EXPECT_THAT(listed(), ElementsAre("https://b.example/feed"));
}

TEST_F(TakeListTest, DoesNotReadAFileAgainThatIsAsItWas) {
  write("feeds: [{url: 'https://a.example/feed'}]");
  take();
  empty_list();
  take();
  EXPECT_THAT(listed(), IsEmpty());
}

TEST_F(TakeListTest, ReadsAListWithLoginsEachTimeAndSaysWhichFeedsHaveThem) {
  write("feeds: [{url: 'https://a.example/feed', token: $TOKEN}, {url: 'https://b.example/feed'}]");
  for (int time = 0; time < 2; ++time) {
    const auto guarded = take();
    ASSERT_EQ(guarded.size(), 1U);
    EXPECT_EQ(guarded.front().url, "https://a.example/feed");
    EXPECT_EQ(guarded.front().access.token, "$TOKEN");
  }
}

TEST_F(TakeListTest, ForgetsThatItKnewAListOnceLoginsAreAddedAndTakenOut) {
  const std::string plain = "feeds: [{url: 'https://a.example/feed'}]";
  write(plain);
  take();
  write("feeds: [{url: 'https://b.example/feed', token: $TOKEN}]");
  take();
  write(plain);
  take();
  EXPECT_THAT(listed(), ElementsAre("https://a.example/feed"));
}

TEST_F(TakeListTest, RefusesAListWithAMistakeEachTimeAndKeepsTheLastGoodOne) {
  write("feeds: [{url: 'https://a.example/feed'}]");
  take();
  write("feeds: [{url: 'https://b.example/feed', tilte: B}]");
  for (int time = 0; time < 2; ++time) EXPECT_FALSE(take_list(database_, file_, now_));
  EXPECT_THAT(listed(), ElementsAre("https://a.example/feed"));
}

TEST_F(TakeListTest, SaysEachTimeHowManyFeedsAnEmptyListHadLast) {
  write("feeds: []");
  EXPECT_TRUE(value_of(take_list(database_, file_, now_)).is_empty);
  EXPECT_EQ(value_of(take_list(database_, file_, now_)).lost, 0U);
  write("feeds: [{url: 'https://former.example/feed'}]");
  take();
  write("feeds: [{url: 'https://a.example/feed'}, {url: 'https://b.example/feed'}]");
  EXPECT_FALSE(value_of(take_list(database_, file_, now_)).is_empty);
  EXPECT_EQ(value_of(take_list(database_, file_, now_)).lost, 0U);
  write("feeds: []");
  for (int time = 0; time < 2; ++time) EXPECT_EQ(value_of(take_list(database_, file_, now_)).lost, 2U);
}

TEST_F(TakeListTest, LeavesATraceWhereAFeedIsListedAtAnotherAddress) {
  write("feeds: [{url: 'https://me:secret@a.example/feed', title: A}]");
  take();
  const store::FeedId id = value_of(store::find_feed(database_, "https://a.example/feed")).value().id;
  write("feeds: [{url: 'https://b.example/feed', title: A}]");
  take();
  take();
  const auto events = value_of(store::feed_events(database_, id));
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].at, now_);
  EXPECT_EQ(
      events[0].what,
      "is listed at https://b.example/feed from now on, no longer at https://a.example/feed; its history goes on");
}

}  // namespace
}  // namespace aggregator::poll
