#include "aggregator/deliver/watchdog.h"

#include <gmock/gmock.h>

#include "deliver_fixture.h"

namespace aggregator::deliver {
namespace {
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// An edition that was due at `now_`.
class Watchdog : public DeliverTest {
 protected:
  std::vector<std::string> late(std::chrono::seconds after = 15min, bool once = false) {
    return value_of(once ? tell_late_editions(database_, settings_, now_ + after)
                         : late_editions(database_, settings_, now_ + after));
  }

  RunnerMail mail() {
    return {now_, [](std::span<unsigned char> bytes) { std::ranges::fill(bytes, '\0'); },
            [this] { return server_.connect(); }};
  }

  void defer(int from, int to, const std::string& reason) {
    for (int i = from; i <= to; ++i) server_.answer(email(i), {{Outcome::State::Deferred, reason, false}});
  }

  /// The three that are queued.
  void refuse_all(const std::string& reason) {
    for (int i = 1; i <= 3; ++i) server_.answer(email(i), {{Outcome::State::Failed, reason, false}});
    send();
  }
};

TEST_F(Watchdog, HasNothingToSayOfWhatWentOut) {
  queue(3);
  send();
  EXPECT_THAT(late(48h), IsEmpty());
}

TEST_F(Watchdog, CountsWhatNobodyTried) {
  queue(3);
  EXPECT_THAT(late(15min - 1s), IsEmpty()) << "there is still time";
  EXPECT_THAT(late(), ElementsAre(HasSubstr("3 of 3 messages are waiting; `aggregator send`")));
}

TEST_F(Watchdog, CountsWhatNoServerCouldBeAskedAbout) {
  queue(3);
  server_.allow_connections(0);
  send();
  EXPECT_THAT(late(), ElementsAre(HasSubstr("3 of 3 messages are waiting; connection refused")));
}

TEST_F(Watchdog, TakesNoAddressThatBeginsWithA4ForTheWordOfAServer) {
  queue(3);
  for (int i = 1; i <= 3; ++i) server_.answer(email(i), {{Outcome::State::Deferred, "45.33.1.2:587: refused", true}});
  send();
  EXPECT_THAT(late(), ElementsAre(HasSubstr("3 of 3 messages are waiting; 45.33.1.2:587: refused")));
}

TEST_F(Watchdog, IsTheSameForAllEditionsOfAnHour) {
  queue(2);
  store::EditionRow second = example_edition();
  second.public_id = "edition-two";
  const auto id = value_of(store::insert_edition(database_, second, {}));
  value_of(store::queue_delivery(database_, id, subscribe("other@example.org"), now_));
  EXPECT_THAT(late(), ElementsAre(HasSubstr("3 of 3")));
}

TEST_F(Watchdog, LeavesGreylistingToTheServersThatDoIt) {
  queue(20);
  defer(1, 9, "450 4.2.0 greylisted");
  send();
  EXPECT_THAT(late(), IsEmpty()) << "nine of twenty";
}

TEST_F(Watchdog, TakesHalfOfTheRecipientsPutOffForNoCoincidence) {
  queue(20);
  defer(1, 10, "452 4.5.3 daily quota exceeded");
  send();
  EXPECT_THAT(late(), ElementsAre(HasSubstr("10 of 20 messages are waiting; 452 4.5.3 daily quota exceeded")));
}

TEST_F(Watchdog, TakesHalfOfTheRecipientsRefusedForNoCoincidence) {
  queue(20);
  for (int i = 11; i <= 20; ++i) server_.answer(email(i), {{Outcome::State::Failed, "550 5.1.1 who?", false}});
  defer(1, 2, "450 4.2.0 greylisted");
  send();
  EXPECT_THAT(late(),
              ElementsAre(HasSubstr("2 of 20 messages are waiting and 10 failed; 450 4.2.0 greylisted; they ")));
  EXPECT_THAT(late(15min, true), ElementsAre(HasSubstr("10 failed")));
  EXPECT_THAT(late(15min, true), IsEmpty());
  EXPECT_THAT(late(8 * 24h), IsEmpty()) << "of what failed a week ago nobody wants to hear";
}

TEST_F(Watchdog, TakesWhatTheQuotaKeepsBackForNoTrouble) {
  settings_.mail.quota = config::Quota{8, 24h};
  queue(20);
  EXPECT_EQ(send().sent, 8);
  EXPECT_THAT(late(1h), IsEmpty());
  EXPECT_THAT(late(25h), ElementsAre(HasSubstr("12 of 20 messages are waiting")))
      << "they may go, and nobody sends them";
}

TEST_F(Watchdog, TellsOfAQuotaThatLetsTooFewGo) {
  settings_.mail.quota = config::Quota{8, 24h};
  queue(20);
  const Instant hour = now_;
  for (const auto passed : {0h, 24h}) {
    now_ = hour + passed;
    EXPECT_EQ(send().sent, 8);
    EXPECT_THAT(late(1h), IsEmpty()) << "the rest goes the next day";
  }
  EXPECT_THAT(late(24h - 1s), IsEmpty());
  store::EditionRow more = example_edition();
  more.public_id = "edition-two";
  more.due = hour;
  const auto id = value_of(store::insert_edition(database_, more, {}));
  for (int i = 21; i <= 30; ++i) value_of(store::queue_delivery(database_, id, subscribe(email(i)), hour));
  now_ = hour + 48h;
  EXPECT_EQ(send().sent, 8);
  EXPECT_THAT(late(1h), ElementsAre(HasSubstr("6 of 10 messages are waiting; for days mail.quota has let fewer go than "
                                              "are made; they leave by themselves once the cause is mended")));
}

TEST_F(Watchdog, TellsOfAnEditionThatFailedAsAWhole) {
  queue(3);
  refuse_all("550 5.1.1 who?");
  const std::string words = "3 of 3 messages failed; 550 5.1.1 who?; what has failed is not sent again";
  EXPECT_THAT(late(), ElementsAre(testing::EndsWith(words)))
      << "that is for `doctor`, which looks for the cause itself";
  EXPECT_THAT(late(15min, true), ElementsAre(testing::EndsWith(words + "; `aggregator doctor` looks for the cause")));
}

TEST_F(Watchdog, LeavesAnHourThatFailedBehindWhenALaterOneHasGoneOut) {
  queue(3);
  refuse_all("550 5.1.1 who?");
  now_ += 24h;
  store::EditionRow next = example_edition();
  next.public_id = "edition-two";
  next.due = next.created = now_;
  const auto id = value_of(store::insert_edition(database_, next, {}));
  value_of(store::queue_delivery(database_, id, subscribe("zoe@example.org"), now_));
  EXPECT_THAT(late(), ElementsAre(HasSubstr("3 of 3 messages failed"), HasSubstr("1 of 1 messages are waiting")));
  send();
  EXPECT_THAT(late(), IsEmpty());
  const auto told = value_of(tell_late_editions(database_, settings_, now_ + 1h));
  EXPECT_THAT(told, ElementsAre(HasSubstr("3 of 3 messages failed"))) << "nobody has heard of it yet";
}

TEST_F(Watchdog, DoesNotTakeThoseWhoLeftForFailures) {
  queue(3);
  for (int i = 1; i <= 3; ++i) {
    store::SubscriberRow row = value_of(store::find_subscriber(database_, email(i))).value();
    row.state = store::SubscriberState::Unsubscribed;
    value_of(store::update_subscriber(database_, row));
  }
  EXPECT_EQ(send().sent, 0);
  EXPECT_THAT(listed(store::DeliveryState::Failed), testing::SizeIs(3));
  EXPECT_THAT(late(), IsEmpty());
}

TEST_F(Watchdog, SpeaksOnceOfAnEdition) {
  queue(3);
  EXPECT_THAT(late(15min, true), ElementsAre(HasSubstr("3 of 3")));
  EXPECT_THAT(late(20min, true), IsEmpty());
  EXPECT_THAT(late(20min, false), ElementsAre(HasSubstr("3 of 3"))) << "who asks is told again";
}

TEST_F(Watchdog, IsSilentWhenItIsNotWanted) {
  queue(3);
  settings_.watchdog.after = 0s;
  EXPECT_THAT(late(48h), IsEmpty());
}

TEST_F(Watchdog, KeepsItsMailUntilItCanLeave) {
  settings_.watchdog.mail = "ops@example.org";
  server_.allow_connections(0);
  value_of(keep_for_runner(database_, settings_, "first <line>"));
  const auto failed = mail_runner(database_, settings_, mail());
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().detail, HasSubstr("connection refused"));
  server_.allow_connections(1000);
  value_of(keep_for_runner(database_, settings_, "second line"));
  value_of(mail_runner(database_, settings_, mail()));
  value_of(mail_runner(database_, settings_, mail()));
  ASSERT_EQ(server_.sent().size(), 1u);
  EXPECT_EQ(server_.sent()[0].envelope.recipient, "ops@example.org");
  EXPECT_THAT(server_.sent()[0].message, HasSubstr("first <line>\r\nsecond line"));
}

TEST_F(Watchdog, MailsWhatWasToldByAProcessThatDiedBeforeItsMail) {
  settings_.watchdog.mail = "ops@example.org";
  queue(3);
  EXPECT_THAT(late(15min, true), ElementsAre(HasSubstr("3 of 3")));
  // and here it died
  EXPECT_THAT(late(15min, true), IsEmpty());
  value_of(mail_runner(database_, settings_, mail()));
  ASSERT_EQ(server_.sent().size(), 1u);
  EXPECT_THAT(server_.sent()[0].message, HasSubstr("has not gone out: 3 of 3"));
}

TEST_F(Watchdog, LeavesTheMailToTheRunThatSendsItAlready) {
  settings_.watchdog.mail = "ops@example.org";
  value_of(keep_for_runner(database_, settings_, "first line"));
  store::Database other = value_of(store::Database::open(url_));
  server_.on_attempt = [&] { value_of(mail_runner(other, settings_, mail())); };
  value_of(mail_runner(database_, settings_, mail()));
  EXPECT_EQ(server_.sent().size(), 1u);
}

TEST_F(Watchdog, ForgetsNothingThatWasKeptWhileItsMailWasOnItsWay) {
  settings_.watchdog.mail = "ops@example.org";
  value_of(keep_for_runner(database_, settings_, "first line"));
  server_.on_attempt = [&, is_first = true]() mutable {
    if (!std::exchange(is_first, false)) return;
    value_of(keep_for_runner(database_, settings_, "second line"));
  };
  value_of(mail_runner(database_, settings_, mail()));
  value_of(mail_runner(database_, settings_, mail()));
  ASSERT_EQ(server_.sent().size(), 2u);
  EXPECT_THAT(server_.sent()[1].message, testing::AllOf(HasSubstr("second line"), testing::Not(HasSubstr("first"))));
}

}  // namespace
}  // namespace aggregator::deliver
