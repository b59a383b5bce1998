#include "aggregator/store/outbox.h"

#include <gmock/gmock.h>

#include "aggregator/store/counts.h"
#include "aggregator/store/delivery_list.h"
#include "session.h"
#include "store_fixture.h"

namespace aggregator::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class OutboxTest : public StoreTest {
 protected:
  std::vector<Job> lease(std::int64_t limit = 100) {
    return value_of(lease_deliveries(database_, now_, now_ + 10min, {.limit = limit})).jobs;
  }

  int synchronous() {
    int mode = 0;
    read_row(database_.session(), "PRAGMA synchronous", std::tie(mode));
    return mode;
  }

  void settle(DeliveryId id, DeliveryState state, std::optional<Instant> retry = std::nullopt) {
    const auto tried = state == DeliveryState::Deferred ? std::optional(now_) : std::nullopt;
    const Settled outcome{id, state, "451 4.7.1 later", now_, retry, tried};
    value_of(settle_deliveries(database_, std::span(&outcome, 1)));
  }

  void leave(const std::string& email, SubscriberState state = SubscriberState::Unsubscribed) {
    SubscriberRow row = value_of(find_subscriber(database_, email)).value();
    row.state = state;
    value_of(update_subscriber(database_, row));
  }

  std::vector<ListedDelivery> listed(std::optional<DeliveryState> state = std::nullopt) {
    std::vector<ListedDelivery> rows;
    value_of(visit_deliveries(database_, state, [&](const ListedDelivery& row) { rows.push_back(row); }));
    return rows;
  }

  static std::vector<std::string> emails(const std::vector<Job>& jobs) {
    std::vector<std::string> found;
    for (const Job& job : jobs) found.push_back(job.email);
    return found;
  }

  /// One digest queued for one new subscriber.
  void queue_one(const std::string& email = "a@example.org") {
    value_of(queue_delivery(database_, make_edition("edition for " + email), subscribe(email), now_));
  }
};

TEST(NameOfDeliveryState, ShowsALeasedOneAsQueued) {
  EXPECT_EQ(name_of(DeliveryState::Queued), "queued");
  EXPECT_EQ(name_of(DeliveryState::Leased), "queued");
  EXPECT_EQ(name_of(DeliveryState::Sent), "sent");
  EXPECT_EQ(name_of(DeliveryState::Deferred), "deferred");
  EXPECT_EQ(name_of(DeliveryState::Failed), "failed");
}

TEST_F(OutboxTest, AnEditionIsReadAsItWasWritten) {
  EditionRow edition;
  edition.kind = EditionKind::Confirmation;
  edition.public_id = "public";
  edition.from = 3;
  edition.to = 9;
  edition.due = now_;
  edition.created = now_ + 1s;
  edition.language = "ko";
  edition.domain = "example.org";
  edition.subject = "제목";
  edition.html = std::string(100000, 'h');
  edition.text = "text";
  const std::vector<EntryId> entries = {8, 4, 8};
  const EditionId id = value_of(insert_edition(database_, edition, entries));
  const EditionRow stored = value_of(read_edition(database_, id));
  EXPECT_EQ(stored.id, id);
  EXPECT_EQ(stored.kind, edition.kind);
  EXPECT_EQ(stored.public_id, "public");
  EXPECT_EQ(stored.from, 3);
  EXPECT_EQ(stored.to, 9);
  EXPECT_EQ(stored.due, edition.due);
  EXPECT_EQ(stored.created, edition.created);
  EXPECT_EQ(stored.language, "ko");
  EXPECT_EQ(stored.domain, "example.org");
  EXPECT_EQ(stored.subject, edition.subject);
  EXPECT_EQ(stored.html, edition.html);
  EXPECT_EQ(stored.text, "text");

  std::vector<EntryId> shown;
  EntryId entry = 0;
  Statement statement(database_.session(), "SELECT entry FROM edition_entries WHERE edition = :id ORDER BY place");
  statement.use(id).into(entry);
  while (statement.next()) shown.push_back(entry);
  EXPECT_EQ(shown, entries);
}

TEST_F(OutboxTest, AnEditionThatIsNotThereIsAnError) {
  const auto read = read_edition(database_, 7);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::NotFound);
}

TEST_F(OutboxTest, QueueingAnEditionIsForTheWholeAudienceAndMovesItOn) {
  subscribe("a@example.org");
  subscribe("b@example.org");
  subscribe("other@example.org", {"db"});
  const DueAudience audience = value_of(due_audiences(database_, now_)).at(0);
  EXPECT_EQ(value_of(queue_edition(database_, make_edition("e"), audience, 5, now_ + 24h)), 2);
  EXPECT_THAT(emails(lease()), ElementsAre("a@example.org", "b@example.org"));
  const SubscriberRow moved = value_of(find_subscriber(database_, "a@example.org")).value();
  EXPECT_EQ(moved.mark, 5);
  EXPECT_EQ(moved.next_due, now_ + 24h);
  EXPECT_EQ(value_of(find_subscriber(database_, "other@example.org"))->mark, 0);
}

TEST_F(OutboxTest, QueueingAnEditionTwiceQueuesNothingTwice) {
  subscribe("a@example.org");
  const DueAudience audience = value_of(due_audiences(database_, now_)).at(0);
  const EditionId edition = make_edition("e");
  EXPECT_EQ(value_of(queue_edition(database_, edition, audience, audience.mark, audience.due)), 1);
  EXPECT_EQ(value_of(queue_edition(database_, edition, audience, audience.mark, audience.due)), 0);
  const SubscriberId id = value_of(find_subscriber(database_, "a@example.org"))->id;
  value_of(queue_delivery(database_, edition, id, now_));
  EXPECT_THAT(listed(), SizeIs(1));
}

TEST_F(OutboxTest, MarksAndDeliveriesAreTakenBackTogether) {
  subscribe("a@example.org");
  const DueAudience audience = value_of(due_audiences(database_, now_)).at(0);
  EXPECT_FALSE(database_.transact([&]() -> Result<void> {
    value_of(queue_edition(database_, make_edition("e"), audience, 5, now_ + 24h));
    return fail(ErrorCode::Malformed, "no");
  }));
  EXPECT_THAT(listed(), IsEmpty());
  EXPECT_EQ(value_of(due_audiences(database_, now_)).at(0).mark, 0);
}

TEST_F(OutboxTest, AJobSaysWhatTheCourierNeeds) {
  const EditionId edition = make_edition("e");
  value_of(queue_delivery(database_, edition, subscribe("a@example.org"), now_ - 5min));
  const auto jobs = lease();
  ASSERT_THAT(jobs, SizeIs(1));
  EXPECT_EQ(jobs[0].edition, edition);
  EXPECT_EQ(jobs[0].subscriber_id, "id of a@example.org");
  EXPECT_EQ(jobs[0].email, "a@example.org");
  EXPECT_EQ(jobs[0].attempts, 0);
  EXPECT_EQ(jobs[0].queued, now_ - 5min);
}

TEST_F(OutboxTest, LeasesAreOldestFirstAndNoMoreThanAskedFor) {
  const EditionId edition = make_edition("e");
  value_of(queue_delivery(database_, edition, subscribe("young@example.org"), now_));
  value_of(queue_delivery(database_, edition, subscribe("old@example.org"), now_ - 2h));
  value_of(queue_delivery(database_, edition, subscribe("middle@example.org"), now_ - 1h));
  EXPECT_THAT(emails(lease(2)), ElementsAre("old@example.org", "middle@example.org"));
  EXPECT_THAT(emails(lease(2)), ElementsAre("young@example.org"));
  EXPECT_THAT(lease(2), IsEmpty());
}

TEST_F(OutboxTest, WhatIsQueuedForLaterWaits) {
  value_of(queue_delivery(database_, make_edition("e"), subscribe("a@example.org"), now_ + 1s));
  EXPECT_THAT(lease(), IsEmpty());
}

TEST_F(OutboxTest, NobodyElseGetsALeasedDeliveryUntilTheLeaseRunsOut) {
  queue_one();
  const auto first = lease();
  ASSERT_THAT(first, SizeIs(1));
  Database other = open();
  EXPECT_THAT(value_of(lease_deliveries(other, now_ + 9min, now_ + 20min, {.limit = 10})).jobs, IsEmpty());
  const auto again = value_of(lease_deliveries(other, now_ + 10min, now_ + 20min, {.limit = 10})).jobs;
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_EQ(again[0].id, first[0].id);
  EXPECT_EQ(again[0].attempts, 0);
}

TEST_F(OutboxTest, WhatIsNotWantedIsPassedOverAndStaysAsItIs) {
  for (const char* email : {"a@one.example", "b@two.example", "c@one.example", "d@two.example"}) queue_one(email);
  const auto is_two = [](const Job& job) { return job.email.ends_with("two.example"); };
  const auto first = value_of(lease_deliveries(database_, now_, now_ + 10min, {.limit = 1, .is_wanted = is_two}));
  ASSERT_THAT(first.jobs, SizeIs(1));
  EXPECT_EQ(first.jobs[0].email, "b@two.example");
  EXPECT_FALSE(first.is_end);
  const auto second = value_of(
      lease_deliveries(database_, now_, now_ + 10min, {.limit = 9, .after = first.place, .is_wanted = is_two}));
  ASSERT_THAT(second.jobs, SizeIs(1));
  EXPECT_EQ(second.jobs[0].email, "d@two.example");
  EXPECT_TRUE(second.is_end);
  EXPECT_EQ(value_of(count_due(database_, now_)), 2);
  EXPECT_THAT(lease(), SizeIs(2));
}

TEST_F(OutboxTest, LeasesOfTheDeadAreGivenBack) {
  queue_one("a@example.org");
  queue_one("sent@example.org");
  settle(lease().at(1).id, DeliveryState::Sent);
  EXPECT_EQ(value_of(count_due(database_, now_)), 0);
  value_of(release_leases(database_));
  EXPECT_EQ(value_of(count_due(database_, now_)), 1);
  EXPECT_EQ(lease().at(0).attempts, 0);
}

TEST_F(OutboxTest, KeepsWhenADeliveryWasFirstTried) {
  queue_one();
  const auto lease_at = [&](Instant now) {
    return value_of(lease_deliveries(database_, now, now + 10min, {.limit = 1})).jobs.at(0);
  };
  const auto defer_at = [&](Instant now, std::optional<Instant> tried) {
    const Settled deferred{lease_at(now).id, DeliveryState::Deferred, "451", now, now + 5min, tried};
    value_of(settle_deliveries(database_, std::span(&deferred, 1)));
  };
  defer_at(now_, std::nullopt);  // no server looked at it
  defer_at(now_ + 5min, now_ + 5min);
  defer_at(now_ + 10min, now_ + 10min);
  EXPECT_EQ(lease_at(now_ + 15min).first_tried, now_ + 5min);
}

TEST_F(OutboxTest, CountsTheAttemptsThatMayHaveArrived) {
  queue_one();
  const auto defer = [&](bool unanswered) {
    const Settled deferred{lease().at(0).id, DeliveryState::Deferred, "", now_, now_, now_, unanswered};
    value_of(settle_deliveries(database_, std::span(&deferred, 1)));
  };
  for (const bool unanswered : {false, true, false, true}) defer(unanswered);
  const Job job = lease().at(0);
  EXPECT_EQ(job.attempts, 4);
  EXPECT_EQ(job.unanswered, 2);
}

TEST_F(OutboxTest, CountsWhatWasSentLatelyAndWhatStandsInTheWayOfAnother) {
  for (const int hour : {0, 1, 2, 3}) {
    queue_one(std::to_string(hour) + "@example.org");
    const auto state = hour == 2 ? DeliveryState::Failed : DeliveryState::Sent;
    const Settled outcome{lease().at(0).id, state, "", now_ + std::chrono::hours(hour), {}};
    value_of(settle_deliveries(database_, std::span(&outcome, 1)));
  }
  const auto count = [&](Instant since, std::int64_t limit) { return value_of(count_sent(database_, since, limit)); };
  EXPECT_EQ(count(now_ - 1s, 4).sent, 3);
  EXPECT_FALSE(count(now_ - 1s, 4).in_the_way);
  EXPECT_EQ(count(now_ - 1s, 3).in_the_way, now_);
  EXPECT_EQ(count(now_ - 1s, 2).in_the_way, now_ + 1h);
  EXPECT_EQ(count(now_, 1).sent, 2);
}

TEST_F(OutboxTest, QuickCommitsAreSeenByOthersAndFlushed) {
  queue_one();
  const DeliveryId id = lease().at(0).id;
  {
    QuickCommits commits(database_);
    value_of(commits.begin());
    settle(id, DeliveryState::Sent);
    Database other = open();
    EXPECT_EQ(value_of(count_all(other)).deliveries.sent, 1);
    value_of(commits.flush());
    EXPECT_EQ(synchronous(), 1);
  }
  EXPECT_EQ(synchronous(), 2) << "FULL again";
}

TEST_F(OutboxTest, SentAndFailedAreFinal) {
  queue_one("sent@example.org");
  queue_one("failed@example.org");
  const auto jobs = lease();
  settle(jobs.at(0).id, DeliveryState::Sent);
  settle(jobs.at(1).id, DeliveryState::Failed);
  EXPECT_THAT(value_of(lease_deliveries(database_, now_ + 24h, now_ + 25h, {.limit = 10})).jobs, IsEmpty());
  const auto sent = listed(DeliveryState::Sent);
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_EQ(sent[0].email, "sent@example.org");
  EXPECT_EQ(sent[0].edition_public_id, "edition for sent@example.org");
  EXPECT_EQ(sent[0].subscriber_id, "id of sent@example.org");
  EXPECT_EQ(sent[0].attempts, 1);
  EXPECT_EQ(sent[0].sent_at, now_);
  EXPECT_FALSE(sent[0].due);
  const auto failed = listed(DeliveryState::Failed);
  ASSERT_THAT(failed, SizeIs(1));
  EXPECT_EQ(failed[0].reason, "451 4.7.1 later");
  EXPECT_FALSE(failed[0].sent_at);
}

TEST_F(OutboxTest, ADeferredOneComesBackWhenItIsDueWithItsAttemptsCounted) {
  queue_one();
  settle(lease().at(0).id, DeliveryState::Deferred, now_ + 15min);
  const auto deferred = listed(DeliveryState::Deferred);
  ASSERT_THAT(deferred, SizeIs(1));
  EXPECT_EQ(deferred[0].due, now_ + 15min);
  EXPECT_EQ(deferred[0].reason, "451 4.7.1 later");
  EXPECT_THAT(value_of(lease_deliveries(database_, now_ + 14min, now_ + 20min, {.limit = 10})).jobs, IsEmpty());
  const auto jobs = value_of(lease_deliveries(database_, now_ + 15min, now_ + 20min, {.limit = 10})).jobs;
  ASSERT_THAT(jobs, SizeIs(1));
  EXPECT_EQ(jobs[0].attempts, 1);
}

TEST_F(OutboxTest, ALeaseGivenBackCountsNoAttempt) {
  queue_one();
  settle(lease().at(0).id, DeliveryState::Queued);
  const auto jobs = lease();
  ASSERT_THAT(jobs, SizeIs(1));
  EXPECT_EQ(jobs[0].attempts, 0);
}

TEST_F(OutboxTest, ACourierWhoseLeaseRanOutCannotUndoWhatAnotherRecorded) {
  queue_one();
  const DeliveryId id = lease().at(0).id;
  ASSERT_THAT(value_of(lease_deliveries(database_, now_ + 1h, now_ + 2h, {.limit = 10})).jobs, SizeIs(1));
  settle(id, DeliveryState::Sent);
  for (const auto late : {DeliveryState::Deferred, DeliveryState::Failed, DeliveryState::Queued, DeliveryState::Sent}) {
    settle(id, late, now_);
    const auto rows = listed();
    ASSERT_THAT(rows, SizeIs(1));
    EXPECT_EQ(rows[0].state, DeliveryState::Sent);
    EXPECT_EQ(rows[0].attempts, 1);
  }
}

TEST_F(OutboxTest, AMessageThatWasSentCountsAsSentHoweverLateItIsTold) {
  queue_one();
  const DeliveryId id = lease().at(0).id;
  settle(id, DeliveryState::Deferred, now_ + 1h);
  settle(id, DeliveryState::Sent);
  EXPECT_THAT(listed(DeliveryState::Sent), SizeIs(1));
  EXPECT_THAT(value_of(lease_deliveries(database_, now_ + 2h, now_ + 3h, {.limit = 10})).jobs, IsEmpty());
}

TEST_F(OutboxTest, OutcomesAreRecordedTogetherOrNotAtAll) {
  queue_one("a@example.org");
  queue_one("b@example.org");
  const auto jobs = lease();
  run(database_.session(), "CREATE TRIGGER fault BEFORE UPDATE ON deliveries WHEN NEW.id = " +
                               std::to_string(jobs.at(1).id) + " BEGIN SELECT RAISE(ABORT, 'fault'); END");
  const std::vector<Settled> outcomes = {{jobs[0].id, DeliveryState::Sent, "", now_, {}},
                                         {jobs[1].id, DeliveryState::Sent, "", now_, {}}};
  EXPECT_FALSE(settle_deliveries(database_, outcomes));
  EXPECT_EQ(value_of(count_all(database_)).deliveries.queued, 2);
  run(database_.session(), "DROP TRIGGER fault");
  value_of(settle_deliveries(database_, outcomes));
  EXPECT_EQ(value_of(count_all(database_)).deliveries.sent, 2);
}

TEST_F(OutboxTest, ADigestToSomebodyWhoLeftFailsWithThatReason) {
  for (const auto state : {SubscriberState::Unsubscribed, SubscriberState::Suspended, SubscriberState::Pending}) {
    SCOPED_TRACE(name_of(state));
    const std::string email = std::string(name_of(state)) + "@example.org";
    queue_one(email);
    leave(email, state);
    EXPECT_THAT(lease(), IsEmpty());
    const auto failed = listed(DeliveryState::Failed);
    ASSERT_FALSE(failed.empty());
    EXPECT_EQ(failed[0].email, email);
    EXPECT_EQ(failed[0].reason,
              state == SubscriberState::Suspended ? "suspended before it was sent" : "left before it was sent");
    EXPECT_EQ(failed[0].attempts, 0);
  }
}

TEST_F(OutboxTest, PeopleWhoLeftDoNotHideThoseBehindThem) {
  for (const char* email : {"1@example.org", "2@example.org", "3@example.org"}) queue_one(email);
  leave("1@example.org");
  leave("2@example.org");
  EXPECT_THAT(emails(lease(1)), ElementsAre("3@example.org"));
}

TEST_F(OutboxTest, AConfirmationGoesToPendingPeopleAndNotToThoseWhoLeft) {
  const EditionId edition = make_edition("confirmation", EditionKind::Confirmation);
  value_of(queue_delivery(database_, edition, subscribe("pending@example.org"), now_));
  value_of(queue_delivery(database_, edition, subscribe("left@example.org"), now_));
  leave("pending@example.org", SubscriberState::Pending);
  leave("left@example.org");
  EXPECT_THAT(emails(lease()), ElementsAre("pending@example.org"));
}

TEST_F(OutboxTest, NobodyIsAskedToConfirmWhoHasConfirmed) {
  const EditionId edition = make_edition("confirmation", EditionKind::Confirmation);
  value_of(queue_delivery(database_, edition, subscribe("active@example.org"), now_));
  EXPECT_THAT(lease(), IsEmpty());
  const auto failed = listed(DeliveryState::Failed);
  ASSERT_THAT(failed, SizeIs(1));
  EXPECT_EQ(failed[0].reason, "confirmed before it was sent");
}

TEST_F(OutboxTest, CountsShowALeasedOneAsQueued) {
  for (const char* email : {"1@a.example", "2@a.example", "3@a.example", "4@a.example", "5@a.example"})
    queue_one(email);
  const auto jobs = lease(4);
  settle(jobs.at(0).id, DeliveryState::Sent);
  settle(jobs.at(1).id, DeliveryState::Deferred, now_ + 1h);
  settle(jobs.at(2).id, DeliveryState::Failed);
  const OutboxCounts counts = value_of(count_all(database_)).deliveries;
  EXPECT_EQ(counts.queued, 2);
  EXPECT_EQ(counts.deferred, 1);
  EXPECT_EQ(counts.sent, 1);
  EXPECT_EQ(counts.failed, 1);
  EXPECT_THAT(listed(DeliveryState::Queued), SizeIs(2));
}

TEST_F(OutboxTest, DeliveriesAreShownNewestEditionFirst) {
  queue_one("1@example.org");
  queue_one("2@example.org");
  const auto rows = listed();
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].email, "2@example.org");
  EXPECT_EQ(rows[0].due, now_);
}

TEST_F(OutboxTest, CountAllCountsWhatIsThere) {
  sync({StoreTest::listed("https://a.example/feed"), StoreTest::listed("https://b.example/feed")});
  store_entry(feed("https://a.example/feed").id, "x");
  sync({StoreTest::listed("https://b.example/feed")});
  queue_one("a@example.org");
  subscribe("left@example.org");
  leave("left@example.org");
  const Counts counts = value_of(count_all(database_));
  EXPECT_EQ(counts.feeds, 1);
  EXPECT_EQ(counts.entries, 1);
  EXPECT_EQ(counts.subscribers, 1);
  EXPECT_EQ(counts.deliveries.queued, 1);
}

TEST_F(OutboxTest, EntriesShownAreThoseOfTheDigestsThatWereMadeForSomebody) {
  sync({StoreTest::listed("https://a.example/feed")});
  const FeedId feed_id = feed("https://a.example/feed").id;
  const EntryId shown = store_entry(feed_id, "shown", {1}), old = store_entry(feed_id, "old", {2});
  store_entry(feed_id, "never", {3});
  const SubscriberId ann = subscribe("ann@example.org"), bob = subscribe("bob@example.org", {"frontend"});
  const auto queue_for = [&](const std::vector<std::string>& tags, EditionId id) {
    for (const DueAudience& audience : value_of(due_audiences(database_, now_))) {
      if (audience.choice.tags != tags) continue;
      EXPECT_EQ(value_of(queue_edition(database_, id, audience, audience.mark, audience.due)), 1);
    }
  };
  EditionRow edition;
  edition.public_id = "new";
  edition.due = edition.created = now_;
  const EditionId recent = value_of(insert_edition(database_, edition, std::vector{shown}));
  edition.public_id = "old";
  edition.created = now_ - 240h;
  const EditionId before = value_of(insert_edition(database_, edition, std::vector{old}));
  for (const EditionId id : {recent, before}) queue_for({}, id);
  const auto entries = value_of(entries_shown_to(database_, ann, now_ - 24h));
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].entry.title, "shown");
  EXPECT_EQ(entries[0].source_ids, std::vector{feed_id});
  EXPECT_TRUE(value_of(entries_shown_to(database_, bob, now_ - 24h)).empty());

  SubscriberRow changed = value_of(find_subscriber(database_, "ann@example.org")).value();
  changed.choice.tags = {"backend"};
  value_of(update_subscriber(database_, changed));
  EXPECT_EQ(value_of(entries_shown_to(database_, ann, now_ - 24h)).size(), 1U) << "though she has chosen anew since";
  edition.public_id = "newest";
  edition.created = now_;
  const EditionId newest = value_of(insert_edition(database_, edition, std::vector{old}));
  queue_for({"backend"}, newest);
  EXPECT_EQ(value_of(entries_shown_to(database_, ann, now_ - 24h)).size(), 2U);
}

TEST_F(OutboxTest, TheLastDigestOfSomebodyIsNoneOfTheInstantOnes) {
  const SubscriberId ann = subscribe("ann@example.org");
  const auto make_at = [&](Instant due) {
    const DueAudience audience = value_of(due_audiences(database_, now_)).at(0);
    EditionRow edition;
    edition.public_id = "edition at " + std::to_string(due.time_since_epoch().count());
    edition.due = edition.created = due;
    const EditionId id = value_of(insert_edition(database_, edition, {}));
    EXPECT_EQ(value_of(queue_edition(database_, id, audience, audience.mark, audience.due)), 1);
  };
  const auto choose = [&](Frequency frequency) {
    SubscriberRow row = value_of(find_subscriber(database_, "ann@example.org")).value();
    row.choice.frequency = frequency;
    value_of(update_subscriber(database_, row));
  };
  const auto last = [&] { return value_of(last_digest_of(database_, ann, now_ - 26h)); };
  make_at(now_ - 5h);
  EXPECT_EQ(last(), now_ - 5h);
  choose(Frequency::Instant);
  make_at(now_ - 4h);
  EXPECT_EQ(last(), now_ - 5h);
  choose(Frequency::Weekly);
  EXPECT_EQ(last(), now_ - 5h);
  make_at(now_ - 1h);
  EXPECT_EQ(last(), now_ - 1h);
  EXPECT_EQ(value_of(last_digest_of(database_, ann, now_)), std::nullopt);
}

}  // namespace
}  // namespace aggregator::store
