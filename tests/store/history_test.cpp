#include "aggregator/store/history.h"

#include <gmock/gmock.h>

#include "store_fixture.h"

namespace aggregator::store {
namespace {
using testing::SizeIs;

class HistoryTest : public StoreTest {
 protected:
  HistoryTest() {
    sync({listed("https://a.example/feed"), listed("https://b.example/feed")});
    a_ = feed("https://a.example/feed").id;
    b_ = feed("https://b.example/feed").id;
  }

  EntryStory story(EntryId id) { return value_of(entry_story(database_, id)).value(); }

  FeedId a_ = 0, b_ = 0;
};

TEST_F(HistoryTest, KeepsTheNewestHundredEventsOfEachFeed) {
  value_of(add_feed_event(database_, b_, {now_, "another feed's"}));
  for (int number = 1; number <= 130; ++number) {
    value_of(add_feed_event(database_, a_, {now_ + std::chrono::seconds(number), std::to_string(number)}));
  }
  const auto events = value_of(feed_events(database_, a_));
  ASSERT_THAT(events, SizeIs(100));
  EXPECT_EQ(events.front().what, "31");
  EXPECT_EQ(events.back().what, "130");
  EXPECT_EQ(events.back().at, now_ + 130s);
  EXPECT_THAT(value_of(feed_events(database_, b_)), SizeIs(1));
}

TEST_F(HistoryTest, TellsEventsInTheOrderOfTimeHoweverTheyWereWrittenDown) {
  const std::pair<std::chrono::hours, const char*> events[] = {{2h, "c"}, {1h, "a"}, {1h, "b"}, {3h, "d"}};
  for (const auto& [when, what] : events) value_of(add_feed_event(database_, a_, {now_ + when, what}));
  std::string told;
  for (const FeedEvent& event : value_of(feed_events(database_, a_))) told += event.what;
  EXPECT_EQ(told, "abcd");
}

TEST_F(HistoryTest, TellsWhereAPostWasSeenAndByWhatItWasRecognised) {
  EntryRow row = entry_row(a_, "post");
  row.state = EntryState::Backlog;
  row.reason = "an old post that came up only now";
  const std::vector<EntryKey> keys = {1};
  const EntryId id = value_of(insert_entry(database_, row, keys));
  value_of(add_source(database_, id, b_, now_ + 1h, MatchedBy::Text, 1));
  const EntryStory story = this->story(id);
  EXPECT_EQ(story.entry.reason, row.reason);
  EXPECT_FALSE(story.sequence);
  ASSERT_THAT(story.sightings, SizeIs(2));
  EXPECT_EQ(story.sightings[0].feed_url, "https://a.example/feed");
  EXPECT_EQ(story.sightings[0].by, MatchedBy::Nothing);
  EXPECT_EQ(story.sightings[1].by, MatchedBy::Text);
  EXPECT_EQ(story.sightings[1].seen, now_ + 1h);
}

TEST_F(HistoryTest, KeepsTheLastTurnOfEachKindOfAPostInAFeed) {
  const EntryId id = store_entry(a_, "post", {1}), other = store_entry(a_, "other", {2});
  const auto note = [&](EntryId entry, FeedId feed, EntryTurnKind kind, std::chrono::hours when) {
    value_of(note_entry_turn(database_, entry, feed, kind, MatchedBy::Guid, now_ + when));
  };
  note(id, a_, EntryTurnKind::Edited, 1h);
  note(id, a_, EntryTurnKind::Edited, 4h);
  note(id, a_, EntryTurnKind::Renamed, 3h);
  note(id, b_, EntryTurnKind::EditNotTaken, 2h);
  note(other, a_, EntryTurnKind::Repeated, 1h);
  const auto turns = story(id).turns;
  ASSERT_THAT(turns, SizeIs(3));
  EXPECT_EQ(turns[0].kind, EntryTurnKind::EditNotTaken);
  EXPECT_EQ(turns[0].feed_url, "https://b.example/feed");
  EXPECT_EQ(turns[1].kind, EntryTurnKind::Renamed);
  EXPECT_EQ(turns[2].kind, EntryTurnKind::Edited);
  EXPECT_EQ(turns[2].at, now_ + 4h);
  EXPECT_EQ(turns[2].by, MatchedBy::Guid);
}

TEST_F(HistoryTest, TellsTheEditionsThatHadAPostInTheirWindow) {
  const EntryId shown = store_entry(a_, "shown", {1}), left_out = store_entry(a_, "left out", {2});
  const Sequence last = value_of(seal_entries(database_));
  EditionRow edition;
  edition.public_id = "first";
  edition.due = edition.created = now_;
  edition.to = last;
  edition.subject = "The digest";
  const std::vector<EntryId> entries = {shown};
  value_of(insert_edition(database_, edition, entries));
  edition.public_id = "later";
  edition.from = edition.to = last;
  value_of(insert_edition(database_, edition, {}));
  ASSERT_THAT(story(shown).editions, SizeIs(1)) << "the later one begins behind it";
  EXPECT_TRUE(story(shown).editions[0].shown);
  EXPECT_EQ(story(shown).editions[0].subject, "The digest");
  ASSERT_THAT(story(left_out).editions, SizeIs(1));
  EXPECT_FALSE(story(left_out).editions[0].shown);
}

TEST_F(HistoryTest, TellsWhyAnEditionLeftAPostOut) {
  const EntryId original = store_entry(a_, "original", {1}), copy = store_entry(b_, "copy", {2});
  const EntryId late = store_entry(b_, "late", {3}), unknown = store_entry(b_, "unknown", {4});
  EditionRow edition;
  edition.public_id = "first";
  edition.to = value_of(seal_entries(database_));
  const OmittedEntry omitted[] = {{late, Omission::MaxEntries}, {copy, Omission::ToldAlready, original}};
  value_of(insert_edition(database_, edition, {{original}}, omitted));
  EXPECT_FALSE(story(original).editions[0].omitted);
  ASSERT_TRUE(story(copy).editions[0].omitted);
  EXPECT_EQ(story(copy).editions[0].omitted->why, Omission::ToldAlready);
  EXPECT_EQ(story(copy).editions[0].omitted->told_as, original);
  ASSERT_TRUE(story(late).editions[0].omitted);
  EXPECT_EQ(story(late).editions[0].omitted->why, Omission::MaxEntries);
  EXPECT_FALSE(story(unknown).editions[0].omitted) << "as in editions of programs that did not keep it";
}

TEST_F(HistoryTest, TellsWhatBecameOfADigestThatReachedNobody) {
  const EntryId post = store_entry(a_, "post", {1});
  value_of(seal_entries(database_));
  EditionRow edition;
  edition.public_id = "e";
  edition.to = 1;
  edition.due = edition.created = now_;
  const EditionId id = value_of(insert_edition(database_, edition, std::vector{post}));
  for (const char* email : {"a@example.org", "b@example.org"}) {
    value_of(queue_delivery(database_, id, subscribe(email), now_));
  }
  const auto told = [&] { return story(post).editions.at(0); };
  EXPECT_FALSE(told().reached);
  EXPECT_EQ(told().waiting, 2);
  const auto jobs = value_of(lease_deliveries(database_, now_, now_ + 10min, {.limit = 10})).jobs;
  const auto settle = [&](std::size_t number, DeliveryState state, const std::string& reason) {
    const Settled settled{jobs.at(number).id, state, reason, now_, {}};
    value_of(settle_deliveries(database_, std::span(&settled, 1)));
  };
  settle(0, DeliveryState::Failed, "550 no");
  EXPECT_EQ(told().waiting, 1);
  EXPECT_EQ(told().failed, 1);
  EXPECT_EQ(told().reason, "550 no");
  settle(1, DeliveryState::Sent, "");
  EXPECT_TRUE(told().reached);
}

TEST_F(HistoryTest, KnowsNoStoryOfAPostThatIsNotThere) { EXPECT_FALSE(value_of(entry_story(database_, 77))); }

TEST_F(HistoryTest, FindsPostsByTheirVeryLinkInTheOrderOfTheirIds) {
  EntryRow row = entry_row(a_, "one");
  row.link = "https://a.example/post#v2";
  const EntryId first = value_of(insert_entry(database_, row, {}));
  const EntryId second = value_of(insert_entry(database_, row, {}));
  EntryRow named = entry_row(b_, "another");
  named.guid = "tag:another";
  const EntryId another = value_of(insert_entry(database_, named, {}));
  EXPECT_EQ(value_of(entries_linked_at(database_, row.link)), (std::vector{first, second}));
  for (const char* link : {"https://a.example/post", "https://a.example/POST#v2", "https://a.example/post#v%", ""}) {
    EXPECT_THAT(value_of(entries_linked_at(database_, link)), testing::IsEmpty()) << link;
  }
  EXPECT_EQ(value_of(entries_linked_at(database_, "tag:another")), std::vector{another});
}

TEST_F(HistoryTest, CountsTheHeldPostsOfOneFeed) {
  EntryRow row = entry_row(a_, "held");
  row.state = EntryState::Held;
  for (const FeedId feed : {a_, a_, b_}) {
    row.feed = feed;
    value_of(insert_entry(database_, row, {}));
  }
  store_entry(a_, "new");
  EXPECT_EQ(value_of(count_held(database_, a_)), 2);
  EXPECT_EQ(value_of(count_held(database_, b_)), 1);
  EXPECT_EQ(value_of(count_held(database_, 77)), 0);
}

TEST_F(HistoryTest, GivesAllHeldPostsOfAFeedAnotherState) {
  EntryRow row = entry_row(a_, "held");
  row.state = EntryState::Held;
  const std::vector<EntryKey> keys = {1}, other_keys = {2};
  const EntryId held = value_of(insert_entry(database_, row, keys));
  row.feed = b_;
  const EntryId of_another = value_of(insert_entry(database_, row, other_keys));
  EXPECT_EQ(value_of(settle_held(database_, a_, EntryState::New, "released")), 1);
  EXPECT_EQ(story(held).entry.state, EntryState::New);
  EXPECT_EQ(story(held).entry.reason, "released");
  EXPECT_EQ(story(of_another).entry.state, EntryState::Held);
  EXPECT_EQ(value_of(settle_held(database_, a_, EntryState::New, "released")), 0);
}

}  // namespace
}  // namespace aggregator::store
