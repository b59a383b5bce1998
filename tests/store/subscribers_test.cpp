#include "aggregator/store/subscribers.h"

#include <gmock/gmock.h>

#include "session.h"
#include "store_fixture.h"

namespace aggregator::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SubscribersTest : public StoreTest {
 protected:
  SubscriberRow find(const std::string& email) { return value_of(find_subscriber(database_, email)).value(); }

  void leave(const std::string& email) {
    SubscriberRow row = find(email);
    row.state = SubscriberState::Unsubscribed;
    row.next_due = std::nullopt;
    value_of(update_subscriber(database_, row));
  }

  int count(const std::string& table) {
    int rows = 0;
    read_row(database_.session(), "SELECT COUNT(*) FROM " + table, std::tie(rows));
    return rows;
  }
};

TEST(NameOfSubscriberState, IsTheWordOfTheContract) {
  EXPECT_EQ(name_of(SubscriberState::Pending), "pending");
  EXPECT_EQ(name_of(SubscriberState::Active), "active");
  EXPECT_EQ(name_of(SubscriberState::Unsubscribed), "unsubscribed");
  EXPECT_EQ(name_of(SubscriberState::Suspended), "suspended");
}

TEST_F(SubscribersTest, AreStoredWithEverythingTheyChose) {
  SubscriberRow row = subscriber_row("Reader@Example.org", {"db", "backend"});
  row.choice.frequency = Frequency::Weekly;
  row.choice.weekday = 6;
  row.mark = 42;
  row.confirmed = now_ - 1h;
  const SubscriberId id = value_of(add_subscriber(database_, row));
  const SubscriberRow stored = find("reader@example.ORG");
  EXPECT_EQ(stored.id, id);
  EXPECT_EQ(stored.public_id, row.public_id);
  EXPECT_EQ(stored.email, "Reader@Example.org");
  EXPECT_EQ(stored.state, SubscriberState::Active);
  row.choice.tags = {"backend", "db"};
  EXPECT_EQ(stored.choice, row.choice);
  EXPECT_EQ(stored.mark, 42);
  EXPECT_EQ(stored.next_due, row.next_due);
  EXPECT_EQ(stored.created, row.created);
  EXPECT_EQ(stored.confirmed, row.confirmed);
}

TEST_F(SubscribersTest, AnAddressThatIsNotThereIsNotAnError) {
  EXPECT_FALSE(value_of(find_subscriber(database_, "nobody@example.org")));
}

TEST_F(SubscribersTest, AMailboxIsTakenOnceHoweverItIsSpelled) {
  for (const auto state : {SubscriberState::Pending, SubscriberState::Active}) {
    SCOPED_TRACE(name_of(state));
    SubscriberRow row = subscriber_row(std::string(name_of(state)) + "@example.org");
    row.state = state;
    value_of(add_subscriber(database_, row));
    row.email = std::string(name_of(state)) + "@EXAMPLE.org";
    row.public_id += " again";
    const auto again = add_subscriber(database_, row);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::Conflict);
  }
}

TEST_F(SubscribersTest, ASuspendedOneIsTakenUpAgainWithoutTheReason) {
  SubscriberRow row = subscriber_row("a@example.org");
  row.state = SubscriberState::Suspended;
  row.reason = "no such mailbox: 550 5.1.1 no";
  const SubscriberId id = value_of(add_subscriber(database_, row));
  EXPECT_EQ(find("a@example.org").reason, row.reason);
  EXPECT_EQ(value_of(add_subscriber(database_, subscriber_row("a@example.org"))), id);
  EXPECT_EQ(find("a@example.org").reason, "");
  EXPECT_EQ(find("a@example.org").state, SubscriberState::Active);
}

TEST_F(SubscribersTest, AreFoundByTheirPublicId) {
  subscribe("a@example.org");
  subscribe("b@example.org");
  EXPECT_EQ(value_of(find_subscriber_by_id(database_, "id of b@example.org"))->email, "b@example.org");
  EXPECT_FALSE(value_of(find_subscriber_by_id(database_, "id of c@example.org")));
}

TEST_F(SubscribersTest, AnUnsubscribedOneIsTakenUpAgainUnderTheSameIds) {
  const SubscriberId id = subscribe("a@example.org");
  SubscriberRow row = find("a@example.org");
  row.state = SubscriberState::Unsubscribed;
  value_of(update_subscriber(database_, row));

  SubscriberRow again = subscriber_row("A@example.org", {"db"});
  again.public_id = "new";
  again.state = SubscriberState::Pending;
  again.mark = 9;
  again.next_due = std::nullopt;
  again.created = now_;
  EXPECT_EQ(value_of(add_subscriber(database_, again)), id);
  const SubscriberRow stored = find("a@example.org");
  EXPECT_EQ(stored.id, id);
  EXPECT_EQ(stored.public_id, row.public_id) << "or links in mails of the first time would be void";
  EXPECT_EQ(stored.email, "A@example.org");
  EXPECT_EQ(stored.state, SubscriberState::Pending);
  EXPECT_EQ(stored.choice.tags, again.choice.tags);
  EXPECT_EQ(stored.mark, 9);
  EXPECT_FALSE(stored.next_due);
  EXPECT_EQ(stored.created, now_);
}

TEST_F(SubscribersTest, AnUpdateChangesStateChoiceMarkDueAndConfirmation) {
  subscribe("a@example.org");
  SubscriberRow row = find("a@example.org");
  row.state = SubscriberState::Suspended;
  row.choice.language = "en";
  row.mark = 5;
  row.next_due = std::nullopt;
  row.confirmed = now_;
  value_of(update_subscriber(database_, row));
  const SubscriberRow stored = find("a@example.org");
  EXPECT_EQ(stored.state, row.state);
  EXPECT_EQ(stored.choice, row.choice);
  EXPECT_EQ(stored.mark, 5);
  EXPECT_FALSE(stored.next_due);
  EXPECT_EQ(stored.confirmed, now_);
}

TEST_F(SubscribersTest, AnUpdateOfNobodyIsAnError) {
  const auto updated = update_subscriber(database_, subscriber_row("nobody@example.org"));
  ASSERT_FALSE(updated);
  EXPECT_EQ(updated.error().code, ErrorCode::NotFound);
}

TEST_F(SubscribersTest, AreVisitedInTheOrderOfTheirAddresses) {
  for (const char* email : {"c@example.org", "A@example.org", "b@example.org"}) subscribe(email, {email});
  std::vector<std::string> emails;
  value_of(visit_subscribers(database_, [&](const SubscriberRow& row) {
    emails.push_back(row.email);
    EXPECT_THAT(row.choice.tags, ElementsAre(row.email));
  }));
  EXPECT_THAT(emails, ElementsAre("A@example.org", "b@example.org", "c@example.org"));
}

TEST_F(SubscribersTest, DueAudiencesAreActivePeopleWithTheSameChoiceMarkAndHour) {
  subscribe("a1@example.org", {"x", "y"});
  subscribe("a2@example.org", {"y", "x"});
  subscribe("b@example.org");
  SubscriberRow other = subscriber_row("mark@example.org");
  other.mark = 7;
  value_of(add_subscriber(database_, other));
  other = subscriber_row("early@example.org");
  other.next_due = now_ - 1h;
  value_of(add_subscriber(database_, other));
  other = subscriber_row("later@example.org");
  other.next_due = now_ + 1s;
  value_of(add_subscriber(database_, other));
  other = subscriber_row("pending@example.org");
  other.state = SubscriberState::Pending;
  value_of(add_subscriber(database_, other));
  other = subscriber_row("never@example.org");
  other.next_due = std::nullopt;
  value_of(add_subscriber(database_, other));

  const auto audiences = value_of(due_audiences(database_, now_));
  ASSERT_EQ(audiences.size(), 4U);
  EXPECT_EQ(audiences[0].due, now_ - 1h);
  EXPECT_THAT(audiences[1].choice.tags, ElementsAre("x", "y"));
  EXPECT_EQ(audiences[1].subscribers, 2);
  EXPECT_EQ(audiences[1].choice.timezone, "Asia/Seoul");
  EXPECT_EQ(audiences[2].mark, 0);
  EXPECT_THAT(audiences[2].choice.tags, IsEmpty());
  EXPECT_EQ(audiences[2].subscribers, 1);
  EXPECT_EQ(audiences[3].mark, 7);
}

TEST_F(SubscribersTest, AdvancingAnAudienceMovesItsMembersAndNobodyElse) {
  subscribe("a@example.org");
  subscribe("other@example.org", {"db"});
  const auto audiences = value_of(due_audiences(database_, now_));
  ASSERT_EQ(audiences.size(), 2U);
  value_of(advance_audience(database_, audiences[0], 11, now_ + 24h));
  EXPECT_EQ(find("a@example.org").mark, 11);
  EXPECT_EQ(find("a@example.org").next_due, now_ + 24h);
  EXPECT_EQ(find("other@example.org").mark, 0);
  EXPECT_EQ(value_of(due_audiences(database_, now_)).size(), 1U);
}

TEST_F(SubscribersTest, TheSameChoiceIsStoredOnce) {
  subscribe("a@example.org", {"x", "y", "x"});
  subscribe("b@example.org", {"y", "x"});
  EXPECT_EQ(count("choices"), 1);
  EXPECT_EQ(count("audiences"), 1);
}

TEST_F(SubscribersTest, AudiencesThatHaveComeToBeTheSameAreUnited) {
  for (const bool is_older_first : {true, false}) {
    SCOPED_TRACE(is_older_first);
    const std::string name = is_older_first ? "x" : "y";
    subscribe(name + "1@example.org", {name});
    SubscriberRow newcomer = subscriber_row(name + "2@example.org", {name});
    newcomer.mark = 7;
    value_of(add_subscriber(database_, newcomer));
    auto audiences = value_of(due_audiences(database_, now_));
    ASSERT_EQ(audiences.size(), 2U);
    if (!is_older_first) std::swap(audiences[0], audiences[1]);
    for (const DueAudience& audience : audiences) {
      value_of(advance_audience(database_, audience, 11, now_ + 24h));
    }
    EXPECT_EQ(find(name + "1@example.org").mark, 11);
    EXPECT_EQ(find(name + "2@example.org").mark, 11);
  }
  const auto audiences = value_of(due_audiences(database_, now_ + 24h));
  ASSERT_EQ(audiences.size(), 2U);
  for (const DueAudience& audience : audiences) EXPECT_EQ(audience.subscribers, 2);
  EXPECT_EQ(count("audiences"), 2);
}

TEST_F(SubscribersTest, AnAudienceThatTheLastMemberLeftHasNoHour) {
  subscribe("a@example.org");
  subscribe("b@example.org");
  leave("a@example.org");
  EXPECT_EQ(value_of(earliest_due(database_)), now_);
  leave("b@example.org");
  EXPECT_EQ(value_of(earliest_due(database_)), std::nullopt);
}

TEST_F(SubscribersTest, AreDueAtHoursOfWhichEachIsNamedOnce) {
  for (const char* email : {"a@example.org", "b@example.org", "c@example.org"}) subscribe(email);
  for (const DueAudience& audience : value_of(due_audiences(database_, now_))) EXPECT_EQ(audience.due, now_);
  EXPECT_EQ(value_of(due_hours(database_, now_ - 1s, now_)), std::vector{now_});
  EXPECT_EQ(value_of(due_hours(database_, now_, now_ + 1h)), std::vector<Instant>());
}

TEST_F(SubscribersTest, KeepEveryListOfTheirChoice) {
  SubscriberRow row = subscriber_row("a@example.org", {"front end", "a,b"});
  row.choice.tags = {"a,b", "front end"};
  row.choice.feeds = {3, 12};
  row.choice.muted_feeds = {4};
  row.choice.post_languages = {"en", "ko"};
  row.choice.keywords = {"\"quoted\"", "카프카"};
  row.choice.muted_keywords = {"채용"};
  value_of(add_subscriber(database_, row));
  EXPECT_EQ(find("a@example.org").choice, row.choice);
}

TEST_F(SubscribersTest, ChoicesThatDifferInOneListAreDifferent) {
  SubscriberRow row = subscriber_row("a@example.org");
  value_of(add_subscriber(database_, row));
  row = subscriber_row("b@example.org");
  row.choice.keywords = {"x"};
  value_of(add_subscriber(database_, row));
  row = subscriber_row("c@example.org");
  row.choice.muted_keywords = {"x"};
  value_of(add_subscriber(database_, row));
  EXPECT_EQ(value_of(due_audiences(database_, now_)).size(), 3U);
}

TEST_F(SubscribersTest, TheNewestMemberOfAnAudienceIsTheOneWhoJoinedLast) {
  subscribe("a@example.org");
  const SubscriberId newest = subscribe("b@example.org");
  subscribe("other@example.org", {"db"});
  const auto audiences = value_of(due_audiences(database_, now_));
  ASSERT_EQ(audiences.size(), 2U);
  EXPECT_EQ(value_of(newest_member(database_, audiences[0])), newest);
  for (const char* email : {"a@example.org", "b@example.org"}) leave(email);
  EXPECT_FALSE(value_of(newest_member(database_, audiences[0])));
}

TEST_F(SubscribersTest, OfOlderSchemasKeepTheirTagsMarksAndHours) {
  const std::string path = (folder_.path() / "old.db").string();
  {
    Database old = value_of(Database::open("sqlite:" + path));
    value_of(add_subscriber(old, subscriber_row("tags@example.org", {"b", "a"})));
    SubscriberRow all = subscriber_row("all@example.org");
    all.mark = 7;
    value_of(add_subscriber(old, all));
    all = subscriber_row("left@example.org");
    all.next_due = std::nullopt;
    const SubscriberId left = value_of(add_subscriber(old, all));
    for (const char* reason : {"left before it was sent", "550 5.1.1 no such user"}) {
      EditionRow edition;
      edition.public_id = reason;
      const EditionId id = value_of(insert_edition(old, edition, {}));
      run(old.session(),
          "INSERT INTO deliveries (edition, subscriber, state, attempts, reason, queued, due, settled_at)"
          " VALUES (:edition, :subscriber, 4, 0, :reason, 0, 0, 0)",
          id, left, std::string(reason));
    }
    // As the fifth schema had it.
    for (const char* step : {"ALTER TABLE subscribers ADD COLUMN choice BIGINT",
                             "ALTER TABLE subscribers ADD COLUMN mark BIGINT",
                             "ALTER TABLE subscribers ADD COLUMN next_due BIGINT",
                             "UPDATE subscribers SET choice = a.choice, mark = a.mark, next_due = a.next_due"
                             " FROM audiences a WHERE a.id = audience",
                             "DROP INDEX subscribers_audience",
                             "ALTER TABLE subscribers DROP COLUMN audience",
                             "DROP TABLE audiences",
                             "CREATE INDEX subscribers_due ON subscribers (next_due, choice, mark) WHERE state = 1",
                             "ALTER TABLE deliveries DROP COLUMN unanswered",
                             "DROP INDEX deliveries_refused",
                             "ALTER TABLE deliveries DROP COLUMN refused",
                             "DROP INDEX bounces_at",
                             "DROP INDEX deliveries_failed",
                             "DROP INDEX deliveries_sent",
                             "ALTER TABLE editions DROP COLUMN domain",
                             "ALTER TABLE editions DROP COLUMN omitted",
                             "DROP TABLE entry_turns",
                             "ALTER TABLE entry_sources DROP COLUMN content_hash",
                             "ALTER TABLE feeds DROP COLUMN not_before",
                             "ALTER TABLE feeds DROP COLUMN missing_since",
                             "ALTER TABLE feeds DROP COLUMN newest_post",
                             "ALTER TABLE feeds DROP COLUMN wish",
                             "ALTER TABLE feeds DROP COLUMN freshness",
                             "ALTER TABLE feeds DROP COLUMN unconditional",
                             "ALTER TABLE feeds DROP COLUMN refusals",
                             "ALTER TABLE deliveries DROP COLUMN withdrawn",
                             "DROP TABLE former_addresses",
                             "ALTER TABLE subscribers DROP COLUMN ended",
                             "ALTER TABLE subscribers DROP COLUMN chosen_after",
                             "DROP TABLE edition_choices",
                             "DROP INDEX entries_held",
                             "DROP INDEX editions_created",
                             "UPDATE choices SET filter = CASE filter WHEN '{}' THEN '[]' ELSE '[\"a\",\"b\"]' END",
                             "ALTER TABLE choices RENAME COLUMN filter TO tags",
                             "UPDATE schema_version SET version = 5"}) {
      run(old.session(), step);
    }
  }
  Database mended = value_of(Database::open("sqlite:" + path));
  EXPECT_THAT(value_of(find_subscriber(mended, "tags@example.org"))->choice.tags, ElementsAre("a", "b"));
  const SubscriberRow all = value_of(find_subscriber(mended, "all@example.org")).value();
  EXPECT_THAT(all.choice.tags, IsEmpty());
  EXPECT_EQ(all.mark, 7);
  EXPECT_EQ(all.next_due, now_);
  EXPECT_EQ(value_of(find_subscriber(mended, "left@example.org"))->next_due, std::nullopt);
  EXPECT_EQ(value_of(due_audiences(mended, now_)).size(), 2U);
  std::string withdrawn;
  Statement statement(mended.session(), "SELECT reason FROM deliveries WHERE withdrawn = 1");
  statement.into(withdrawn);
  ASSERT_TRUE(statement.next());
  EXPECT_EQ(withdrawn, "left before it was sent");
  EXPECT_FALSE(statement.next());
}

}  // namespace
}  // namespace aggregator::store
