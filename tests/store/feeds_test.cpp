#include "aggregator/store/feeds.h"

#include <gmock/gmock.h>

#include "session.h"
#include "store_fixture.h"
#include "support/sqlite_hand.h"

namespace aggregator::store {
namespace {

using testing::ElementsAre;

class FeedsTest : public StoreTest {
 protected:
  static constexpr const char* kA = "https://a.example/feed";
  static constexpr const char* kB = "https://b.example/feed";

  std::vector<std::string> shown() {
    std::vector<std::string> urls;
    for (const FeedSummary& summary : value_of(list_feeds(database_, now_))) urls.push_back(summary.feed.listed_url);
    return urls;
  }
};

TEST(NameOfFeedStatus, IsTheWordOfTheContract) {
  EXPECT_EQ(name_of(FeedStatus::New), "new");
  EXPECT_EQ(name_of(FeedStatus::Ok), "ok");
  EXPECT_EQ(name_of(FeedStatus::Error), "error");
  EXPECT_EQ(name_of(FeedStatus::Refused), "refused");
  EXPECT_EQ(name_of(FeedStatus::Gone), "gone");
  EXPECT_EQ(name_of(FeedStatus::Paused), "paused");
}

TEST_F(FeedsTest, SyncStoresEverythingThatTheListSays) {
  config::ListedFeed feed = listed(kA, {"b", "a", "한글 \"quoted\""});
  feed.title = "Title";
  feed.site = "https://a.example/";
  feed.language = "ko";
  feed.enabled = false;
  const SyncReport report = value_of(sync_feeds(database_, {feed}));
  EXPECT_EQ(report.added, 1);
  const FeedRow row = this->feed(kA);
  EXPECT_EQ(row.listed_url, kA);
  EXPECT_EQ(row.url, kA);
  EXPECT_EQ(row.listed_title, "Title");
  EXPECT_EQ(row.site, "https://a.example/");
  EXPECT_EQ(row.language, "ko");
  EXPECT_EQ(row.tags, feed.tags);
  EXPECT_FALSE(row.enabled);
  EXPECT_EQ(row.status, FeedStatus::New);
  EXPECT_FALSE(row.next_poll);
}

TEST_F(FeedsTest, WhatWasHeardOfAFormerAddressIsNotWritten) {
  sync({listed(kA)});
  FeedRow before = feed(kA);
  test::SqliteHand(file_).run("UPDATE feeds SET listed_url = 'https://c.example/feed'");
  before.failures = 8;
  EXPECT_FALSE(value_of(update_feed(database_, before)));
  FeedRow present = *value_of(find_feed(database_, std::to_string(before.id)));
  EXPECT_EQ(present.failures, 0);
  present.failures = 1;
  EXPECT_TRUE(value_of(update_feed(database_, present)));
}

TEST_F(FeedsTest, SyncCountsOnlyWhatIsDifferent) {
  sync({listed(kA), listed(kB)});
  const SyncReport same = value_of(sync_feeds(database_, {listed(kA), listed(kB)}));
  EXPECT_EQ(same.added + same.changed + same.removed, 0);
  const SyncReport other = value_of(sync_feeds(database_, {listed("https://c.example/feed"), listed(kB, {"tag"})}));
  EXPECT_EQ(other.added, 1);
  EXPECT_EQ(other.changed, 1);
  EXPECT_EQ(other.removed, 1);
  EXPECT_THAT(shown(), ElementsAre("https://c.example/feed", kB));
}

TEST_F(FeedsTest, SyncLeavesToTheListWhatAFeedIsAskedWith) {
  config::ListedFeed guarded = listed(kA);
  guarded.access.token = "$TOKEN";
  sync({guarded});
  EXPECT_EQ(value_of(sync_feeds(database_, {guarded})).changed, 0);
}

TEST_F(FeedsTest, SyncOfAnUnchangedListWaitsForNobody) {
  sync({listed(kA)});
  Database other = open();
  run(other.session(), "PRAGMA busy_timeout = 0");
  value_of(database_.transact([&]() -> Result<void> {
    EXPECT_TRUE(sync_feeds(other, {listed(kA)}));
    EXPECT_FALSE(sync_feeds(other, {listed(kA), listed(kB)}));
    return {};
  }));
}

TEST_F(FeedsTest, SyncKeepsTheOrderOfTheList) {
  sync({listed(kA), listed(kB)});
  const SyncReport moved = value_of(sync_feeds(database_, {listed(kB), listed(kA)}));
  EXPECT_EQ(moved.changed, 0);
  EXPECT_THAT(shown(), ElementsAre(kB, kA));
}

TEST_F(FeedsTest, SyncTakesAFeedListedTwiceOnce) {
  EXPECT_EQ(value_of(sync_feeds(database_, {listed(kA), listed("http://www.a.example/feed/")})).added, 1);
  EXPECT_THAT(shown(), ElementsAre(kA));
}

TEST_F(FeedsTest, AnotherSpellingIsTheSameFeedAndIsPolledThere) {
  sync({listed("http://a.example/feed")});
  const FeedId id = feed(kA).id;
  EXPECT_EQ(value_of(sync_feeds(database_, {listed(kA)})).changed, 1);
  EXPECT_EQ(feed(kA).id, id);
  EXPECT_EQ(feed(kA).url, kA);
}

TEST_F(FeedsTest, AFeedThatHasMovedStaysWhereItIs) {
  sync({listed(kA)});
  FeedRow row = feed(kA);
  row.url = "https://moved.example/feed";
  value_of(move_feed(database_, row.id, row.url));
  sync({listed(kA, {"new tag"})});
  EXPECT_EQ(feed(kA).url, "https://moved.example/feed");
  EXPECT_EQ(feed("https://moved.example/feed").id, row.id);
}

TEST_F(FeedsTest, ARemovedFeedIsNeitherPolledNorShownAndGoesOnWhereItWasWhenItIsBack) {
  sync({listed(kA), listed(kB)});
  FeedRow row = feed(kA);
  row.etag = "\"kept\"";
  value_of(update_feed(database_, row));
  store_entry(row.id, "kept");

  sync({listed(kB)});
  EXPECT_THAT(shown(), ElementsAre(kB));
  EXPECT_FALSE(value_of(find_feed(database_, kA)));
  EXPECT_FALSE(value_of(find_feed(database_, std::to_string(row.id))));
  EXPECT_EQ(value_of(pollable_feeds(database_, std::nullopt)).size(), 1U);

  EXPECT_EQ(value_of(sync_feeds(database_, {listed(kA), listed(kB)})).added, 1);
  EXPECT_EQ(feed(kA).id, row.id);
  EXPECT_EQ(feed(kA).etag, "\"kept\"");
  EXPECT_EQ(value_of(titles_of_feed(database_, row.id)).size(), 1u);
}

TEST_F(FeedsTest, PollableAreThoseDueNeverPolledFirst) {
  sync({listed("https://later.example/"), listed("https://due.example/"), listed("https://never.example/"),
        listed("https://gone.example/"), listed("https://first.example/")});
  const auto plan = [&](const char* url, Instant next, FeedStatus status) {
    FeedRow row = feed(url);
    row.next_poll = next;
    row.status = status;
    value_of(update_feed(database_, row));
  };
  plan("https://later.example/", now_ + 1s, FeedStatus::Ok);
  plan("https://due.example/", now_, FeedStatus::Error);
  plan("https://first.example/", now_ - 1h, FeedStatus::Refused);
  plan("https://gone.example/", now_ - 1h, FeedStatus::Gone);
  const auto urls = [&](std::optional<Instant> due) {
    std::vector<std::string> found;
    for (const FeedRow& row : value_of(pollable_feeds(database_, due))) found.push_back(row.url);
    return found;
  };
  EXPECT_THAT(urls(now_), ElementsAre("https://never.example/", "https://first.example/", "https://due.example/"));
  EXPECT_THAT(urls(std::nullopt), ElementsAre("https://never.example/", "https://first.example/",
                                              "https://due.example/", "https://later.example/"));
}

TEST_F(FeedsTest, PollableThatAreEquallyDueStandInTheOrderOfTheList) {
  const std::string urls[] = {"https://a.example/", "https://b.example/", "https://c.example/"};
  sync({listed(urls[0]), listed(urls[1]), listed(urls[2])});
  sync({listed(urls[2]), listed(urls[0]), listed(urls[1])});
  std::vector<std::string> found;
  for (const FeedRow& row : value_of(pollable_feeds(database_, std::nullopt))) found.push_back(row.url);
  EXPECT_THAT(found, ElementsAre(urls[2], urls[0], urls[1]));
}

TEST_F(FeedsTest, PollableIsWhatAClockFarAheadHasPutOffButNotWhatOneADayAheadHas) {
  sync({listed(kA)});
  FeedRow row = feed(kA);
  const std::pair<std::chrono::hours, std::size_t> cases[] = {{24h, 0}, {48h, 0}, {49h, 1}, {24h * 3650, 1}};
  for (const auto& [ahead, number] : cases) {
    SCOPED_TRACE(ahead.count());
    row.last_poll = now_ + ahead;
    row.next_poll = now_ + ahead + 2h;
    value_of(update_feed(database_, row));
    EXPECT_EQ(value_of(pollable_feeds(database_, now_)).size(), number);
  }
}

TEST_F(FeedsTest, PausedFeedsAreNotPolled) {
  config::ListedFeed paused = listed(kA);
  paused.enabled = false;
  sync({paused});
  EXPECT_TRUE(value_of(pollable_feeds(database_, std::nullopt)).empty());
}

TEST_F(FeedsTest, UpdateWritesBackEverythingFromPolling) {
  sync({listed(kA, {"tag"})});
  FeedRow row = feed(kA);
  row.url = "https://moved.example/feed";
  row.title = "own title";
  row.own_site = "https://own.example/";
  row.own_language = "en";
  row.status = FeedStatus::Error;
  row.error = "answered 500";
  row.failures = 3;
  row.failing_since = now_ - 3h;
  row.last_success = now_ - 4h;
  row.last_poll = now_;
  row.next_poll = now_ + 5h;
  row.etag = "W/\"x\"";
  row.last_modified = "Fri, 20 Nov 2026 01:02:03 GMT";
  row.validator_url = "https://moved.example/feed?x";
  row.pace = 90min;
  row.body_hash = 0xFEDCBA9876543210U;
  row.guids_repeat = true;
  row.hub = "https://hub.example/";
  row.moving_to = "https://next.example/";
  row.moving_since = now_ - 1h;
  row.moving_rounds = 2;
  row.address = "192.0.2.1";
  row.quiet.hours.set(23);
  row.quiet.days.set(6);
  value_of(move_feed(database_, row.id, row.url));
  value_of(update_feed(database_, row));
  const FeedRow stored = feed(kA);
  EXPECT_EQ(stored.url, row.url);
  EXPECT_EQ(stored.title, row.title);
  EXPECT_EQ(stored.own_site, row.own_site);
  EXPECT_EQ(stored.own_language, row.own_language);
  EXPECT_EQ(stored.status, row.status);
  EXPECT_EQ(stored.error, row.error);
  EXPECT_EQ(stored.failures, row.failures);
  EXPECT_EQ(stored.failing_since, row.failing_since);
  EXPECT_EQ(stored.last_success, row.last_success);
  EXPECT_EQ(stored.last_poll, row.last_poll);
  EXPECT_EQ(stored.next_poll, row.next_poll);
  EXPECT_EQ(stored.etag, row.etag);
  EXPECT_EQ(stored.last_modified, row.last_modified);
  EXPECT_EQ(stored.validator_url, row.validator_url);
  EXPECT_EQ(stored.pace, row.pace);
  EXPECT_EQ(stored.body_hash, row.body_hash);
  EXPECT_EQ(stored.guids_repeat, row.guids_repeat);
  EXPECT_EQ(stored.hub, row.hub);
  EXPECT_EQ(stored.moving_to, row.moving_to);
  EXPECT_EQ(stored.moving_since, row.moving_since);
  EXPECT_EQ(stored.moving_rounds, row.moving_rounds);
  EXPECT_EQ(stored.address, row.address);
  EXPECT_EQ(stored.quiet.hours, row.quiet.hours);
  EXPECT_EQ(stored.quiet.days, row.quiet.days);
  EXPECT_EQ(stored.tags, row.tags);
}

TEST_F(FeedsTest, TheListTellsEntriesAndPostsAWeek) {
  sync({listed(kA), listed(kB)});
  const FeedId id = feed(kA).id;
  for (const auto& age : {1h, 24h * 55, 24h * 57}) {  // the last one is older than eight weeks
    EntryRow entry = entry_row(id, "x");
    entry.published = now_ - age;
    value_of(insert_entry(database_, entry, {}));
  }
  const auto summaries = value_of(list_feeds(database_, now_));
  ASSERT_EQ(summaries.size(), 2U);
  EXPECT_EQ(summaries[0].entries, 3);
  EXPECT_DOUBLE_EQ(summaries[0].posts_per_week(), 2.0 / 8);
  EXPECT_EQ(summaries[1].entries, 0);
  EXPECT_EQ(summaries[1].posts_per_week(), 0);
}

TEST_F(FeedsTest, FindTakesListedAndPresentUrlsInAnySpellingAndIds) {
  sync({listed(kA), listed(kB)});
  FeedRow row = feed(kB);
  row.url = "https://moved.example/feed";
  value_of(move_feed(database_, row.id, row.url));
  for (const std::string& text : {std::string("http://www.b.example/feed/"), std::string("https://moved.example/feed/"),
                                  std::to_string(row.id)}) {
    SCOPED_TRACE(text);
    const auto found = value_of(find_feed(database_, text));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, row.id);
  }
  for (const char* text : {"https://c.example/feed", "", "0", "99999999999999999999", "1x"}) {
    EXPECT_FALSE(value_of(find_feed(database_, text))) << text;
  }
}

TEST_F(FeedsTest, FindPrefersTheFeedListedUnderAUrlToOneThatMovedThere) {
  sync({listed(kA), listed(kB)});
  FeedRow row = feed(kA);
  row.url = kB;
  value_of(move_feed(database_, row.id, row.url));
  EXPECT_EQ(feed(kB).listed_url, kB);
}

TEST_F(FeedsTest, FindsAFeedUnderEveryAddressThatItEverHad) {
  sync({listed(kA), listed(kB)});
  const FeedId id = feed(kA).id;
  const char *kFirst = "https://first.example/feed", *kLast = "https://last.example/feed";
  for (const char* url : {kFirst, kLast}) value_of(move_feed(database_, id, url));
  sync({listed(kLast), listed(kB)});
  for (const char* url : {kA, "http://www.a.example/feed/", kFirst}) {
    SCOPED_TRACE(url);
    EXPECT_EQ(feed(url).id, id);
    EXPECT_TRUE(feed(url).has_left(url));
    EXPECT_EQ(value_of(known_feed(database_, url)), id);
  }
  EXPECT_FALSE(feed(kLast).has_left(kLast));
  EXPECT_FALSE(feed(kLast).has_left(std::to_string(id)));

  sync({listed(kLast), listed(kA)});
  EXPECT_NE(feed(kA).id, id) << "who is there goes before who was";
}

TEST_F(FeedsTest, AFeedThatIsListedAgainWhereItWasIsTheSameFeedAndIsAskedThere) {
  sync({listed(kA), listed(kB)});
  const FeedId id = feed(kA).id;
  value_of(move_feed(database_, id, "https://moved.example/feed"));
  sync({listed("https://moved.example/feed"), listed(kB)});
  EXPECT_EQ(value_of(sync_feeds(database_, {listed(kB), listed(kA)})).added, 0);
  EXPECT_EQ(feed(kA).id, id);
  EXPECT_EQ(feed(kA).url, kA);
}

TEST_F(FeedsTest, SyncWritesTheListWithWhatIsToBeToldOfItOrNothing) {
  sync({listed(kA)});
  const auto kill = [](const SyncReport& report) -> Result<void> {
    EXPECT_EQ(report.added, 1);
    return fail(ErrorCode::Unavailable, "killed");
  };
  EXPECT_FALSE(sync_feeds(database_, {listed(kB)}, "other", kill));
  EXPECT_THAT(shown(), ElementsAre(kA));
  EXPECT_EQ(value_of(list_fingerprint(database_)), "");
}

TEST_F(FeedsTest, AFeedThatIsListedWhereItHasMovedIsTheSameFeed) {
  sync({listed(kA), listed(kB)});
  FeedRow row = feed(kA);
  row.url = "https://moved.example/feed";
  value_of(move_feed(database_, row.id, row.url));
  const SyncReport report = value_of(sync_feeds(database_, {listed("https://moved.example/feed"), listed(kB)}));
  EXPECT_EQ(report.added, 0);
  EXPECT_EQ(report.changed, 1);
  EXPECT_EQ(report.removed, 0);
  EXPECT_EQ(feed("https://moved.example/feed").id, row.id);
  EXPECT_THAT(shown(), ElementsAre("https://moved.example/feed", kB));
}

TEST_F(FeedsTest, AFeedThatHasMovedIsNotTakenFromTheListForAnotherOneThere) {
  sync({listed(kA)});
  FeedRow row = feed(kA);
  row.url = "https://moved.example/feed";
  value_of(move_feed(database_, row.id, row.url));
  EXPECT_EQ(value_of(sync_feeds(database_, {listed(kA), listed("https://moved.example/feed")})).added, 1);
  EXPECT_EQ(feed(kA).id, row.id);
}

TEST_F(FeedsTest, AFeedThatIsListedWhereARedirectIsBeingWatchedIsTheSameFeedAndIsAskedThereAtOnce) {
  sync({listed(kA), listed(kB)});
  FeedRow row = feed(kA);
  row.moving_to = "https://moved.example/feed";
  row.moving_since = row.next_poll = row.not_before = row.missing_since = now_;
  row.moving_rounds = 1;
  row.status = FeedStatus::Gone;
  value_of(update_feed(database_, row));
  const SyncReport report = value_of(sync_feeds(database_, {listed("https://moved.example/feed"), listed(kB)}));
  EXPECT_EQ(report.added + report.removed, 0);
  ASSERT_EQ(report.relisted.size(), 1U);
  EXPECT_EQ(report.relisted[0].before, kA);
  const FeedRow moved = feed("https://moved.example/feed");
  EXPECT_EQ(moved.id, row.id);
  EXPECT_EQ(moved.url, "https://moved.example/feed");
  EXPECT_EQ(moved.moving_to, "");
  EXPECT_EQ(moved.moving_rounds, 0);
  EXPECT_FALSE(moved.moving_since || moved.next_poll || moved.not_before || moved.missing_since);
  EXPECT_EQ(value_of(pollable_feeds(database_, now_)).size(), 2U);  // no longer gone
}

TEST_F(FeedsTest, OneOfTwoFeedsThatMoveToTheSamePlaceIsTheOneListedThere) {
  sync({listed(kA), listed(kB)});
  for (const char* url : {kA, kB}) {
    FeedRow row = feed(url);
    row.moving_to = "https://moved.example/feed";
    value_of(update_feed(database_, row));
  }
  const FeedId first = feed(kA).id;
  const SyncReport report = value_of(sync_feeds(database_, {listed("https://moved.example/feed")}));
  EXPECT_EQ(report.removed, 1);
  EXPECT_EQ(feed("https://moved.example/feed").id, first);
}

TEST_F(FeedsTest, AnotherAddressInAnEntryThatIsPlainlyOfTheSameBlogIsTheSameFeed) {
  const auto entry = [](const char* url, const char* title, const char* site) {
    config::ListedFeed feed = listed(url);
    feed.title = title;
    feed.site = site;
    return feed;
  };
  struct Case {
    const char* what;
    config::ListedFeed before, after;
    bool is_same;
  };
  const char *kOld = "https://old.example/feed", *kNew = "https://new.example/feed";
  const char *kSite = "https://old.example/", *kOther = "https://new.example/";
  const Case cases[] = {
      {"same title", entry(kOld, "T", ""), entry(kNew, "T", ""), true},
      {"same title, moved with its site", entry(kOld, "T", kSite), entry(kNew, "T", kOther), true},
      {"same site", entry(kOld, "", "https://old.example"), entry(kNew, "", kSite), true},
      {"same site, now with a title", entry(kOld, "", kSite), entry(kNew, "T", kSite), true},
      {"two blogs of one site", entry(kOld, "T", kSite), entry(kNew, "U", kSite), false},
      {"another title", entry(kOld, "T", ""), entry(kNew, "U", ""), false},
      {"another site", entry(kOld, "", kSite), entry(kNew, "", kOther), false},
      {"nothing but addresses", entry(kOld, "", ""), entry(kNew, "", ""), false},
  };
  for (const auto& [what, before, after, is_same] : cases) {
    SCOPED_TRACE(what);
    sync({listed(kA)});
    run(database_.session(), "DELETE FROM former_addresses");
    run(database_.session(), "DELETE FROM feeds");
    sync({listed(kA), before, listed(kB)});
    const FeedId id = feed(kOld).id;
    const SyncReport report = value_of(sync_feeds(database_, {listed(kA), after, listed(kB)}));
    EXPECT_EQ(report.relisted.size(), is_same ? 1U : 0U);
    EXPECT_EQ(report.removed, is_same ? 0 : 1);
    EXPECT_EQ(feed(kNew).id == id, is_same);
    EXPECT_EQ(feed(kNew).url, kNew);
    EXPECT_EQ(feed(kNew).listed_url, kNew);
  }
}

TEST_F(FeedsTest, AnEntryOfTheSameTitleElsewhereInTheListIsAnotherFeed) {
  config::ListedFeed before = listed("https://old.example/feed"), after = listed("https://new.example/feed");
  before.title = after.title = "Blog";
  sync({before, listed(kA)});
  EXPECT_EQ(value_of(sync_feeds(database_, {listed(kA), after})).added, 1);
}

TEST_F(FeedsTest, AFeedThatIsListedWhereItWentIsNotTakenForTheEntryInItsFormerPlace) {
  config::ListedFeed before = listed(kA), other = listed("https://other.example/feed");
  before.title = other.title = "Blog";
  sync({before});
  FeedRow row = feed(kA);
  row.moving_to = "https://moved.example/feed";
  value_of(update_feed(database_, row));
  sync({other, listed("https://moved.example/feed")});
  EXPECT_EQ(feed("https://moved.example/feed").id, row.id);
  EXPECT_NE(feed("https://other.example/feed").id, row.id);
}

TEST_F(FeedsTest, KnownAreAlsoThoseThatAreListedNoMore) {
  sync({listed(kA), listed(kB)});
  const FeedId id = feed(kA).id;
  sync({listed(kB)});
  EXPECT_EQ(value_of(known_feed(database_, kA)), id);
  EXPECT_EQ(value_of(known_feed(database_, std::to_string(id))), id);
  EXPECT_FALSE(value_of(known_feed(database_, "https://never.example/feed")));
  EXPECT_EQ(value_of(listed_urls(database_)).at(id), kA);
  EXPECT_FALSE(value_of(find_feed(database_, std::to_string(id))));
}

TEST_F(FeedsTest, FindsFormerFeedsAmongThoseThatAreListedNoMoreAlone) {
  sync({listed(kA), listed(kB)});
  const FeedId id = feed(kA).id;
  EXPECT_FALSE(value_of(find_former_feed(database_, kA)));
  sync({listed(kB)});
  for (const std::string& name : std::vector<std::string>{kA, "HTTPS://www.a.example:443/feed/", std::to_string(id)}) {
    const auto former = value_of(find_former_feed(database_, name));
    ASSERT_TRUE(former) << name;
    EXPECT_EQ(former->id, id);
    EXPECT_EQ(former->listed_url, kA);
  }
  EXPECT_FALSE(value_of(find_former_feed(database_, kB)));
  EXPECT_FALSE(value_of(find_former_feed(database_, "https://never.example/feed")));
  sync({listed(kA), listed(kB)});
  EXPECT_FALSE(value_of(find_former_feed(database_, std::to_string(id))));
}

TEST_F(FeedsTest, VolumesCountWhatBecameNewsBehindANumber) {
  config::ListedFeed with_site = listed(kA);
  with_site.site = "https://a.example/";
  sync({with_site, listed(kB)});
  store_entry(feed(kA).id, "one", {1});
  value_of(seal_entries(database_));
  store_entry(feed(kA).id, "two", {2});
  store_entry(feed(kA).id, "three", {3});
  value_of(seal_entries(database_));
  store_entry(feed(kA).id, "not sealed", {4});
  const auto volumes = value_of(feed_volumes(database_, 1));
  ASSERT_EQ(volumes.size(), 2U);
  EXPECT_EQ(volumes[0].entries, 2);
  EXPECT_EQ(volumes[0].site, "https://a.example/");
  EXPECT_EQ(volumes[1].entries, 0);
  EXPECT_EQ(value_of(count_entries(database_, feed(kA).id, 2)), 2);
  EXPECT_EQ(value_of(count_entries(database_, feed(kA).id, 9)), 4);
}

TEST_F(FeedsTest, WritingBackAPollLeavesTheUrlAndEnablingLeavesAllElse) {
  sync({listed(kA)});
  FeedRow before = feed(kA);
  value_of(move_feed(database_, before.id, "https://moved.example/feed"));
  before.status = FeedStatus::Gone;
  before.etag = "\"1\"";
  before.told = now_;
  value_of(update_feed(database_, before));
  EXPECT_EQ(feed(kA).url, "https://moved.example/feed");
  EXPECT_THAT(value_of(untold_failures(database_, now_)), testing::IsEmpty());
  value_of(enable_feed(database_, before.id));
  const FeedRow enabled = feed(kA);
  EXPECT_EQ(enabled.status, FeedStatus::Error);
  EXPECT_EQ(enabled.etag, "\"1\"");
  EXPECT_FALSE(enabled.told || enabled.next_poll);
}

TEST_F(FeedsTest, AGoneFeedThatIsPutBackOnTheListIsAskedOnceMore) {
  sync({listed(kA)});
  FeedRow gone = feed(kA);
  gone.status = FeedStatus::Gone;
  gone.last_poll = gone.told = now_;
  value_of(update_feed(database_, gone));
  sync({});
  sync({listed(kA)});
  EXPECT_EQ(feed(kA).id, gone.id);
  EXPECT_EQ(feed(kA).status, FeedStatus::Error);
  EXPECT_FALSE(feed(kA).told || feed(kA).next_poll);
}

}  // namespace
}  // namespace aggregator::store
