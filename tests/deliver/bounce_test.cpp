#include "aggregator/deliver/bounce.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "aggregator/deliver/message.h"
#include "aggregator/store/counts.h"
#include "aggregator/store/delivery_list.h"
#include "deliver_fixture.h"

namespace aggregator::deliver {
namespace {
using mail::Report;
using store::BounceKind;
using store::SubscriberState;
using testing::HasSubstr;
using testing::SizeIs;
using What = Finding::What;
using Done = Finding::Done;

/// Three readers who were sent an edition through a bounce address.
class TakeReport : public DeliverTest {
 protected:
  TakeReport() {
    settings_.mail.bounce_address = "bounces@digest.example.org";
    queue(3);
    send();
    for (const SentMail& mail : server_.sent()) sender_of_[mail.envelope.recipient] = mail.envelope.sender;
  }

  KeyRing keys() { return value_of(store::signing_keys(database_, tools().random)); }
  Finding take(const Report& report) { return value_of(take_report(database_, keys(), report, now_)); }
  store::SubscriberRow reader(int number) { return value_of(store::find_subscriber(database_, email(number))).value(); }
  std::string token(int number) {
    return sign_token(keys().current, "unsubscribe", "id-reader" + std::to_string(number));
  }
  std::string message_id(int number, const std::string& edition = "edition-one") {
    return deliver::message_id(settings_, edition, "id-reader" + std::to_string(number));
  }

  /// The next daily edition, sent to the readers of before.
  void next_day(int number) {
    now_ += 24h;
    store::EditionRow edition = example_edition();
    edition.public_id = "edition-" + std::to_string(number);
    edition.created = now_;
    const auto id = value_of(store::insert_edition(database_, edition, {}));
    for (int i = 1; i <= 3; ++i) value_of(store::queue_delivery(database_, id, reader(i).id, now_));
    send();
  }

  static store::EditionRow other_edition(const std::string& name) {
    store::EditionRow edition = example_edition();
    edition.public_id = name;
    return edition;
  }

  static mail::RecipientStatus failed(const std::string& address, const std::string& words) {
    return {mail::RecipientStatus::Action::Failed, address, "", mail::find_status(words), words};
  }
  static Report notification(const std::string& message_id, std::vector<mail::RecipientStatus> recipients) {
    Report report;
    report.kind = Report::Kind::DeliveryStatus;
    report.returned.message_id = message_id;
    report.recipients = std::move(recipients);
    return report;
  }

  std::map<std::string, std::string> sender_of_;
};

TEST_F(TakeReport, GivesEachMessageItsOwnSenderThatFitsAndSurvivesLowerCase) {
  std::set<std::string> senders;
  for (const auto& [recipient, sender] : sender_of_) {
    EXPECT_TRUE(sender.starts_with("bounces+"));
    EXPECT_TRUE(sender.ends_with("@digest.example.org"));
    EXPECT_LE(sender.find('@'), 64U);
    EXPECT_FALSE(sender.contains("reader"));
    senders.insert(sender);
  }
  EXPECT_THAT(senders, SizeIs(3));
}

TEST_F(TakeReport, SuspendsWhoIsProvenByTheReturnPathAndSaysWhy) {
  Report report = notification("", {failed("somebody@else.example", "550 5.1.1 no such user")});
  std::string address = sender_of_[email(2)];
  for (char& c : address) c = static_cast<char>(std::toupper(c));
  report.delivered_to = {"other@example.org", address};
  const Finding found = take(report);
  EXPECT_EQ(found.what, What::Bounce);
  EXPECT_EQ(found.done, Done::Suspended);
  EXPECT_EQ(found.subscriber, email(2));
  EXPECT_EQ(found.kind, BounceKind::Gone);
  EXPECT_EQ(found.proof, "return path");
  EXPECT_EQ(reader(2).state, SubscriberState::Suspended);
  EXPECT_EQ(reader(2).reason, "no such mailbox: 550 5.1.1 no such user");
  EXPECT_FALSE(reader(2).next_due);
  EXPECT_EQ(reader(1).state, SubscriberState::Active);

  EXPECT_EQ(take(report).done, Done::Nothing) << "the same report again";
  const auto rows = listed(store::DeliveryState::Sent);
  EXPECT_EQ(std::ranges::count(rows, "gone", &store::ListedDelivery::bounce), 1);
}

TEST_F(TakeReport, SuspendsWhoIsProvenByTheMessageId) {
  const Finding found = take(notification(message_id(3), {failed(email(3), "550 5.1.1 no")}));
  EXPECT_EQ(found.done, Done::Suspended);
  EXPECT_EQ(found.proof, "Message-ID");
  EXPECT_EQ(reader(3).state, SubscriberState::Suspended);
}

TEST_F(TakeReport, SuspendsNobodyForAForgery) {
  Report forged = notification("", {failed(email(1), "550 5.1.1 no such user")});
  for (const std::string& id : {std::string(), std::string("edition-one.somebody@example.org"), message_id(1, "guess"),
                                std::string("."), std::string("@"), std::string("a@b.c")}) {
    SCOPED_TRACE(id);
    forged.returned.message_id = id;
    forged.returned.return_paths = {"bounces+" + std::string(kNumberTokenCharacters, 'a') + "@digest.example.org"};
    const Finding found = take(forged);
    EXPECT_EQ(found.what, What::Unproven);
    EXPECT_EQ(found.done, Done::Nothing);
    EXPECT_THAT(found.reason, HasSubstr(email(1)));
  }
  EXPECT_EQ(reader(1).state, SubscriberState::Active);
}

TEST_F(TakeReport, LetsOneWorkingMailboxBehindAnAddressCountForIt) {
  auto delivered = failed("someone@team.example", "");
  delivered.action = mail::RecipientStatus::Action::Delivered;
  const Finding found =
      take(notification(message_id(1), {failed("other@team.example", "550 5.1.1 no such user"), delivered}));
  EXPECT_EQ(found.what, What::Notice);
  EXPECT_EQ(reader(1).state, SubscriberState::Active);
  // What is said of the subscriber's own address goes before what is said of others.
  EXPECT_EQ(take(notification(message_id(1), {delivered, failed(email(1), "550 5.1.1 no")})).done, Done::Suspended);
}

TEST_F(TakeReport, CountsADelayForNothing) {
  auto delayed = failed(email(1), "4.4.1 no answer");
  delayed.action = mail::RecipientStatus::Action::Delayed;
  EXPECT_EQ(take(notification(message_id(1), {delayed})).what, What::Notice);
  EXPECT_EQ(value_of(store::count_all(database_)).soft, 0);
}

TEST_F(TakeReport, SuspendsWhoRefusesThreeDaysInARow) {
  EXPECT_EQ(take(notification(message_id(1), {failed(email(1), "550 no")})).done, Done::Counted);
  next_day(2);
  EXPECT_EQ(take(notification(message_id(1, "edition-2"), {failed(email(1), "550 no")})).done, Done::Counted);
  next_day(3);
  EXPECT_EQ(take(notification(message_id(1, "edition-3"), {failed(email(1), "550 no")})).done, Done::Suspended);
  EXPECT_EQ(reader(1).reason, "refused on 3 days in a row: 550 no");
}

TEST_F(TakeReport, BeginsAnewWhenADeliveryArrivedInBetween) {
  take(notification(message_id(1), {failed(email(1), "550 no")}));
  next_day(2);
  take(notification(message_id(1, "edition-2"), {failed(email(1), "550 no")}));
  next_day(3);  // nothing comes back of this one
  next_day(4);
  EXPECT_EQ(take(notification(message_id(1, "edition-4"), {failed(email(1), "550 no")})).done, Done::Counted);
  EXPECT_EQ(reader(1).state, SubscriberState::Active);
}

TEST_F(TakeReport, ForgetsBouncesOfLongAgo) {
  take(notification(message_id(1), {failed(email(1), "550 no")}));
  now_ += 30 * 24h;
  next_day(2);
  take(notification(message_id(1, "edition-2"), {failed(email(1), "550 no")}));
  now_ += 30 * 24h;
  next_day(3);
  EXPECT_EQ(take(notification(message_id(1, "edition-3"), {failed(email(1), "550 no")})).done, Done::Counted);
}

TEST_F(TakeReport, GivesWhoCameBackAFreshStart) {
  take(notification(message_id(1), {failed(email(1), "550 5.1.1 no")}));
  now_ += 1h;
  store::SubscriberRow back = reader(1);
  back.state = SubscriberState::Active;
  back.confirmed = now_;
  back.reason.clear();
  value_of(store::update_subscriber(database_, back));
  Report late = notification("", {failed(email(1), "550 5.1.1 still no")});
  late.returned.message_id = message_id(1);
  EXPECT_EQ(take(late).done, Done::Nothing);
  EXPECT_EQ(reader(1).state, SubscriberState::Active);
}

TEST_F(TakeReport, SendsNothingMoreToTheSuspended) {
  take(notification(message_id(1), {failed(email(1), "550 5.1.1 no")}));
  const auto before = server_.sent().size();
  next_day(2);
  EXPECT_EQ(server_.sent().size(), before + 2);
  ASSERT_THAT(listed(store::DeliveryState::Failed), SizeIs(1));
  EXPECT_EQ(listed(store::DeliveryState::Failed)[0].reason, "suspended before it was sent");
}

TEST_F(TakeReport, TakesPlainWordsForASoftBounceUnlessTheyHoldACode) {
  Report report;
  report.is_from_mailer = true;
  report.delivered_to = {sender_of_[email(1)]};
  report.words = "The mailbox is out of order.";
  Finding found = take(report);
  EXPECT_EQ(found.kind, BounceKind::Soft);
  EXPECT_EQ(found.done, Done::Counted);
  report.words =
      "This message was created automatically by mail delivery software.\n\n"
      "    550 5.1.1 there is no such person\n";
  found = take(report);
  EXPECT_EQ(found.kind, BounceKind::Gone);
  EXPECT_EQ(found.done, Done::Suspended);
  EXPECT_EQ(reader(1).reason, "no such mailbox: 550 5.1.1 there is no such person");
  report.delivered_to = {"bounces@digest.example.org"};
  EXPECT_EQ(take(report).what, What::Unproven);
}

TEST_F(TakeReport, CountsWarningsOfADelayInPlainWordsForNothing) {
  const struct {
    const char *subject, *words;
    What what;
  } cases[] = {
      {"Warning: message 1aBcDe-000123-45 delayed 24 hours",
       "A message that you sent has not yet been delivered to one or more\nof its recipients after more than 24 hours.",
       What::Notice},  // Exim
      {"Warning: could not send message for past 4 hours",
       "**      THIS IS A WARNING MESSAGE ONLY      **\n451 4.4.1 no answer\nWill keep trying until message is 5 days "
       "old",
       What::Notice},  // Sendmail
      {"Delivery Status Notification (Delay)",
       "There was a temporary problem delivering your message. Gmail will\nretry for 46 more hours.", What::Notice},
      {"Warning: message delayed 4 hours", "I will keep trying.\nThe last answer was: 550 5.1.1 no such user",
       What::Notice},
      {"Warning", "It will be retried: 550 5.1.1 no such user.\nThis is a permanent error. Giving up.", What::Bounce},
      {"Returned mail", "It was delayed for 5 days.\nI'm giving up: no answer.", What::Bounce},
      {"Undelivered", "It was delayed by greylisting first, then: 550 5.1.1 no such user", What::Bounce},
      {"failure notice", "Sorry, I wasn't able to establish an SMTP connection.", What::Bounce},
  };
  for (const auto& [subject, words, what] : cases) {
    SCOPED_TRACE(subject);
    Report report;
    report.is_from_mailer = true;
    report.is_automatic = true;
    report.subject = subject;
    report.words = words;
    report.returned.message_id = message_id(1);
    EXPECT_EQ(take(report).what, what);
  }
}

TEST_F(TakeReport, CountsAutomaticRepliesForNothingWhoeverSendsThem) {
  for (const char* subject : {"Out of office: 데일리 DevBlog", "자동 응답: 부재중입니다", "Re: PostgreSQL 18"}) {
    SCOPED_TRACE(subject);
    Report report;
    report.is_from_mailer = true;  // postmaster@ goes on holiday, too
    report.is_automatic = true;
    report.is_without_sender = true;
    report.subject = subject;
    report.words = "I am back on Monday.";
    report.delivered_to = {sender_of_[email(1)]};
    EXPECT_EQ(take(report).what, What::Notice);
  }
  EXPECT_EQ(value_of(store::count_all(database_)).soft, 0);
}

TEST_F(TakeReport, CountsWhatCameUnderTheReadersOwnNameForNothing) {
  for (const char* subject : {"휴가 중입니다", "Absent du bureau", "Bureau 550", "내선 5.1.1"}) {
    SCOPED_TRACE(subject);
    Report report;
    report.is_without_sender = true;
    report.from = email(1);
    report.subject = report.words = subject;
    report.delivered_to = {sender_of_[email(1)]};
    EXPECT_EQ(take(report).what, What::Notice);
  }
  EXPECT_EQ(value_of(store::count_all(database_)).soft, 0);
}

TEST_F(TakeReport, EndsTheSubscriptionOfWhoComplains) {
  Report report;
  report.kind = Report::Kind::Feedback;
  report.feedback_type = "abuse";
  EXPECT_EQ(take(report).what, What::Unproven);
  report.returned.message_id = message_id(1);
  Finding found = take(report);
  EXPECT_EQ(found.what, What::Complaint);
  EXPECT_EQ(found.done, Done::Unsubscribed);
  EXPECT_EQ(reader(1).state, SubscriberState::Unsubscribed);
  EXPECT_EQ(reader(1).reason, "reported as spam (abuse)");
  EXPECT_EQ(value_of(store::count_all(database_)).complaints, 1);

  report.returned.message_id.clear();
  report.returned.list_unsubscribe = "<https://digest.example.org/unsubscribe/" + token(2) + ">, <mailto:a@b.example>";
  EXPECT_EQ(take(report).done, Done::Unsubscribed);
  report.returned.list_unsubscribe = "<mailto:ops@example.org?subject=unsubscribe%20" + token(3) + ">";
  EXPECT_EQ(take(report).subscriber, email(3));
}

TEST_F(TakeReport, EndsTheSubscriptionOfAComplaintThatShowsNoMoreThanTheEnvelope) {
  const std::string complaint =
      "From: <feedback@provider.example>\nTo: <abuse@digest.example.org>\nSubject: FW: digest\nMIME-Version: 1.0\n"
      "Content-Type: multipart/report; report-type=feedback-report; boundary=\"b\"\n\n"
      "--b\nContent-Type: text/plain\n\nThis is an email abuse report.\n"
      "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nOriginal-Mail-From: <" +
      sender_of_.at(email(2)) + ">\n--b\nContent-Type: message/rfc822\n\nSubject: redacted\n\nHello\n--b--\n";
  EXPECT_EQ(take(value_of(mail::parse_report(complaint))).done, Done::Unsubscribed);
  EXPECT_EQ(reader(2).state, SubscriberState::Unsubscribed);
}

TEST_F(TakeReport, DoesNothingAboutOtherFeedback) {
  Report report;
  report.kind = Report::Kind::Feedback;
  report.returned.message_id = message_id(1);
  for (const char* type : {"not-spam", "auth-failure", "virus", "other", ""}) {
    report.feedback_type = type;
    EXPECT_EQ(take(report).what, What::Notice) << type;
  }
  EXPECT_EQ(reader(1).state, SubscriberState::Active);
}

TEST_F(TakeReport, LetsTheTokenDecideWhoLeaves) {
  Report report;
  report.from = email(2);
  report.subject = "Re: Unsubscribe " + token(1) + " ";
  report.is_automatic = true;  // some programs of readers say so of the mail they write for them
  const Finding found = take(report);
  EXPECT_EQ(found.what, What::Unsubscribe);
  EXPECT_EQ(found.subscriber, email(1));
  EXPECT_EQ(found.proof, "unsubscribe token");
  EXPECT_EQ(reader(1).state, SubscriberState::Unsubscribed);
  EXPECT_EQ(reader(2).state, SubscriberState::Active);
  EXPECT_EQ(take(report).done, Done::Nothing);
}

TEST_F(TakeReport, TakesTheSendersWordWhereThereIsNoToken) {
  for (const char* subject :
       {"unsubscribe", "Re: UNSUBSCRIBE", "AW: Re: Unsubscribe me please!", "Please unsubscribe.", "수신거부",
        "Re: 구독 취소", "配信停止", "unsubscribe YWJj.AAAAAAAAAAAAAAAAAAAAAA", "Re: unsubscribe <YWJj.AAA->"}) {
    SCOPED_TRACE(subject);
    store::SubscriberRow row = reader(1);
    row.state = SubscriberState::Active;
    value_of(store::update_subscriber(database_, row));
    Report report;
    report.from = "Reader1@example.org";
    report.subject = subject;
    const Finding found = take(report);
    EXPECT_EQ(found.done, Done::Unsubscribed);
    EXPECT_EQ(found.proof, "sender");
    EXPECT_EQ(reader(1).reason, "asked by mail without a token");
  }
  Report report;
  report.from = email(2);
  report.words = "\nUnsubscribe\n\n-- \nSent from my telephone\n";
  EXPECT_EQ(take(report).done, Done::Unsubscribed);
}

TEST_F(TakeReport, ReadsATokenHoweverTheSubjectPutsIt) {
  for (const std::string begin : {"unsubscribe ", "UNSUBSCRIBE ", "Re: unsubscribe  ", "Fwd: unsubscribe <"}) {
    SCOPED_TRACE(begin);
    store::SubscriberRow row = reader(1);
    row.state = SubscriberState::Active;
    value_of(store::update_subscriber(database_, row));
    Report report;
    report.from = "someone@else.example";
    report.subject = begin + token(1) + (begin.ends_with('<') ? ">" : "");
    EXPECT_EQ(take(report).done, Done::Unsubscribed);
  }
}

TEST_F(TakeReport, TakesTheAddressOfADeliveryForATokenWhereAStrangerAsks) {
  Report report;
  report.from = "passed.on@else.example";
  report.delivered_to = {sender_of_.at(email(1))};
  report.words = "unsubscribe\n";
  const Finding found = take(report);
  EXPECT_EQ(found.done, Done::Unsubscribed);
  EXPECT_EQ(found.subscriber, email(1));
  EXPECT_EQ(found.proof, "return path");
  report.from = email(2);
  EXPECT_EQ(take(report).subscriber, email(2)) << "who was passed a digest leaves for themselves";
  report.from = "stranger@else.example";
  report.delivered_to = {"bounces@digest.example.org"};
  EXPECT_EQ(take(report).what, What::Unknown) << "nothing says who they are";
  report.returned.return_paths = {sender_of_.at(email(3))};
  EXPECT_EQ(take(report).what, What::Unknown) << "they quote what somebody showed them";
  EXPECT_EQ(reader(3).state, SubscriberState::Active);
}

TEST_F(TakeReport, LeavesAloneWhatIsNotOneOfThese) {
  struct Case {
    const char *from, *subject, *words;
    bool automatic;
    What what;
  };
  const Case cases[] = {
      {"reader1@example.org", "How do I unsubscribe my colleague?", "", false, What::Unknown},
      {"reader1@example.org", "Fwd: unsubscribe", "", false, What::Unknown},
      {"reader1@example.org", "FW: Re: unsubscribe", "", false, What::Unknown},
      {"stranger@example.org", "unsubscribe YWJj.AAAAAAAAAAAAAAAAAAAAAA, or what?", "", false, What::Unknown},
      {"", "", "", false, What::Unknown},
      {"reader1@example.org", "unsubscribe", "", true, What::Notice},
      {"reader1@example.org", "Out of office", "until 5.1.1 is out", true, What::Notice},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.subject);
    Report report;
    report.from = one.from;
    report.subject = one.subject;
    report.words = one.words;
    report.is_automatic = one.automatic;
    report.delivered_to = {sender_of_[email(1)]};
    EXPECT_EQ(take(report).what, one.what);
  }
  EXPECT_EQ(reader(1).state, SubscriberState::Active);
}

TEST_F(TakeReport, BelievesTokensOfFormerKeysUntilTheyAreForgotten) {
  const std::string old_token = token(1);
  value_of(store::change_signing_key(database_, system_random(), store::FormerKeys::Keep));
  EXPECT_NE(token(1), old_token);
  Report report = notification("", {failed(email(2), "450 busy")});
  report.delivered_to = {sender_of_[email(2)]};
  EXPECT_EQ(take(report).proof, "return path");
  Report leaving;
  leaving.subject = "unsubscribe " + old_token;
  EXPECT_EQ(take(leaving).done, Done::Unsubscribed);

  value_of(store::change_signing_key(database_, system_random(), store::FormerKeys::Forget));
  report.delivered_to = {sender_of_[email(3)]};
  EXPECT_EQ(take(report).what, What::Unproven);
}

TEST_F(TakeReport, HoldsBackWhatComesOfManyWithinADay) {
  const auto edition = value_of(store::insert_edition(database_, other_edition("edition-of-many"), {}));
  for (int i = 101; i <= 130; ++i) {
    value_of(store::queue_delivery(database_, edition, subscribe("many" + std::to_string(i) + "@big.example"), now_));
  }
  send();
  const auto report = [&](int number) {
    const std::string name = "many" + std::to_string(number);
    return take(notification(deliver::message_id(settings_, "edition-of-many", "id-" + name),
                             {failed(name + "@big.example", "550 5.1.1 no such user")}));
  };
  for (int i = 101; i <= 110; ++i) {
    EXPECT_EQ(report(i).done, Done::Suspended) << i;
    now_ += 2min;
  }
  for (int i = 111; i <= 120; ++i) {
    const Finding found = report(i);
    EXPECT_EQ(found.done, Done::HeldBack) << i;
    ASSERT_TRUE(found.mass);
    EXPECT_EQ(found.mass->domain, "big.example");
    EXPECT_EQ(found.mass->reported, 11) << "what is held back counts as a full mailbox";
  }
  EXPECT_EQ(take(notification(message_id(1), {failed(email(1), "550 5.1.1 no")})).done, Done::HeldBack)
      << "11 of 33 of all";
  now_ += 24h;
  EXPECT_EQ(report(121).done, Done::Suspended);
}

TEST_F(TakeReport, TakesAFewOfVeryManyForWhatTheyAre) {
  value_of(database_.transact([&]() -> Result<void> {
    for (int i = 0; i < 400; ++i) subscribe("other" + std::to_string(i) + "@example.org");
    return {};
  }));
  const auto edition = value_of(store::insert_edition(database_, other_edition("edition-of-many"), {}));
  for (int i = 101; i <= 119; ++i) {
    value_of(store::queue_delivery(database_, edition, subscribe("many" + std::to_string(i) + "@example.org"), now_));
  }
  send();
  for (int i = 101; i <= 119; ++i) {
    const std::string name = "many" + std::to_string(i);
    EXPECT_EQ(take(notification(deliver::message_id(settings_, "edition-of-many", "id-" + name),
                                {failed(name + "@example.org", "550 5.1.1 no such user")}))
                  .done,
              Done::Suspended)
        << i;
  }
}

TEST_F(TakeReport, TreatsRefusalsWhileSendingTheSameWay) {
  Outcome gone{Outcome::State::Failed, "550 5.1.1 no such user"};
  gone.at = Outcome::At::Recipient;
  server_.answer(email(1), {gone});
  server_.answer(email(2), {{Outcome::State::Failed, "554 5.7.1 spam"}});
  next_day(2);
  EXPECT_EQ(reader(1).state, SubscriberState::Suspended);
  EXPECT_EQ(reader(2).state, SubscriberState::Active);
  const auto counts = value_of(store::count_all(database_));
  EXPECT_EQ(counts.gone, 1);
  EXPECT_EQ(counts.blocked, 1);
  EXPECT_EQ(counts.suspended, 1);
}

}  // namespace
}  // namespace aggregator::deliver
