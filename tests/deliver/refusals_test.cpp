// What servers refuse for good while the courier sends: for the recipient, for the message, or for our sender.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "aggregator/store/counts.h"
#include "aggregator/store/delivery_list.h"
#include "deliver_fixture.h"

namespace aggregator::deliver {
namespace {
using store::DeliveryState;
using testing::HasSubstr;
using testing::SizeIs;

class Refused : public DeliverTest {
 protected:
  /// So that what a domain refuses says nothing of the relay.
  void send_to_another_domain() {
    store::EditionRow edition = example_edition();
    edition.public_id = "edition-zero";
    const auto id = value_of(store::insert_edition(database_, edition, {}));
    value_of(store::queue_delivery(database_, id, subscribe("ann@kind.example"), now_));
    ASSERT_EQ(send().sent, 1);
  }

  /// The next daily edition, for those who are active.
  void queue_next_day() {
    now_ += 24h;
    store::EditionRow edition = example_edition();
    edition.public_id = "edition of " + format_rfc3339(now_).substr(0, 10);
    const auto id = value_of(store::insert_edition(database_, edition, {}));
    std::vector<store::SubscriberId> active;
    value_of(store::visit_subscribers(database_, [&](const store::SubscriberRow& row) {
      if (row.state == store::SubscriberState::Active) active.push_back(row.id);
    }));
    for (const store::SubscriberId reader : active) {
      value_of(store::queue_delivery(database_, id, reader, now_));
    }
  }
};

TEST_F(Refused, NeverTriesARefusedOneAgain) {
  queue(2);
  server_.answer(email(1), {kNoSuchUser});
  const SendSummary summary = send();
  EXPECT_EQ(summary.failed, 1);
  EXPECT_EQ(summary.left, 0);
  ASSERT_THAT(listed(DeliveryState::Failed), SizeIs(1));
  EXPECT_EQ(listed(DeliveryState::Failed)[0].reason, "550 5.1.1 no such user");
  now_ += 100h;
  EXPECT_EQ(send().sent, 0);
}

TEST_F(Refused, SuspendsWhoHasNoMailboxAndCountsThem) {
  queue(3);
  server_.answer(email(2), {kNoSuchUser});
  const SendSummary summary = send();
  EXPECT_EQ(summary.suspended, 1);
  EXPECT_THAT(summary.mass_refusals, SizeIs(0));
  const store::SubscriberRow gone = value_of(store::find_subscriber(database_, email(2))).value();
  EXPECT_EQ(gone.state, store::SubscriberState::Suspended);
  EXPECT_EQ(gone.reason, "no such mailbox: 550 5.1.1 no such user");
  EXPECT_EQ(gone.ended, now_);
}

TEST_F(Refused, SendsWhatWasRefusedForItsSenderOnceTheCauseIsMendedAsTheSameMessage) {
  settings_.mail.connections = 1;
  send_to_another_domain();
  queue(40);
  for (int i = 11; i <= 40; ++i) server_.answer(email(i), {kSuspended});
  const SendSummary summary = send();
  EXPECT_EQ(summary.sent, 10);
  EXPECT_EQ(summary.deferred, 30);
  EXPECT_EQ(summary.failed, 0);
  EXPECT_EQ(summary.left, 30);
  EXPECT_EQ(summary.suspended, 0);
  ASSERT_THAT(summary.mass_refusals, SizeIs(1));
  EXPECT_EQ(summary.mass_refusals[0].domain, "example.org");
  EXPECT_EQ(summary.mass_refusals[0].refused, 5) << "then it is left alone";
  EXPECT_EQ(summary.mass_refusals[0].answered, 15);
  EXPECT_EQ(summary.mass_refusals[0].waiting, 30);
  EXPECT_EQ(summary.mass_refusals[0].until, now_ + 48h);
  EXPECT_TRUE(summary.mass_refusals[0].is_about_us);
  EXPECT_EQ(summary.mass_refusals[0].reason, kSuspended.reason);

  for (int i = 11; i <= 40; ++i) server_.answer(email(i), {});
  now_ += 5min;
  EXPECT_EQ(send().sent, 30);
  EXPECT_THAT(server_.recipients(), SizeIs(41));
  std::set<std::string> names;
  for (const SentMail& mail : server_.sent()) names.insert(mail.name);
  EXPECT_THAT(names, SizeIs(41)) << "each once, of the same edition";
  EXPECT_EQ(value_of(store::count_all(database_)).gone, 0) << "nothing came back of what arrived";
}

TEST_F(Refused, SendsAllThatWaitAsSoonAsTheirDomainTakesOneOfThemAgain) {
  send_to_another_domain();
  queue(40);
  for (int i = 11; i <= 40; ++i) server_.answer(email(i), {kSuspended});
  CourierTools jittery = tools();
  jittery.random = [byte = 0](std::span<unsigned char> bytes) mutable {
    std::ranges::fill(bytes, static_cast<unsigned char>(byte += 7));
  };
  EXPECT_EQ(value_of(send_due(database_, settings_, jittery)).deferred, 30);
  const auto waiting = listed(DeliveryState::Deferred);
  now_ = std::ranges::min(waiting, {}, &store::ListedDelivery::due).due.value();
  EXPECT_EQ(value_of(store::count_due(database_, now_)), 1);
  for (int i = 11; i <= 40; ++i) server_.answer(email(i), {});
  EXPECT_EQ(send().sent, 30);
}

TEST_F(Refused, SuspendsNobodyWhenADomainRefusesInMassUnlessItDoesForAWeek) {
  queue(40);
  for (int day = 1; day <= 7; ++day) {
    SCOPED_TRACE(day);
    if (day > 1) queue_next_day();
    for (int i = 1; i <= 30; ++i) server_.answer(email(i), {kNoSuchUser});
    const SendSummary summary = send();
    EXPECT_EQ(summary.failed, 30) << "what is refused for its recipient is not tried again";
    ASSERT_THAT(summary.mass_refusals, SizeIs(1));
    EXPECT_EQ(summary.mass_refusals[0].domain, "example.org");
    EXPECT_EQ(summary.mass_refusals[0].refused, 30);
    EXPECT_EQ(summary.mass_refusals[0].answered, 40);
    EXPECT_EQ(summary.mass_refusals[0].waiting, 0);
    EXPECT_FALSE(summary.mass_refusals[0].is_about_us);
    EXPECT_EQ(summary.mass_refusals[0].reason, kNoSuchUser.reason);
    EXPECT_EQ(summary.suspended, day < 7 ? 0 : 30);
    EXPECT_EQ(value_of(store::count_all(database_)).suspended, summary.suspended);
  }
  EXPECT_EQ(value_of(store::find_subscriber(database_, email(1))).value().reason,
            "came back on 7 days in a row: 550 5.1.1 no such user");
}

TEST_F(Refused, SuspendsTheOneWhoIsGoneOnceTheirServerKnowsTheOthersAgain) {
  queue(40);
  for (int i = 1; i <= 40; ++i) server_.answer(email(i), {kNoSuchUser});
  EXPECT_EQ(send().suspended, 0);
  queue_next_day();
  server_.answer(email(1), {kNoSuchUser});
  EXPECT_EQ(send().suspended, 1);
  EXPECT_EQ(value_of(store::count_all(database_)).suspended, 1);
}

TEST_F(Refused, FailsWhateverIsRefusedForTheMessageHoweverMany) {
  queue(40);
  for (int i = 1; i <= 40; ++i) {
    server_.answer(email(i), {{Outcome::State::Failed, "554 5.7.1 rejected as spam", false}});
  }
  const SendSummary summary = send();
  EXPECT_EQ(summary.failed, 40);
  EXPECT_EQ(summary.suspended, 0);
  ASSERT_THAT(summary.mass_refusals, SizeIs(1));
  EXPECT_TRUE(summary.mass_refusals[0].is_about_us);
}

TEST_F(Refused, SuspendsNobodyInARunThatIsCutShort) {
  settings_.mail.connections = 1;
  queue(40);
  for (int i = 1; i <= 40; ++i) server_.answer(email(i), std::vector<Outcome>(99, kNoSuchUser));
  CourierTools stopped = tools();
  stopped.is_stopped = [this] { return server_.attempts() >= 3; };
  const SendSummary first = value_of(send_due(database_, settings_, stopped));
  EXPECT_EQ(first.failed, server_.attempts());
  EXPECT_EQ(first.suspended, 0) << "who knows how many there would have been";
}

TEST_F(Refused, LetsADomainThatBlocksUsWaitAsAWholeAndTriesFiveInEachRun) {
  settings_.mail.connections = 1;
  const auto id = value_of(store::insert_edition(database_, example_edition(), {}));
  for (int i = 0; i < 40; ++i) {
    const std::string strict = "s" + std::to_string(i) + "@strict.example";
    server_.answer(strict, std::vector<Outcome>(2, kSuspended));
    value_of(store::queue_delivery(database_, id, subscribe(strict), now_));
  }
  value_of(store::queue_delivery(database_, id, subscribe("ann@kind.example"), now_));
  const SendSummary first = send();
  EXPECT_EQ(server_.attempts(), 6);
  EXPECT_EQ(first.sent, 1);
  EXPECT_EQ(first.failed, 0);
  EXPECT_EQ(first.deferred, 40);
  ASSERT_THAT(first.mass_refusals, SizeIs(1));
  EXPECT_EQ(first.mass_refusals[0].waiting, 40);
  EXPECT_TRUE(first.mass_refusals[0].is_about_us);
  now_ += 5min;
  EXPECT_EQ(send().deferred, 40);
  EXPECT_EQ(server_.attempts(), 11);
  for (int i = 0; i < 40; ++i) server_.answer("s" + std::to_string(i) + "@strict.example", {});
  now_ += 10min;
  EXPECT_EQ(send().sent, 40) << "it takes mail again";
}

TEST_F(Refused, EndsTheRunWhenItsSenderIsRefusedAndBurnsNoList) {
  queue(100);
  for (int i = 1; i <= 100; ++i) server_.answer(email(i), {kSuspended});
  const SendSummary summary = send();
  EXPECT_THAT(summary.unreachable, HasSubstr("the server refuses us as a sender: 550 5.7.1 account suspended"));
  EXPECT_EQ(summary.failed, 0);
  EXPECT_EQ(summary.left, 100);
  EXPECT_THAT(summary.mass_refusals, SizeIs(0)) << "it is about us, and not about a domain";
  EXPECT_LE(server_.attempts(), 12) << "five in a row, and what is on its way over four connections";
  EXPECT_EQ(listed(DeliveryState::Deferred)[0].due, now_ + 5min);
}

TEST_F(Refused, PausesOneDomainThatRefusesItsSenderAndSendsToTheOthers) {
  settings_.mail.connections = 1;
  const auto id = value_of(store::insert_edition(database_, example_edition(), {}));
  for (int i = 0; i < 40; ++i) {
    const std::string strict = "s" + std::to_string(i) + "@strict.example";
    server_.answer(strict, {kSuspended});
    value_of(store::queue_delivery(database_, id, subscribe(strict), now_));
  }
  for (int i = 0; i < 10; ++i) {
    value_of(store::queue_delivery(database_, id, subscribe("r" + std::to_string(i) + "@kind.example"), now_));
  }
  const SendSummary summary = send();
  EXPECT_EQ(summary.sent, 10);
  EXPECT_EQ(summary.failed, 0);
  EXPECT_EQ(summary.deferred, 40);
  EXPECT_EQ(summary.left, 40);
  EXPECT_TRUE(summary.unreachable.empty());
  EXPECT_EQ(server_.attempts(), 15) << "the rest of that domain is not tried in this run";
  EXPECT_EQ(listed(DeliveryState::Deferred)[0].reason, "550 5.7.1 account suspended");
  ASSERT_THAT(summary.mass_refusals, SizeIs(1));
  EXPECT_EQ(summary.mass_refusals[0].domain, "strict.example");
  EXPECT_EQ(summary.mass_refusals[0].waiting, 40);
}

TEST_F(Refused, SaysNothingOfTheRelayWhenOnlyDomainsAreDueThatRefuseAlone) {
  settings_.mail.connections = 1;
  const auto id = value_of(store::insert_edition(database_, example_edition(), {}));
  for (int i = 0; i < 12; ++i) {
    const std::string strict = "s" + std::to_string(i) + (i % 2 == 0 ? "@strict.example" : "@stern.example");
    server_.answer(strict, std::vector<Outcome>(9, kSuspended));
    value_of(store::queue_delivery(database_, id, subscribe(strict), now_));
    if (i % 3 != 0) continue;
    value_of(store::queue_delivery(database_, id, subscribe("r" + std::to_string(i) + "@kind.example"), now_));
  }
  EXPECT_EQ(send().sent, 4);
  for (int run = 0; run < 3; ++run) {
    now_ += 1h;
    const SendSummary summary = send();
    EXPECT_EQ(summary.sent, 0);
    EXPECT_EQ(summary.unreachable, "");
    EXPECT_EQ(summary.deferred, 12);
  }
}

TEST_F(Refused, ARefusalShowsThatTheRelayIsThere) {
  send_to_another_domain();
  queue(5);
  for (int i = 1; i <= 5; ++i) server_.answer(email(i), std::vector<Outcome>(2, kSuspended));
  EXPECT_EQ(send().unreachable, "");
  now_ += 10min;
  server_.allow_connections(0);
  EXPECT_FALSE(send().unreachable.empty());
  now_ += 10min;
  server_.allow_connections(1000);
  const SendSummary refused = send();
  EXPECT_EQ(refused.unreachable, "");
  ASSERT_EQ(refused.deferred, 5);
  store::EditionRow young = example_edition();
  young.public_id = "edition-two";
  const auto id = value_of(store::insert_edition(database_, young, {}));
  value_of(store::queue_delivery(database_, id, subscribe("zoe@kind.example"), now_));
  server_.allow_connections(0);
  now_ += 47h;
  EXPECT_EQ(send().failed, 0);
  now_ += 2h;
  EXPECT_EQ(send().failed, 0) << "the relay was away for two hours only";
}

TEST_F(Refused, TakesARefusalForTheRelaysWhenNothingHasLeftForAnotherDomainInTwoDays) {
  queue(5);
  EXPECT_EQ(send().sent, 5);
  queue_next_day();
  for (int i = 1; i <= 5; ++i) server_.answer(email(i), std::vector<Outcome>(9, kSuspended));
  EXPECT_THAT(send().unreachable, HasSubstr("account suspended")) << "all are of one domain";
}

TEST_F(Refused, EndsThoughMoreWaitsForAPausedDomainThanIsLookedAtInOneTransaction) {
  constexpr int kReaders = 130, kEditions = 130;  // 16,900 deliveries
  settings_.mail.connections = 1;
  std::vector<store::SubscriberId> readers;
  for (int i = 0; i < kReaders; ++i) {
    const std::string strict = "s" + std::to_string(i) + "@strict.example";
    server_.answer(strict, {kSuspended});
    readers.push_back(subscribe(strict));
  }
  value_of(database_.transact([&]() -> Result<void> {
    for (int i = 0; i < kEditions; ++i) {
      store::EditionRow edition = example_edition();
      edition.public_id += std::to_string(i);
      const auto id = value_of(store::insert_edition(database_, edition, {}));
      if (i == 0) value_of(store::queue_delivery(database_, id, subscribe("ann@kind.example"), now_));
      for (const store::SubscriberId reader : readers) value_of(store::queue_delivery(database_, id, reader, now_));
    }
    return {};
  }));
  const SendSummary summary = send();  // which went round for ever
  EXPECT_EQ(summary.sent, 1);
  EXPECT_EQ(summary.left, kReaders * kEditions);
}

TEST_F(Refused, HoldsAPauseOfADomainAgainstNobodyHoweverLongItLasts) {
  settings_.mail.connections = 1;
  const auto id = value_of(store::insert_edition(database_, example_edition(), {}));
  mail::Outcome unresolved{mail::Outcome::State::Failed, "553 5.1.2 cannot resolve your domain", false};
  unresolved.at = mail::Outcome::At::Sender;
  for (int i = 0; i < 5; ++i) {
    const std::string strict = "s" + std::to_string(i) + "@strict.example";
    server_.answer(strict, std::vector<mail::Outcome>(9, unresolved));
    value_of(store::queue_delivery(database_, id, subscribe(strict), now_));
  }
  for (int day = 0; day < 4; ++day, now_ += 24h) {
    value_of(store::queue_delivery(database_, id, subscribe("r" + std::to_string(day) + "@kind.example"), now_));
    EXPECT_EQ(send().suspended, 0);
  }
  EXPECT_EQ(listed(DeliveryState::Failed).size(), 5u);
}

TEST_F(Refused, EndsTheRunWhenSeveralDomainsRefuseItsSenderInARow) {
  settings_.mail.connections = 1;
  const auto id = value_of(store::insert_edition(database_, example_edition(), {}));
  for (int i = 0; i < 40; ++i) {
    const std::string address = "r" + std::to_string(i) + "@" + std::to_string(i % 8) + ".example";
    if (i > 0) server_.answer(address, {kSuspended});
    value_of(store::queue_delivery(database_, id, subscribe(address), now_));
  }
  const SendSummary summary = send();
  EXPECT_EQ(summary.sent, 1);
  EXPECT_EQ(summary.failed, 0);
  EXPECT_FALSE(summary.unreachable.empty());
  EXPECT_LE(server_.attempts(), 7);
}

TEST_F(Refused, TakesTheOnlyMessageForNoExceptionWhenItsSenderIsRefused) {
  queue(1);
  server_.answer(email(1), {kSuspended});
  EXPECT_FALSE(send().unreachable.empty());
  now_ += 5min;
  EXPECT_EQ(send().sent, 1);
}

TEST_F(Refused, FailsTheMessageAloneWhenItsSenderIsTakenForOthers) {
  settings_.mail.connections = 1;
  queue(20);
  for (int i = 4; i <= 7; ++i) server_.answer(email(i), {kSuspended});
  const SendSummary summary = send();
  EXPECT_EQ(summary.failed, 4);
  EXPECT_EQ(summary.sent, 16);
  EXPECT_TRUE(summary.unreachable.empty());
}

}  // namespace
}  // namespace aggregator::deliver
