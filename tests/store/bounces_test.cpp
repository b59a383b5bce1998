#include "aggregator/store/bounces.h"

#include <gmock/gmock.h>

#include "aggregator/store/counts.h"
#include "store_fixture.h"

namespace aggregator::store {
namespace {
using testing::ElementsAre;

class BouncesTest : public StoreTest {
 protected:
  const SubscriberId reader_ = subscribe("a@example.org");

  /// A delivery of a new edition, in this state.
  DeliveryId deliver(const std::string& edition, DeliveryState state = DeliveryState::Sent) {
    value_of(queue_delivery(database_, make_edition(edition), reader_, now_));
    const std::vector<Job> jobs = value_of(lease_deliveries(database_, now_, now_ + 10min, {.limit = 1})).jobs;
    const Settled outcome{jobs.at(0).id, state, "", now_, std::nullopt};
    value_of(settle_deliveries(database_, std::span(&outcome, 1)));
    return jobs.at(0).id;
  }

  bool record(DeliveryId delivery, BounceKind kind) {
    return value_of(record_bounce(database_, reader_, {delivery, kind, now_, "words"}));
  }

  std::vector<DeliveryId> in_a_row(Instant since = {}, Instant joined = {}) {
    std::vector<DeliveryId> found;
    for (const Bounce& bounce : value_of(bounces_in_a_row(database_, reader_, since, joined))) {
      found.push_back(bounce.delivery);
    }
    return found;
  }
};

TEST(NameOfBounceKind, IsTheWordThatPeopleSee) {
  EXPECT_EQ(name_of(BounceKind::Blocked), "blocked");
  EXPECT_EQ(name_of(BounceKind::Soft), "soft");
  EXPECT_EQ(name_of(BounceKind::Hard), "hard");
  EXPECT_EQ(name_of(BounceKind::Gone), "gone");
  EXPECT_EQ(name_of(BounceKind::Complaint), "complaint");
}

TEST_F(BouncesTest, KeepsTheHeaviestOfADelivery) {
  const DeliveryId delivery = deliver("one");
  EXPECT_TRUE(record(delivery, BounceKind::Soft));
  EXPECT_FALSE(record(delivery, BounceKind::Soft));
  EXPECT_FALSE(record(delivery, BounceKind::Blocked));
  EXPECT_TRUE(record(delivery, BounceKind::Gone));
  const auto bounces = value_of(bounces_in_a_row(database_, reader_, {}, {}));
  ASSERT_EQ(bounces.size(), 1U);
  EXPECT_EQ(bounces[0].kind, BounceKind::Gone);
  EXPECT_EQ(value_of(count_all(database_)).gone, 1);
  EXPECT_EQ(value_of(count_all(database_)).soft, 0);
}

TEST_F(BouncesTest, AreInARowUntilADeliveryArrived) {
  const DeliveryId first = deliver("one"), second = deliver("two", DeliveryState::Failed);
  const DeliveryId third = deliver("three");
  record(first, BounceKind::Soft);
  record(third, BounceKind::Soft);
  EXPECT_THAT(in_a_row(), ElementsAre(third, first)) << "one that was not sent says nothing";
  record(second, BounceKind::Hard);
  EXPECT_THAT(in_a_row(), ElementsAre(third, second, first));
  deliver("arrived");
  const DeliveryId fifth = deliver("five");
  record(fifth, BounceKind::Soft);
  EXPECT_THAT(in_a_row(), ElementsAre(fifth));
}

TEST_F(BouncesTest, OfLongAgoOrBeforeTheReaderCameBackAreLeftOut) {
  const DeliveryId first = deliver("one");
  record(first, BounceKind::Soft);
  EXPECT_THAT(in_a_row(now_, now_), ElementsAre(first));
  EXPECT_THAT(in_a_row(now_ + 1s), ElementsAre());
  EXPECT_THAT(in_a_row({}, now_ + 1s), ElementsAre());
}

TEST_F(BouncesTest, NameTheDeliveryByIdAndByPublicIds) {
  const DeliveryId delivery = deliver("one");
  const auto by_id = value_of(find_delivery(database_, delivery));
  ASSERT_TRUE(by_id);
  EXPECT_EQ(by_id->edition_id, "one");
  EXPECT_EQ(by_id->subscriber_id, "id of a@example.org");
  EXPECT_EQ(by_id->email, "a@example.org");
  EXPECT_EQ(by_id->queued, now_);
  EXPECT_EQ(value_of(find_delivery(database_, "one", "id of a@example.org"))->id, delivery);
  EXPECT_FALSE(value_of(find_delivery(database_, "two", "id of a@example.org")));
  EXPECT_FALSE(value_of(find_delivery(database_, delivery + 1)));
}

}  // namespace
}  // namespace aggregator::store
