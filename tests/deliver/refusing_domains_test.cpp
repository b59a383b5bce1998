#include "aggregator/deliver/refusing_domains.h"

#include <gmock/gmock.h>

#include "aggregator/store/bounces.h"
#include "deliver_fixture.h"

namespace aggregator::deliver {
namespace {
using store::DeliveryState;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto kTwoDays = 48h;

class RefusingDomains : public DeliverTest {
 protected:
  /// A report of each of the first deliveries that were sent, now.
  void bring_back(int number) {
    for (int i = 1; i <= number; ++i) {
      const auto reader = value_of(store::find_subscriber(database_, email(i))).value();
      const auto delivery = value_of(store::find_delivery(database_, "edition-one", reader.public_id)).value();
      EXPECT_TRUE(value_of(store::record_bounce(
          database_, reader.id, {delivery.id, store::BounceKind::Soft, now_, "552 5.2.2 mailbox full"})));
    }
  }

  void suspend(int number) {
    auto reader = value_of(store::find_subscriber(database_, email(number))).value();
    reader.state = store::SubscriberState::Suspended;
    value_of(store::update_subscriber(database_, reader));
  }

  std::vector<RefusingDomain> found() { return value_of(refusing_domains(database_, now_ - kTwoDays)); }
};

TEST_F(RefusingDomains, CountWhatWasSentAndCameBackLaterOnce) {
  queue(20);
  send();
  now_ += 1h;
  bring_back(12);
  ASSERT_THAT(found(), SizeIs(1));
  EXPECT_EQ(found()[0].domain, "example.org");
  EXPECT_EQ(found()[0].refused, 12);
  EXPECT_EQ(found()[0].answered, 20);
  EXPECT_THAT(found()[0].reason, HasSubstr("552 5.2.2"));
}

TEST_F(RefusingDomains, CountWhatIsRefusedAtOnceAmongWhatWasAnswered) {
  for (int i = 1; i <= 12; ++i) server_.answer(email(i), {kNoSuchUser});
  queue(20);
  send();
  ASSERT_THAT(listed(DeliveryState::Failed), SizeIs(12));
  ASSERT_THAT(found(), SizeIs(1));
  EXPECT_EQ(found()[0].refused, 12);
  EXPECT_EQ(found()[0].answered, 20);
}

TEST_F(RefusingDomains, ForgetAReportTogetherWithTheMessageItIsAbout) {
  queue(400);
  send();
  now_ += kTwoDays - 1s;
  bring_back(12);
  EXPECT_THAT(found(), IsEmpty()) << "12 of 400";
  now_ += 1s;
  EXPECT_THAT(found(), IsEmpty()) << "what was sent is too old, and so is what came back of it";
}

TEST_F(RefusingDomains, LeaveOutWhoIsSuspendedForIt) {
  queue(20);
  send();
  bring_back(12);
  suspend(1);
  ASSERT_THAT(found(), SizeIs(1));
  EXPECT_EQ(found()[0].refused, 11);
  suspend(2);
  EXPECT_THAT(found(), IsEmpty());
}

}  // namespace
}  // namespace aggregator::deliver
