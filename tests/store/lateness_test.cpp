#include "aggregator/store/lateness.h"

#include "store_fixture.h"

namespace aggregator::store {
namespace {

class LatenessTest : public StoreTest {
 protected:
  /// An edition for a@example.org and b@example.org.
  void queue_for_two() {
    EditionRow edition;
    edition.public_id = "e";
    edition.due = edition.created = now_;
    const EditionId id = value_of(insert_edition(database_, edition, {}));
    for (const char* email : {"a@example.org", "b@example.org"}) {
      value_of(queue_delivery(database_, id, subscribe(email), now_));
    }
  }

  /// An edition for one reader, sent or not.
  void make(const std::string& name, Instant due, Instant created, bool is_sent,
            EditionKind kind = EditionKind::Digest) {
    EditionRow edition;
    edition.kind = kind;
    edition.public_id = name;
    edition.due = due;
    edition.created = created;
    SubscriberRow reader = subscriber_row(name + "@example.org");
    if (kind == EditionKind::Confirmation) reader.state = SubscriberState::Pending;
    const SubscriberId id = value_of(add_subscriber(database_, reader));
    value_of(queue_delivery(database_, value_of(insert_edition(database_, edition, {})), id, now_));
    for (const Job& job : value_of(lease_deliveries(database_, now_, now_ + 10min, {.limit = 10})).jobs) {
      const Settled settled{job.id, is_sent ? DeliveryState::Sent : DeliveryState::Failed, "", now_, {}};
      value_of(settle_deliveries(database_, std::span(&settled, 1)));
    }
  }

  std::optional<Instant> last() { return value_of(hour_sent_last(database_)); }
};

TEST_F(LatenessTest, TheHourSentLastIsThatOfTheNewestDigestOfWhichAMessageWasSent) {
  EXPECT_FALSE(last());
  make("unsent", now_, now_, false);
  EXPECT_FALSE(last());
  make("first", now_ - 48h, now_ - 48h, true);
  EXPECT_EQ(last(), now_ - 48h);
  make("catch-up", now_ - 72h, now_ - 24h, true);
  EXPECT_EQ(last(), now_ - 72h) << "made later, for an hour that was missed";
  make("older", now_ - 30h, now_ - 30h, true);
  EXPECT_EQ(last(), now_ - 72h) << "though it was sent later";
  make("failed", now_, now_ + 1h, false);
  make("confirmation", now_ + 2h, now_ + 2h, true, EditionKind::Confirmation);
  EXPECT_EQ(last(), now_ - 72h);
}

TEST_F(LatenessTest, WhatIsRefusedAndTriedAgainIsCountedByItself) {
  queue_for_two();
  const auto jobs = value_of(lease_deliveries(database_, now_, now_ + 10min, {.limit = 10})).jobs;
  Settled put_off{jobs.at(0).id, DeliveryState::Deferred, "450 busy", now_, now_ + 5min, now_};
  value_of(settle_deliveries(database_, std::span(&put_off, 1)));
  Settled refused{jobs.at(1).id, DeliveryState::Deferred, "550 no", now_, now_ + 5min, now_, false, now_};
  value_of(settle_deliveries(database_, std::span(&refused, 1)));
  const auto hours = value_of(open_hours(database_, now_, false));
  ASSERT_EQ(hours.size(), 1U);
  EXPECT_EQ(hours[0].put_off, 1);
  EXPECT_EQ(hours[0].refused, 1);
  EXPECT_FALSE(value_of(fail_refused(database_, jobs[0].id, now_))) << "this was not refused";
  EXPECT_TRUE(value_of(fail_refused(database_, jobs[1].id, now_)));
  EXPECT_EQ(value_of(open_hours(database_, now_, false)).at(0).failed, 1);
}

TEST_F(LatenessTest, WhatItsReaderWithdrewFromIsNoFailureAndWhatAServerSaysInTheSameWordsIs) {
  queue_for_two();
  SubscriberRow left = value_of(find_subscriber(database_, "a@example.org")).value();
  value_of(end_subscription(database_, left, SubscriberState::Unsubscribed, "", now_));
  const auto jobs = value_of(lease_deliveries(database_, now_, now_ + 10min, {.limit = 10})).jobs;
  ASSERT_EQ(jobs.size(), 1U);
  const Settled refused{jobs[0].id, DeliveryState::Failed, "550 rejected before it was sent", now_, {}};
  value_of(settle_deliveries(database_, std::span(&refused, 1)));
  EXPECT_EQ(value_of(open_hours(database_, now_, false)).at(0).failed, 1);
}

}  // namespace
}  // namespace aggregator::store
