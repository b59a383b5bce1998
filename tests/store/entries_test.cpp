#include "aggregator/store/entries.h"

#include <gmock/gmock.h>

#include "session.h"
#include "store_fixture.h"

namespace aggregator::store {
namespace {

using testing::ElementsAre;
using testing::FieldsAre;

class EntriesTest : public StoreTest {
 protected:
  EntriesTest() {
    sync({listed("https://a.example/feed"), listed("https://b.example/feed")});
    a_ = feed("https://a.example/feed").id;
    b_ = feed("https://b.example/feed").id;
  }

  /// Seals everything and gives the titles in the order of their numbers.
  std::vector<std::string> sealed_titles() {
    const Sequence last = value_of(seal_entries(database_));
    std::vector<std::string> titles;
    for (Sequence number = 0; number < last; ++number) {
      for (const ListedEntry& entry : entries_in_window(number, number + 1)) {
        titles.push_back(entry.entry.title);
      }
    }
    return titles;
  }

  FeedId a_ = 0, b_ = 0;
};

TEST(NameOfEntryState, IsTheWordOfTheContract) {
  EXPECT_EQ(name_of(EntryState::New), "new");
  EXPECT_EQ(name_of(EntryState::Backlog), "backlog");
  EXPECT_EQ(name_of(EntryState::Held), "held");
}

TEST_F(EntriesTest, AreFoundByEachOfTheirKeys) {
  EntryRow row = entry_row(a_, "x");
  row.content_hash = 0x8000000000000001U;
  const std::vector<EntryKey> keys = {1, -1, std::numeric_limits<EntryKey>::min()};
  const EntryId id = value_of(insert_entry(database_, row, keys));
  const std::vector<EntryKey> asked = {2, 1, -1, std::numeric_limits<EntryKey>::min()};
  const auto found = value_of(find_by_keys(database_, asked));
  ASSERT_EQ(found.size(), 4U);
  EXPECT_FALSE(found[0]);
  for (std::size_t at = 1; at < 4; ++at) {
    ASSERT_TRUE(found[at]);
    EXPECT_EQ(found[at]->id, id);
    EXPECT_EQ(found[at]->feed, a_);
    EXPECT_EQ(found[at]->content_hash, row.content_hash);
  }
}

TEST_F(EntriesTest, AKeyStaysWithTheEntryThatHadItFirst) {
  const EntryId first = store_entry(a_, "first", {1, 2});
  const EntryId second = store_entry(a_, "second", {2, 3});
  value_of(add_keys(database_, second, std::vector<EntryKey>{1, 4}));
  const auto found = value_of(find_by_keys(database_, std::vector<EntryKey>{1, 2, 3, 4}));
  EXPECT_EQ(found[0]->id, first);
  EXPECT_EQ(found[1]->id, first);
  EXPECT_EQ(found[2]->id, second);
  EXPECT_EQ(found[3]->id, second);
}

TEST_F(EntriesTest, ADeletedEntryLeavesItsKeysAndItsIdIsNotGivenAgain) {
  const EntryId id = store_entry(a_, "deleted", {5});
  run(database_.session(), "DELETE FROM entries WHERE id = :id", id);
  EXPECT_GT(store_entry(a_, "next", {6}), id);
  const auto found = value_of(find_by_keys(database_, std::vector<EntryKey>{5, 6}));
  ASSERT_TRUE(found[0]);
  EXPECT_EQ(found[0]->id, 0);
  EXPECT_EQ(value_of(titles_of_feed(database_, a_)).size(), 1u);
}

TEST_F(EntriesTest, AnEditChangesTheTextAndNeverTheIdentity) {
  EntryRow row = entry_row(a_, "before");
  row.guid = "guid";
  row.published = now_ - 1h;
  const EntryId id = value_of(insert_entry(database_, row, std::vector<EntryKey>{9}));
  value_of(seal_entries(database_));
  EntryRow edit = entry_row(b_, "after");
  edit.guid = "other guid";
  edit.link = "https://a.example/after";
  edit.author = "author";
  edit.updated = now_ + 1h;
  edit.published = now_ + 2h;
  edit.first_seen = now_ + 3h;
  edit.state = EntryState::Held;
  edit.excerpt = "excerpt";
  edit.image = "https://a.example/image";
  edit.minutes = 7;
  edit.content_hash = 11;
  value_of(update_entry(database_, id, edit));
  const auto entries = entries_in_window(0, 10);
  ASSERT_EQ(entries.size(), 1U);
  const EntryRow& stored = entries[0].entry;
  EXPECT_EQ(stored.id, id);
  EXPECT_EQ(stored.feed, a_);
  EXPECT_EQ(stored.guid, "guid");
  EXPECT_EQ(stored.published, row.published);
  EXPECT_EQ(stored.first_seen, row.first_seen);
  EXPECT_EQ(stored.state, EntryState::New);
  EXPECT_EQ(stored.title, "after");
  EXPECT_EQ(stored.link, edit.link);
  EXPECT_EQ(stored.author, "author");
  EXPECT_EQ(stored.updated, edit.updated);
  EXPECT_EQ(stored.excerpt, "excerpt");
  EXPECT_EQ(stored.image, edit.image);
  EXPECT_EQ(stored.minutes, 7);
  EXPECT_EQ(stored.content_hash, 11U);
}

TEST_F(EntriesTest, AnEditOfAnEntryThatIsNotThereIsAnError) {
  const auto updated = update_entry(database_, 77, entry_row(a_, "x"));
  ASSERT_FALSE(updated);
  EXPECT_EQ(updated.error().code, ErrorCode::NotFound);
}

TEST_F(EntriesTest, AnEntryOfAFeedThatIsNotStoredIsRefused) {
  const auto inserted = insert_entry(database_, entry_row(999, "x"), std::vector<EntryKey>{1});
  ASSERT_FALSE(inserted);
  EXPECT_EQ(inserted.error().code, ErrorCode::Conflict);
  EXPECT_FALSE(value_of(find_by_keys(database_, std::vector<EntryKey>{1}))[0]);
}

TEST_F(EntriesTest, ASourceIsAddedOnce) {
  const EntryId id = store_entry(a_, "x");
  EXPECT_EQ(value_of(add_source(database_, id, a_, now_, MatchedBy::Link, 1)), SourceChange::None);
  EXPECT_EQ(value_of(add_source(database_, id, b_, now_, MatchedBy::Link, 1)), SourceChange::Added);
  EXPECT_EQ(value_of(add_source(database_, id, b_, now_ + 1h, MatchedBy::Link, 1)), SourceChange::None);
  EXPECT_EQ(value_of(add_source(database_, id, b_, now_ + 2h, MatchedBy::Link, 2)), SourceChange::Edited);
  EXPECT_EQ(value_of(add_source(database_, id, b_, now_ + 3h, MatchedBy::Link, 2)), SourceChange::None);
  EXPECT_EQ(value_of(titles_of_feed(database_, b_)).size(), 1u);
}

TEST_F(EntriesTest, TitlesOfAFeedAreThoseOfAllEntriesSeenInIt) {
  const EntryId first = store_entry(a_, "first"), shared = store_entry(b_, "shared");
  store_entry(b_, "other");
  value_of(add_source(database_, shared, a_, now_, MatchedBy::Link, 1));
  EXPECT_THAT(value_of(titles_of_feed(database_, a_)),
              ElementsAre(FieldsAre("first", first, now_, a_, EntryState::New),
                          FieldsAre("shared", shared, now_, b_, EntryState::New)));
}

TEST_F(EntriesTest, HostileTextIsStoredAsItIs) {
  const std::string hostile = "'); DROP TABLE entries; -- :name ? \" % 한글";
  store_entry(a_, hostile);
  EXPECT_EQ(value_of(titles_of_feed(database_, a_)).at(0).title, hostile);
}

TEST_F(EntriesTest, SealingNumbersInTheOrderOfFirstSightThenDate) {
  const auto insert = [&](const char* title, Instant seen, std::optional<Instant> published) {
    EntryRow row = entry_row(a_, title);
    row.first_seen = seen;
    row.published = published;
    value_of(insert_entry(database_, row, {}));
  };
  insert("undated", now_, std::nullopt);
  insert("young", now_, now_ - 1h);
  insert("old", now_, now_ - 2h);
  insert("seen before", now_ - 1h, now_ - 1h);
  EXPECT_THAT(sealed_titles(), ElementsAre("seen before", "old", "young", "undated"));
}

TEST_F(EntriesTest, SealingTakesOnlyNewEntriesAndEachOnce) {
  EXPECT_EQ(value_of(seal_entries(database_)), 0);
  EntryRow row = entry_row(a_, "backlog");
  row.state = EntryState::Backlog;
  value_of(insert_entry(database_, row, {}));
  row.state = EntryState::Held;
  value_of(insert_entry(database_, row, {}));
  EXPECT_EQ(value_of(seal_entries(database_)), 0);
  store_entry(a_, "new");
  EXPECT_EQ(value_of(seal_entries(database_)), 1);
  EXPECT_EQ(value_of(seal_entries(database_)), 1);
}

TEST_F(EntriesTest, SealingNeverGivesALowerNumberLater) {
  store_entry(a_, "first");
  const EntryId deleted = store_entry(a_, "second");
  EXPECT_EQ(value_of(seal_entries(database_)), 2);
  run(database_.session(), "DELETE FROM entries WHERE id = :id", deleted);
  EntryRow old = entry_row(a_, "older than all, committed later");
  old.first_seen = now_ - 24h;
  value_of(insert_entry(database_, old, {}));
  EXPECT_EQ(value_of(seal_entries(database_)), 3);
  EXPECT_EQ(entries_in_window(2, 3).at(0).entry.title, old.title);
}

TEST_F(EntriesTest, ASealThatIsRolledBackLeavesNoGap) {
  store_entry(a_, "x");
  EXPECT_FALSE(database_.transact([&]() -> Result<void> {
    EXPECT_EQ(value_of(seal_entries(database_)), 1);
    return fail(ErrorCode::Malformed, "no");
  }));
  EXPECT_EQ(value_of(seal_entries(database_)), 1);
}

TEST_F(EntriesTest, SequenceBeforeIsTheHighestNumberOfWhatWasSeenBefore) {
  EXPECT_EQ(value_of(sequence_before(database_, now_)), 0);
  for (const auto& age : {3h, 2h, 1h}) {
    EntryRow row = entry_row(a_, "x");
    row.first_seen = now_ - age;
    value_of(insert_entry(database_, row, {}));
  }
  EXPECT_EQ(value_of(sequence_before(database_, now_)), 0);  // not sealed yet
  value_of(seal_entries(database_));
  EXPECT_EQ(value_of(sequence_before(database_, now_ - 3h)), 0);
  EXPECT_EQ(value_of(sequence_before(database_, now_ - 2h)), 1);
  EXPECT_EQ(value_of(sequence_before(database_, now_)), 3);
}

}  // namespace
}  // namespace aggregator::store
