// What mail.quota lets go, and when.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "aggregator/deliver/courier.h"
#include "deliver_fixture.h"

namespace aggregator::deliver {
namespace {
using testing::ElementsAre;

class SendWithinQuota : public DeliverTest {
 protected:
  /// Of a run that stays for room until then; the clock shows what it waits for.
  CourierTools staying_until(Instant until) {
    CourierTools staying = tools();
    staying.room = {until, [this](Instant moment) { now_ = moment; }};
    return staying;
  }
};

TEST_F(SendWithinQuota, SendsWhatTheQuotaAllowsAndTheRestTheNextDayOldestFirst) {
  settings_.mail.quota = config::Quota{5, 24h};
  queue(12);
  const SendSummary first = send();
  EXPECT_EQ(first.sent, 5);
  EXPECT_EQ(first.failed + first.deferred, 0);
  EXPECT_EQ(first.left, 7);
  EXPECT_EQ(first.quota_until, now_ + 24h);
  EXPECT_EQ(first.next_due, now_ + 24h) << "they are due, but may not go";
  EXPECT_THAT(server_.recipients(), ElementsAre(email(1), email(2), email(3), email(4), email(5)));

  now_ += 1h;
  EXPECT_EQ(send().sent, 0) << "counted across runs";
  now_ += 23h - 1s;
  EXPECT_EQ(send().sent, 0);
  now_ += 1s;
  EXPECT_EQ(send().sent, 5);
  now_ += 24h;
  const SendSummary last = send();
  EXPECT_EQ(last.sent, 2);
  EXPECT_EQ(last.left, 0);
  EXPECT_FALSE(last.quota_until || last.next_due);
}

TEST_F(SendWithinQuota, StaysForRoomThatTheQuotaGivesSoon) {
  settings_.mail.quota = config::Quota{5, 24h};
  queue(12);
  const Instant first = now_;
  send();
  now_ += 24h - 20s;
  CourierTools staying = staying_until(first + 24h);
  std::vector<bool> waits;
  staying.progress = [&](const SendSummary& so_far) { waits.push_back(so_far.is_waiting); };
  const SendSummary summary = value_of(send_due(database_, settings_, staying));
  EXPECT_EQ(summary.sent, 5);
  EXPECT_EQ(summary.left, 2);
  EXPECT_TRUE(summary.has_waited && !summary.is_waiting);
  EXPECT_EQ(std::ranges::count(waits, true), 20) << "told each second";
  EXPECT_EQ(now_, first + 24h) << "the room for the other two is too far away";
}

TEST_F(SendWithinQuota, StaysForNoRoomThatComesTooLateOrThatNobodyNeeds) {
  settings_.mail.quota = config::Quota{5, 24h};
  queue(6);
  const Instant first = now_;
  send();
  now_ += 24h - 20s;
  CourierTools staying = staying_until(first + 24h - 1s);
  staying.room->wait_until = [](Instant) { FAIL() << "waited"; };
  EXPECT_EQ(value_of(send_due(database_, settings_, staying)).sent, 0);

  now_ = first + 24h;
  EXPECT_EQ(send().sent, 1);
  staying.room->until = first + 72h;
  EXPECT_FALSE(value_of(send_due(database_, settings_, staying)).has_waited) << "nothing is due";
}

TEST_F(SendWithinQuota, EndsWhileItStaysForRoomWhenItIsStopped) {
  settings_.mail.quota = config::Quota{5, 24h};
  queue(6);
  const Instant first = now_;
  send();
  now_ += 24h - 20s;
  bool is_stopped = false;
  CourierTools staying = tools();
  staying.is_stopped = [&] { return is_stopped; };
  staying.room = {first + 24h, [&](Instant moment) {
                    now_ = moment;
                    is_stopped = true;
                  }};
  const SendSummary summary = value_of(send_due(database_, settings_, staying));
  EXPECT_TRUE(summary.is_stopped);
  EXPECT_EQ(summary.sent, 0);
  EXPECT_EQ(now_, first + 24h - 19s);
}

TEST_F(SendWithinQuota, KeepsTheHourOfAListAsLargeAsTheQuotaWhenRunsBeginALittleSoonerOrLater) {
  settings_.mail.quota = config::Quota{5, 24h};
  const Instant hour = now_;
  queue(5);
  for (int day = 0; day < 30; ++day) {
    SCOPED_TRACE(day);
    if (day > 0) {
      store::EditionRow edition = example_edition();
      edition.public_id = "edition-" + std::to_string(day);
      const auto id = value_of(store::insert_edition(database_, edition, {}));
      for (int i = 1; i <= 5; ++i) {
        const auto reader = value_of(store::find_subscriber(database_, email(i))).value();
        value_of(store::queue_delivery(database_, id, reader.id, hour + day * 24h));
      }
    }
    now_ = hour + day * 24h + std::chrono::seconds(day * 7 % 4);
    EXPECT_EQ(value_of(send_due(database_, settings_, staying_until(now_ + 270s))).sent, 5);
    EXPECT_LE(now_, hour + day * 24h + 3s);
    EXPECT_EQ(value_of(store::count_sent(database_, now_ - 24h, 5)).sent, 5) << "and no more in any 24 hours";
  }
}

TEST_F(SendWithinQuota, CountsWhatWasTakenOnly) {
  settings_.mail.quota = config::Quota{3, 24h};
  queue(5);
  server_.answer(email(1), {kNoSuchUser});
  server_.answer(email(2), {kGreylisted});
  const SendSummary summary = send();
  EXPECT_EQ(summary.sent, 3);
  EXPECT_EQ(summary.failed, 1);
  EXPECT_EQ(summary.deferred, 1);
}

TEST_F(SendWithinQuota, LosesNoPatienceForWhoWaitedForDays) {
  queue(1);
  now_ += 72h;
  server_.answer(email(1), {kGreylisted});
  EXPECT_EQ(send().deferred, 1);
  now_ += 5min;
  EXPECT_EQ(send().sent, 1);
}

}  // namespace
}  // namespace aggregator::deliver
