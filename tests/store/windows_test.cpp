#include <gmock/gmock.h>

#include "store_fixture.h"

namespace aggregator::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class WindowsTest : public StoreTest {
 protected:
  static constexpr const char* kA = "https://a.example/feed";
  static constexpr const char* kB = "https://b.example/feed";

  WindowsTest() {
    list_both();
    a_ = feed(kA).id;
    b_ = feed(kB).id;
  }

  void list_both() {
    config::ListedFeed a = listed(kA, {"backend", "database"});
    a.title = "A";
    a.language = "ko";
    a.site = "https://a.example/";
    config::ListedFeed b = listed(kB, {"frontend", "database"});
    b.title = "B";
    sync({a, b});
  }

  EntryId store_dated(FeedId feed, const std::string& title, std::chrono::seconds age) {
    EntryRow row = entry_row(feed, title);
    row.published = now_ - age;
    return value_of(insert_entry(database_, row, {}));
  }

  std::vector<std::string> window(Sequence from, Sequence to) {
    std::vector<std::string> titles;
    for (const ListedEntry& entry : entries_in_window(from, to)) {
      titles.push_back(entry.entry.title);
    }
    return titles;
  }

  std::vector<std::string> visited(const EntryFilter& filter) {
    std::vector<std::string> titles;
    value_of(visit_entries(database_, filter, [&](const ListedEntry& entry) { titles.push_back(entry.entry.title); }));
    return titles;
  }

  FeedId a_ = 0, b_ = 0;
};

TEST_F(WindowsTest, HoldTheNumbersAfterFromUpToTo) {
  for (const char* title : {"1", "2", "3", "4"}) store_dated(a_, title, 4h - std::chrono::hours(title[0] - '0'));
  value_of(seal_entries(database_));
  EXPECT_THAT(window(1, 3), ElementsAre("3", "2"));
  EXPECT_THAT(window(3, 3), IsEmpty());
  EXPECT_THAT(window(0, 100), ElementsAre("4", "3", "2", "1"));
}

TEST_F(WindowsTest, UnsealedEntriesAreInNone) {
  store_dated(a_, "unsealed", 1h);
  EXPECT_THAT(window(0, 100), IsEmpty());
}

TEST_F(WindowsTest, UndatedEntriesStandWhereTheyWereFirstSeen) {
  store_dated(a_, "old", 1h);
  store_entry(a_, "undated");
  value_of(seal_entries(database_));
  EXPECT_THAT(window(0, 9), ElementsAre("undated", "old"));
}

TEST_F(WindowsTest, AnEntryOfTwoFeedsIsOneWithTwoSources) {
  const EntryId id = store_dated(b_, "shared", 1h);
  // In the same second; the feed that had it first stays first.
  value_of(add_source(database_, id, a_, now_, MatchedBy::Link, 1));
  store_dated(a_, "other", 2h);
  value_of(seal_entries(database_));
  const auto entries = entries_in_window(0, 9);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].feed_title, "B");
  EXPECT_EQ(entries[0].feed_url, kB);
  EXPECT_THAT(entries[0].sources, ElementsAre(kB, kA));
  EXPECT_THAT(entries[0].also_in, ElementsAre("A"));
  EXPECT_THAT(entries[0].feed_tags, ElementsAre("frontend", "database", "backend"));
  EXPECT_EQ(entries[0].sequence, 2);
  EXPECT_EQ(entries[1].feed_title, "A");
  EXPECT_EQ(entries[1].feed_language, "ko");
  EXPECT_EQ(entries[1].feed_site, "https://a.example/");
  EXPECT_THAT(entries[1].sources, ElementsAre(kA));
  EXPECT_THAT(entries[1].also_in, IsEmpty());
}

TEST_F(WindowsTest, EntriesWithoutAListedSourceAreLeftOutAndComeBackWithTheirFeed) {
  store_dated(a_, "a", 3h);
  value_of(add_source(database_, store_dated(a_, "both", 1h), b_, now_, MatchedBy::Link, 1));
  value_of(seal_entries(database_));
  sync({listed(kB)});
  const auto entries = entries_in_window(0, 9);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].entry.title, "both");
  EXPECT_EQ(entries[0].feed_url, kB);
  list_both();
  EXPECT_THAT(window(0, 9), ElementsAre("both", "a"));
}

TEST_F(WindowsTest, VisitShowsEverythingStoredNewestFirst) {
  store_dated(a_, "old", 3h);
  EntryRow held = entry_row(b_, "held");
  held.state = EntryState::Held;
  value_of(insert_entry(database_, held, {}));
  EXPECT_THAT(visited({}), ElementsAre("held", "old"));
}

TEST_F(WindowsTest, VisitFiltersByTimeFeedTagAndNumber) {
  EntryRow early = entry_row(a_, "early");
  early.first_seen = now_ - 1h;
  value_of(insert_entry(database_, early, {}));
  store_dated(a_, "a", 30min);
  value_of(add_source(database_, store_dated(b_, "both", 20min), a_, now_, MatchedBy::Link, 1));
  store_dated(b_, "b", 10min);
  EXPECT_THAT(visited({.since = now_, .feed = "", .tag = ""}), ElementsAre("b", "both", "a"));
  EXPECT_THAT(visited({.since = {}, .feed = "http://a.example/feed/", .tag = ""}), ElementsAre("both", "a", "early"));
  EXPECT_THAT(visited({.since = {}, .feed = "", .tag = "frontend"}), ElementsAre("b", "both"));
  EXPECT_THAT(visited({.since = {}, .feed = "", .tag = "", .limit = 2}), ElementsAre("b", "both"));
  EXPECT_THAT(visited({.since = {}, .feed = kA, .tag = "frontend", .limit = 5}), ElementsAre("both"));
}

TEST_F(WindowsTest, VisitOfAFeedKeepsItsOtherSources) {
  value_of(add_source(database_, store_dated(b_, "both", 20min), a_, now_ + 1h, MatchedBy::Link, 1));
  std::vector<std::string> sources;
  EntryFilter filter;
  filter.feed = kA;
  value_of(visit_entries(database_, filter, [&](const ListedEntry& entry) { sources = entry.sources; }));
  EXPECT_THAT(sources, ElementsAre(kB, kA));
}

TEST_F(WindowsTest, VisitOfAFeedThatIsNotListedIsAnError) {
  EntryFilter filter;
  filter.feed = "https://nowhere.example/";
  const auto done = visit_entries(database_, filter, [](const ListedEntry&) {});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::NotFound);
}

TEST_F(WindowsTest, AVisitorMayUseTheDatabaseAndThrow) {
  for (const char* title : {"1", "2", "3"}) store_entry(a_, title);
  int seen = 0;
  value_of(visit_entries(database_, {}, [&](const ListedEntry&) { seen += static_cast<int>(visited({}).size()); }));
  EXPECT_EQ(seen, 9);
  const auto stop = [](const ListedEntry&) { throw std::runtime_error("enough"); };
  EXPECT_THROW((void)visit_entries(database_, {}, stop), std::runtime_error);
  EXPECT_EQ(visited({}).size(), 3U);
  sync({});  // nothing is left open that would keep a transaction from ending
}

}  // namespace
}  // namespace aggregator::store
