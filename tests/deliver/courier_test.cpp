#include "aggregator/deliver/courier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <latch>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "aggregator/deliver/message.h"
#include "aggregator/deliver/transport.h"
#include "deliver_fixture.h"
#include "support/smtp_server.h"
#include "support/sqlite_hand.h"

namespace aggregator::deliver {
namespace {
using store::DeliveryState;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

std::string message_id_in(const std::string& message) {
  const std::size_t begin = message.find("Message-ID: ");
  return message.substr(begin, message.find("\r\n", begin) - begin);
}

class SendDue : public DeliverTest {
 protected:
  /// To a server that wants a login, over so many connections at most.
  SendSummary send_with_login(const test::SmtpServer& smtp, std::size_t connections) {
    settings_.mail.transport = config::SmtpTransport{"127.0.0.1", smtp.port(), false};
    settings_.mail.starttls = config::StartTls::Never;
    settings_.mail.user = "me";
    settings_.mail.password = "wrong";
    settings_.mail.connections = connections;
    CourierTools real = tools();
    real.transport = [this] { return make_transport(settings_.mail); };
    return value_of(send_due(database_, settings_, real));
  }
};

TEST_F(SendDue, SendsEachDueDeliveryOnceAndRecordsIt) {
  queue(50);
  const SendSummary summary = send();
  EXPECT_EQ(summary.sent, 50);
  EXPECT_EQ(summary.left, 0);
  const auto recipients = server_.recipients();
  EXPECT_THAT(recipients, SizeIs(50));
  EXPECT_THAT(std::set<std::string>(recipients.begin(), recipients.end()), SizeIs(50));
  ASSERT_THAT(listed(DeliveryState::Sent), SizeIs(50));
  EXPECT_EQ(listed(DeliveryState::Sent)[0].sent_at, now_);
  EXPECT_EQ(listed(DeliveryState::Sent)[0].reason, "250 2.0.0 ok");

  EXPECT_EQ(send().sent, 0);
  EXPECT_EQ(server_.attempts(), 50);
}

TEST_F(SendDue, HasNothingToDoWithAnEmptyOutbox) {
  const SendSummary summary = send();
  EXPECT_EQ(summary.sent + summary.deferred + summary.failed + summary.left, 0);
  EXPECT_EQ(server_.attempts(), 0);
}

TEST_F(SendDue, UsesItsConnectionsAtTheSameTime) {
  queue(4);
  std::latch together(4);
  server_.on_attempt = [&] { together.arrive_and_wait(); };  // for ever, if they came one after the other
  EXPECT_EQ(send().sent, 4);
}

TEST_F(SendDue, GivesEachReaderTheirOwnMessage) {
  queue(2);
  send();
  std::set<std::string> identities;
  for (const SentMail& mail : server_.sent()) {
    EXPECT_THAT(mail.message, HasSubstr("To: " + mail.envelope.recipient + "\r\n"));
    EXPECT_EQ(mail.envelope.sender, "digest@example.org");
    identities.insert(message_id_in(mail.message));
    identities.insert(mail.name);
  }
  EXPECT_THAT(identities, SizeIs(4));
}

TEST_F(SendDue, UsesTheBounceAddressAsEnvelopeSender) {
  settings_.mail.bounce_address = "bounce@example.org";
  queue(1);
  send();
  ASSERT_THAT(server_.sent(), SizeIs(1));
  EXPECT_EQ(server_.sent()[0].envelope.sender.find("bounce+"), 0U);
  EXPECT_THAT(server_.sent()[0].message, HasSubstr("<digest@example.org>"));
}

TEST_F(SendDue, TriesADeferredOneAgainWhenItsTimeHasComeAsTheSameMessage) {
  queue(2);
  server_.answer(email(1), {kGreylisted});
  const SendSummary first = send();
  EXPECT_EQ(first.sent, 1);
  EXPECT_EQ(first.deferred, 1);
  EXPECT_EQ(first.left, 1);
  ASSERT_THAT(listed(DeliveryState::Deferred), SizeIs(1));
  EXPECT_EQ(listed(DeliveryState::Deferred)[0].reason, "451 4.7.1 greylisted");
  EXPECT_EQ(listed(DeliveryState::Deferred)[0].due, now_ + 5min);

  now_ += 5min - 1s;
  EXPECT_EQ(send().sent, 0);
  now_ += 1s;
  EXPECT_EQ(send().sent, 1);
  EXPECT_THAT(server_.recipients(), ElementsAre(email(1), email(2)));
}

TEST_F(SendDue, GivesUpTwoDaysAfterQueueing) {
  queue(1);
  server_.answer(email(1), std::vector<Outcome>(100, kGreylisted));
  int runs = 0;
  for (; listed(DeliveryState::Failed).empty() && runs < 100; ++runs, now_ += 4h) send();
  EXPECT_EQ(runs, 13);  // at 0 h, 4 h … 48 h
  EXPECT_THAT(listed(DeliveryState::Failed)[0].reason, HasSubstr("451 4.7.1 greylisted"));
}

TEST_F(SendDue, FailsWhatCannotBeWrittenAsAMessageAndGoesOn) {
  store::EditionRow broken = example_edition();
  broken.subject = "two\r\nBcc: lines@example.org";
  queue(1, broken);
  const SendSummary summary = send();
  EXPECT_EQ(summary.failed, 1);
  EXPECT_EQ(server_.attempts(), 0);
  EXPECT_THAT(listed(DeliveryState::Failed)[0].reason, HasSubstr("line break"));
}

TEST_F(SendDue, StopsWhenTheServerCannotBeReachedAndLeavesTheRestUntouched) {
  queue(100);
  server_.allow_connections(0);
  const SendSummary summary = send();
  EXPECT_EQ(server_.attempts(), 2) << "the first connection is tried alone, and once more";
  EXPECT_EQ(summary.deferred, server_.attempts());
  EXPECT_EQ(summary.left, 100);
  EXPECT_EQ(listed(DeliveryState::Deferred)[0].reason, "connection refused");
  EXPECT_EQ(std::ssize(listed(DeliveryState::Queued)), 100 - summary.deferred);

  server_.allow_connections(1000);
  EXPECT_EQ(send().sent, 100 - summary.deferred) << "what was given back is due at once";
  now_ += 5min;
  EXPECT_EQ(send().sent, summary.deferred);
}

TEST_F(SendDue, GoesOnWhenTheServerWasOutOfSortsForAMoment) {
  queue(100);
  server_.fail_connections(1);
  const SendSummary summary = send();
  EXPECT_EQ(summary.sent, 100);
  EXPECT_EQ(server_.attempts(), 101);
}

TEST_F(SendDue, TriesAPasswordThatIsRefusedOnceHoweverManyConnectionsThereMayBe) {
  test::SmtpServer smtp({"PIPELINING", "AUTH PLAIN"});
  smtp.always("AUTH", "535 5.7.8 no such login");
  queue(100);
  const SendSummary summary = send_with_login(smtp, 16);
  EXPECT_THAT(summary.unreachable, HasSubstr("535 5.7.8 no such login"));
  EXPECT_EQ(summary.left, 100);
  EXPECT_EQ(smtp.count("AUTH"), 1);
  EXPECT_EQ(smtp.connections(), 1);
}

TEST_F(SendDue, EndsTheRunForEveryConnectionWhenOneLosesItsLogin) {
  std::mutex mutex;
  std::condition_variable is_lost;
  std::map<std::thread::id, int> messages;  // of each connection
  std::optional<std::thread::id> loser;
  server_.on_message = [&](const std::string& recipient) {
    std::unique_lock lock(mutex);
    const auto own = std::this_thread::get_id();
    if (!loser) loser = own;
    if (++messages[own] == 2 && *loser == own) {
      Outcome refused{Outcome::State::Deferred, "535 5.7.8 no such login", true};
      refused.login_refused = true;
      server_.answer(recipient, {refused});
      is_lost.notify_all();
    }
    is_lost.wait(lock, [&] { return *loser == own || messages[*loser] >= 2; });
  };
  settings_.mail.connections = 2;
  queue(100);
  const SendSummary summary = send();
  EXPECT_THAT(summary.unreachable, HasSubstr("535 5.7.8 no such login"));
  EXPECT_GT(summary.left, 1) << "the other connection would have sent them all";
}

TEST_F(SendDue, TriesAPasswordThatIsNoLongerTakenOnce) {
  test::SmtpServer smtp({"PIPELINING", "AUTH PLAIN"});
  smtp.answer("AUTH", {test::SmtpServer::kUsual});
  smtp.always("AUTH", "535 5.7.8 no such login");
  smtp.answer(".", {"421 4.3.2 restarting"});  // so that the next one needs a new connection
  queue(10);
  const SendSummary summary = send_with_login(smtp, 1);
  EXPECT_THAT(summary.unreachable, HasSubstr("535 5.7.8 no such login"));
  EXPECT_EQ(summary.left, 10);
  EXPECT_EQ(smtp.count("AUTH"), 2);
}

TEST_F(SendDue, FailsWhatWaitedTwoDaysForAServerThatWasAway) {
  queue(1);
  server_.allow_connections(0);
  EXPECT_EQ(send().failed, 0);
  now_ += 48h - 1s;
  EXPECT_EQ(send().failed, 0);
  store::EditionRow young = example_edition();
  young.public_id = "edition-two";
  young.due = now_;
  const auto id = value_of(store::insert_edition(database_, young, {}));
  value_of(store::queue_delivery(database_, id, subscribe("zoe@example.org"), now_));
  now_ += 5min;
  const SendSummary late = send();
  EXPECT_EQ(late.failed, 1);
  EXPECT_EQ(late.left, 1);
  ASSERT_THAT(listed(DeliveryState::Failed), SizeIs(1));
  EXPECT_EQ(listed(DeliveryState::Failed)[0].reason, "the relay was not reachable for 48 hours: connection refused");
  server_.allow_connections(1000);
  now_ += 5min;
  EXPECT_EQ(send().sent, 1);
  EXPECT_THAT(server_.recipients(), ElementsAre("zoe@example.org"));
}

TEST_F(SendDue, CountsTheTwoDaysOfEachFromWhenItBeganToWait) {
  queue(1);
  server_.allow_connections(0);
  for (int i = 0; i < 5; ++i, now_ += 12h) EXPECT_EQ(send().failed, i == 4 ? 1 : 0);
  store::EditionRow caught_up = example_edition();  // of an hour that was missed: made now
  caught_up.public_id = "edition-two";
  const auto id = value_of(store::insert_edition(database_, caught_up, {}));
  value_of(store::queue_delivery(database_, id, subscribe("zoe@example.org"), now_));
  ASSERT_LE(caught_up.due, now_ - 48h);
  for (int i = 0; i < 5; ++i, now_ += 12h) EXPECT_EQ(send().failed, i == 4 ? 1 : 0);
}

TEST_F(SendDue, DoesNotTakeTheDaysOnWhichNobodyCalledItForDaysOfAServerThatWasAway) {
  queue(1);
  server_.allow_connections(0);
  EXPECT_EQ(send().failed, 0);
  now_ += 72h;
  EXPECT_EQ(send().failed, 0) << "the network may come up after us";
  server_.allow_connections(1000);
  now_ += 5min;
  EXPECT_EQ(send().sent, 1);
}

TEST_F(SendDue, DoesNotCountTheTwoDaysWhereTheServerTakesSomeEachDay) {
  settings_.mail.connections = 1;
  queue(40);
  for (int i = 1; i <= 40; ++i) {
    if (i % 7 != 1) server_.answer(email(i), {kSuspended});
  }
  for (int day = 0; day < 4; ++day, now_ += 24h) {
    const SendSummary summary = send();
    EXPECT_GE(summary.sent, 1);
    EXPECT_FALSE(summary.unreachable.empty());
  }
  for (const auto& failed : listed(DeliveryState::Failed)) EXPECT_EQ(failed.reason, kSuspended.reason);
}

TEST_F(SendDue, CountsTheTwoDaysAnewWhenTheServerIsBack) {
  queue(2);
  server_.allow_connections(0);
  EXPECT_FALSE(send().unreachable.empty());
  server_.allow_connections(1000);
  server_.answer(email(1), {kGreylisted});
  server_.answer(email(2), {kGreylisted});
  now_ += 24h;
  EXPECT_EQ(send().deferred, 2);
  server_.allow_connections(0);
  now_ += 24h;
  EXPECT_EQ(send().failed, 0);
  now_ += 1h;
  server_.allow_connections(1000);
  EXPECT_EQ(send().sent, 2);
}

TEST_F(SendDue, SendsDeliveriesOfManyEditionsThatAreDueInTurns) {
  constexpr int kEditions = 40;
  for (int i = 0; i < kEditions; ++i) {
    store::EditionRow edition = example_edition();
    edition.public_id = "edition-" + std::to_string(i);
    value_of(store::insert_edition(database_, edition, {}));
  }
  value_of(database_.transact([&]() -> Result<void> {
    for (int i = 0; i < 400; ++i) {
      if (auto queued = store::queue_delivery(database_, i % kEditions + 1, subscribe(email(i)), now_); !queued)
        return queued;
    }
    return {};
  }));
  EXPECT_EQ(send().sent, 400);
  for (const SentMail& mail : server_.sent()) {
    const int reader = std::stoi(mail.envelope.recipient.substr(6));
    EXPECT_THAT(mail.name, testing::StartsWith("edition-" + std::to_string(reader % kEditions) + "."));
  }
}

TEST_F(SendDue, SendsAllOverTheConnectionsThatTheServerTakes) {
  queue(100);
  server_.allow_connections(1);
  const SendSummary summary = send();
  EXPECT_EQ(summary.sent, 100);
  EXPECT_EQ(summary.deferred, 0);
  EXPECT_LE(server_.attempts(), 106);
}

TEST_F(SendDue, SendsAgainWhatACrashLeftLeasedAsTheSameMessage) {
  queue(3);
  value_of(store::lease_deliveries(database_, now_, now_ + 10min, {.limit = 2}));  // and here the courier died
  EXPECT_EQ(send().sent, 3) << "nobody else can have a lease";
  EXPECT_THAT(server_.recipients(), ElementsAre(email(1), email(2), email(3)));
}

TEST_F(SendDue, SendsNothingTwiceThoughLeasesRunOutWhileTheyWait) {
  queue(500);
  settings_.mail.connections = 1;
  std::atomic<int> minutes = 0;
  CourierTools slow = tools();
  slow.clock = [&] { return now_ + std::chrono::minutes(minutes); };
  server_.on_attempt = [&] { minutes += 11; };
  EXPECT_EQ(value_of(send_due(database_, settings_, slow)).sent, 500);
  EXPECT_EQ(server_.attempts(), 500);
}

TEST_F(SendDue, HasNoMoreMessagesOfUnknownFateThanConnections) {
  queue(100);
  std::atomic<int> begun = 0, recorded = 0, most = 0;
  server_.on_attempt = [&] {
    const int now = ++begun - recorded;
    for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) continue;
  };
  CourierTools watching = tools();
  watching.progress = [&](const SendSummary& summary) { recorded = static_cast<int>(summary.sent); };
  EXPECT_EQ(value_of(send_due(database_, settings_, watching)).sent, 100);
  EXPECT_GE(most, 1);
  EXPECT_LE(most, 4);
}

TEST_F(SendDue, ADomainThatAnswersSlowlyHoldsUpNoOther) {
  const auto id = value_of(store::insert_edition(database_, example_edition(), {}));
  const auto queue_for = [&](const std::string& address) {
    value_of(store::queue_delivery(database_, id, subscribe(address), now_));
  };
  for (int i = 0; i < 100; ++i) queue_for("slow" + std::to_string(i) + "@slow.example");
  for (int i = 0; i < 20; ++i) queue_for("quick" + std::to_string(i) + "@quick.example");
  settings_.mail.per_domain_connections = 2;
  std::latch quick_are_through(20);
  server_.on_message = [&](const std::string& recipient) {
    if (recipient.starts_with("quick")) quick_are_through.count_down();
    if (recipient.starts_with("slow")) quick_are_through.wait();  // for ever, if the others waited for these
  };
  EXPECT_EQ(send().sent, 120);
}

TEST_F(SendDue, LooksBehindADomainThatIsFull) {
  const auto id = value_of(store::insert_edition(database_, example_edition(), {}));
  value_of(database_.transact([&]() -> Result<void> {
    for (int i = 0; i < 600; ++i) {  // more than is leased at once
      const std::string address = "slow" + std::to_string(i) + "@slow.example";
      if (auto queued = store::queue_delivery(database_, id, subscribe(address), now_); !queued) return queued;
    }
    return store::queue_delivery(database_, id, subscribe("ann@quick.example"), now_);
  }));
  settings_.mail.per_domain_rate = config::Rate{1, 1min};
  std::atomic<bool> is_through = false;
  server_.on_message = [&](const std::string& recipient) { is_through = is_through || recipient.starts_with("ann@"); };
  CourierTools stopped = tools();
  stopped.is_stopped = [&] { return is_through.load(); };  // never, if it waited for the others
  const SendSummary summary = value_of(send_due(database_, settings_, stopped));
  EXPECT_EQ(summary.sent, 2);
  EXPECT_EQ(summary.left, 599);
  EXPECT_TRUE(summary.is_stopped);
}

TEST_F(SendDue, StopsAtOnceThoughTheNextMessageMayGoTomorrowOnly) {
  queue(3);
  settings_.mail.rate = config::Rate{1, 24h};
  CourierTools stopped = tools();
  stopped.is_stopped = [this] { return server_.attempts() == 1; };
  EXPECT_EQ(value_of(send_due(database_, settings_, stopped)).sent, 1);
  EXPECT_EQ(value_of(store::count_due(database_, now_)), 2) << "the leases are given back";
}

TEST_F(SendDue, SendsToEachReaderTheirEdition) {
  queue(1);
  store::EditionRow other = example_edition();
  other.public_id = "edition-two";
  const auto id = value_of(store::insert_edition(database_, other, {}));
  value_of(store::queue_delivery(database_, id, subscribe("zoe@example.org"), now_));
  send();
  std::set<std::string> names;
  for (const SentMail& mail : server_.sent()) names.insert(mail.name);
  EXPECT_THAT(names, ElementsAre("edition-one.id-reader1", "edition-two.id-zoe"));
}

TEST_F(SendDue, KeepsASecondCourierOut) {
  queue(1);
  store::Database other = value_of(store::Database::open(url_));
  const auto lock = value_of(other.lock(store::Stage::Deliver));
  const auto summary = send_due(database_, settings_, tools());
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().code, ErrorCode::Busy);
  EXPECT_EQ(server_.attempts(), 0);
}

TEST_F(SendDue, FinishesWhatIsInFlightWhenItIsStopped) {
  queue(100);
  CourierTools stopped = tools();
  stopped.is_stopped = [this] { return server_.attempts() > 0; };
  const SendSummary summary = value_of(send_due(database_, settings_, stopped));
  EXPECT_GT(summary.sent, 0);
  EXPECT_EQ(summary.sent, server_.attempts());
  EXPECT_EQ(summary.left, 100 - summary.sent);
  EXPECT_EQ(send().sent, summary.left) << "the rest is due at once";
}

TEST_F(SendDue, KeepsAnOutcomeThatCouldNotBeStoredUntilItCan) {
  queue(2);
  const test::SqliteHand other(folder_.path() / "test.db");
  std::latch both_began(2), first_is_recorded(1);
  std::atomic<int> began = 0;
  server_.on_attempt = [&] {
    const bool is_first = ++began == 1;
    both_began.arrive_and_wait();
    if (!is_first) first_is_recorded.wait();
  };
  CourierTools tools = this->tools();
  // Asked for the time when it begins, when counting, when leasing, then before each outcome is stored.
  tools.clock = [&, asked = 0]() mutable {
    ++asked;
    if (asked == 4) {
      other.run("CREATE TRIGGER full BEFORE UPDATE ON deliveries BEGIN SELECT RAISE(ABORT, 'disk full'); END");
      first_is_recorded.count_down();
    }
    if (asked == 5) other.run("DROP TRIGGER full");
    return now_;
  };
  const auto summary = send_due(database_, settings_, tools);
  ASSERT_FALSE(summary);
  EXPECT_THAT(summary.error().detail, HasSubstr("disk full"));
  EXPECT_THAT(listed(DeliveryState::Sent), SizeIs(2));
}

TEST_F(SendDue, TellsHowFarItIs) {
  queue(30);
  std::vector<SendSummary> told;
  CourierTools telling = tools();
  telling.progress = [&](const SendSummary& summary) { told.push_back(summary); };
  value_of(send_due(database_, settings_, telling));
  ASSERT_FALSE(told.empty());
  for (const SendSummary& summary : told) EXPECT_EQ(summary.sent + summary.left, 30);
  EXPECT_EQ(told.back().left, 0);
}

TEST_F(SendDue, SendsNothingToThoseWhoHaveLeft) {
  queue(2);
  store::SubscriberRow row = value_of(store::find_subscriber(database_, email(1))).value();
  row.state = store::SubscriberState::Unsubscribed;
  value_of(store::update_subscriber(database_, row));
  send();
  EXPECT_THAT(server_.recipients(), ElementsAre(email(2)));
}

TEST_F(SendDue, RepeatsTheSameMessageWhenTheConnectionIsLostAfterIt) {
  test::SmtpServer smtp;
  smtp.answer(".", {test::SmtpServer::kDrop});
  settings_.mail.transport = config::SmtpTransport{"127.0.0.1", smtp.port(), false};
  settings_.mail.starttls = config::StartTls::Never;
  CourierTools real = tools();
  real.transport = [this] { return make_transport(settings_.mail); };
  queue(1);
  EXPECT_EQ(value_of(send_due(database_, settings_, real)).deferred, 1);
  now_ += 1h;
  EXPECT_EQ(value_of(send_due(database_, settings_, real)).sent, 1);
  ASSERT_THAT(smtp.messages(), SizeIs(2));
  EXPECT_EQ(smtp.messages()[0].bytes, smtp.messages()[1].bytes);
}

TEST_F(SendDue, FillsAMaildir) {
  settings_.mail.transport = config::MaildirTransport{folder_.path() / "box"};
  CourierTools real = tools();
  real.transport = [this] { return make_transport(settings_.mail); };
  queue(20);
  EXPECT_EQ(value_of(send_due(database_, settings_, real)).sent, 20);
  const auto key = value_of(store::signing_key(database_, tools().random));
  EXPECT_EQ(test::content_of(folder_.path() / "box" / "new" / "edition-one.id-reader7.eml"),
            value_of(compose(settings_, example_edition(), "id-reader7", email(7), key)));
}

}  // namespace
}  // namespace aggregator::deliver
