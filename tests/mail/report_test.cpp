#include "aggregator/mail/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/value_of.h"

namespace aggregator::mail {
namespace {
using test::value_of;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Action = RecipientStatus::Action;

TEST(IsAboutSender, GoesByCodesAndElseByWords) {
  for (const char* words :
       {"553 5.1.8 domain not found", "501 5.1.7 bad sender", "554 5.7.1 relay access denied",
        "550-5.7.26 unauthenticated", "450 4.1.8 domain not found", "550 5.7.25 no reverse DNS",
        "550 <a@b.example>: Sender address rejected: no",
        "504 5.5.2 <x>: Helo command rejected: need fully-qualified hostname", "550 Sender verify failed",
        "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
        "550 5.7.1 messages from [192.0.2.1] weren't sent; part of their network is on our block list (S3140)"}) {
    EXPECT_TRUE(is_about_sender(words)) << words;
  }
  for (const char* words :
       {"", "550 5.1.1 no such user", "550 no", "550 5.2.1 disabled", "550 5.7.2 not on this list",
        "550 5.7.17 new owner", "550 5.7.18 new owner", "552 5.2.2 full", "550 5.7.1 no mail from here",
        "554 5.7.1 <a@b.example>: Recipient address rejected: Access denied",
        "550 5.1.1 <a@b.example>: Recipient address rejected: User unknown"}) {
    EXPECT_FALSE(is_about_sender(words)) << words;
  }
}

TEST(FindStatus, FindsTheCodesOfAReplyAndNothingElse) {
  struct Case {
    const char* words;
    int reply, kind, subject, detail;
  };
  constexpr Case kCases[] = {
      {"550 5.1.1 <reader@example.org>: Recipient address rejected", 550, 5, 1, 1},
      {"550-5.1.1 The email account that you tried to reach does not exist", 550, 5, 1, 1},
      {"smtp; 552 5.2.2 mailbox full", 552, 5, 2, 2},
      {"550 no such user", 550, 0, 0, 0},
      {"Sorry, no mailbox here by that name. (#5.1.1)", 0, 5, 1, 1},
      {"host mx.example.org[192.0.2.55] said: 452-4.2.2 over quota", 452, 4, 2, 2},
      {"5.1.10", 0, 5, 1, 10},
      {"gave up after 48 hours: 451 4.7.1 greylisted", 451, 4, 7, 1},
      {"220 mx ESMTP Exim 4.94.2", 0, 0, 0, 0},
      {"from 5.1.1.4 and 192.0.2.1", 0, 0, 0, 0},
      {"took 5.1 seconds of 450ms; v5.1.1a", 0, 0, 0, 0},
      {"port 5500, 1550 bytes, 599.", 0, 0, 0, 0},
      {"6.1.1 5.8.1 5.1.1111", 0, 0, 0, 0},
      {"", 0, 0, 0, 0},
  };
  for (const Case& one : kCases) {
    SCOPED_TRACE(one.words);
    const StatusCode code = find_status(one.words);
    EXPECT_EQ(code.reply, one.reply);
    EXPECT_EQ(code.kind, one.kind);
    EXPECT_EQ(code.subject, one.subject);
    EXPECT_EQ(code.detail, one.detail);
  }
}

/// A notification as Postfix lays it out.
std::string notification(const std::string& recipients, const std::string& returned_type = "text/rfc822-headers") {
  return "From MAILER-DAEMON Fri Nov 20 01:00:05 2026\r\n"
         "Return-Path: <>\r\n"
         "X-Original-To: bounces+token@digest.example.org\r\n"
         "Delivered-To: bounces+token@digest.example.org\r\n"
         "From: MAILER-DAEMON@mx.example.net (Mail Delivery System)\r\n"
         "Subject: Undelivered Mail Returned to Sender\r\n"
         "To: bounces+token@digest.example.org\r\n"
         "Auto-Submitted: auto-replied\r\n"
         "MIME-Version: 1.0\r\n"
         "Content-Type: multipart/report; report-type=delivery-status;\r\n"
         "\tboundary=\"4Rk.1700000000/mx.example.net\"\r\n"
         "\r\n"
         "This is a MIME-encapsulated message.\r\n"
         "\r\n"
         "--4Rk.1700000000/mx.example.net\r\n"
         "Content-Description: Notification\r\n"
         "Content-Type: text/plain; charset=us-ascii\r\n"
         "\r\n"
         "I'm sorry to have to inform you that your message could not\r\n"
         "be delivered to one or more recipients.\r\n"
         "\r\n"
         "--4Rk.1700000000/mx.example.net\r\n"
         "Content-Type: message/delivery-status\r\n"
         "\r\n"
         "Reporting-MTA: dns; mx.example.net\r\n"
         "Arrival-Date: Fri, 20 Nov 2026 01:00:00 +0000 (UTC)\r\n"
         "\r\n" +
         recipients +
         "\r\n"
         "--4Rk.1700000000/mx.example.net\r\n"
         "Content-Type: " +
         returned_type +
         "\r\n"
         "\r\n"
         "Return-Path: <bounces+inner@digest.example.org>\r\n"
         "From: Daily <digest@example.org>\r\n"
         "To: reader@example.org\r\n"
         "Message-ID: <edition.reader@example.org>\r\n"
         "List-Unsubscribe: <https://digest.example.org/unsubscribe/abc.def>,\r\n"
         " <mailto:ops@example.org?subject=unsubscribe%20abc.def>\r\n"
         "\r\n"
         "--4Rk.1700000000/mx.example.net--\r\n";
}

constexpr const char* kFailed =
    "Final-Recipient: rfc822; reader@example.org\r\n"
    "Original-Recipient: rfc822;reader@example.org\r\n"
    "Action: failed\r\n"
    "Status: 5.1.1\r\n"
    "Remote-MTA: dns; mx.example.org\r\n"
    "Diagnostic-Code: smtp; 550 5.1.1 <reader@example.org>: Recipient address\r\n"
    "    rejected: User unknown\r\n";

TEST(ParseReport, ReadsADeliveryStatusWithWhatItReturns) {
  for (const char* type : {"text/rfc822-headers", "message/rfc822", "message/global", "Message/RFC822"}) {
    SCOPED_TRACE(type);
    const Report report = value_of(parse_report(notification(kFailed, type)));
    EXPECT_EQ(report.kind, Report::Kind::DeliveryStatus);
    EXPECT_THAT(report.delivered_to, Contains("bounces+token@digest.example.org"));
    EXPECT_TRUE(report.is_from_mailer);
    EXPECT_TRUE(report.is_without_sender);
    ASSERT_THAT(report.recipients, SizeIs(1));
    const RecipientStatus& recipient = report.recipients[0];
    EXPECT_EQ(recipient.action, Action::Failed);
    EXPECT_EQ(recipient.address, "reader@example.org");
    EXPECT_EQ(recipient.original, "reader@example.org");
    EXPECT_EQ(recipient.code.reply, 550);
    EXPECT_EQ(recipient.code.detail, 1);
    EXPECT_EQ(recipient.words, "550 5.1.1 <reader@example.org>: Recipient address rejected: User unknown");
    EXPECT_EQ(report.returned.message_id, "edition.reader@example.org");
    EXPECT_THAT(report.returned.return_paths, ElementsAre("bounces+inner@digest.example.org"));
    EXPECT_TRUE(report.returned.list_unsubscribe.contains("/unsubscribe/abc.def>"));
  }
}

TEST(ParseReport, ReadsTheFieldsAsServersVaryThem) {
  struct Case {
    const char* fields;
    Action action;
    int kind, subject, detail, reply;
    const char* address;
  };
  constexpr Case kCases[] = {
      // Exchange: no blank behind the semicolon, its own words for the diagnostic
      {"Final-Recipient: rfc822;a@example.org\r\nAction: failed\r\nStatus: 5.1.10\r\nDiagnostic-Code: smtp;550 5.1.10 "
       "RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup\r\n",
       Action::Failed, 5, 1, 10, 550, "a@example.org"},
      // a vague status beside a telling diagnostic, as Exim and many gateways write it
      {"Action: failed\r\nFinal-Recipient: rfc822;a@example.org\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 550-5.2.1 "
       "disabled\r\n",
       Action::Failed, 5, 2, 1, 550, "a@example.org"},
      // Gmail: the host's name in the diagnostic, lines broken
      {"Final-Recipient: rfc822; a@example.org\r\nAction: failed\r\nStatus: 4.4.1\r\nDiagnostic-Code: smtp; The "
       "recipient server did not accept our requests to connect.\r\n [mx.example.org 192.0.2.1: timed out]\r\n",
       Action::Failed, 4, 4, 1, 0, "a@example.org"},
      {"Final-Recipient: rfc822; <a@example.org>\r\nAction: delayed\r\nStatus: 4.2.2\r\n", Action::Delayed, 4, 2, 2, 0,
       "a@example.org"},
      {"Final-Recipient: rfc822; a@example.org\r\nAction: RELAYED (to non-DSN mailer)\r\nStatus: 2.0.0\r\n",
       Action::Delivered, 2, 0, 0, 0, "a@example.org"},
      {"Final-Recipient: rfc822; a@example.org\r\nAction: expanded\r\nStatus: 2.1.5\r\n", Action::Delivered, 2, 1, 5, 0,
       "a@example.org"},
      {"Original-Recipient: rfc822; a@example.org\r\nStatus: 4.0.0\r\n", Action::Delayed, 4, 0, 0, 0, ""},
      {"Final-Recipient: utf-8; 독자@example.org\r\nAction: failed\r\nStatus: 5.1.1 (unknown)\r\n", Action::Failed, 5,
       1, 1, 0, "독자@example.org"},
  };
  for (const Case& one : kCases) {
    SCOPED_TRACE(one.fields);
    const Report report = value_of(parse_report(notification(one.fields)));
    ASSERT_THAT(report.recipients, SizeIs(1));
    const RecipientStatus& recipient = report.recipients[0];
    EXPECT_EQ(recipient.action, one.action);
    EXPECT_EQ(recipient.code.kind, one.kind);
    EXPECT_EQ(recipient.code.subject, one.subject);
    EXPECT_EQ(recipient.code.detail, one.detail);
    EXPECT_EQ(recipient.code.reply, one.reply);
    EXPECT_EQ(recipient.address, one.address);
  }
}

TEST(ParseReport, KeepsTheRecipientsApart) {
  const Report report = value_of(parse_report(
      notification(std::string(kFailed) +
                   "\r\nFinal-Recipient: rfc822; second@example.org\r\nAction: delivered\r\nStatus: 2.0.0\r\n")));
  ASSERT_THAT(report.recipients, SizeIs(2));
  EXPECT_EQ(report.recipients[0].action, Action::Failed);
  EXPECT_EQ(report.recipients[1].address, "second@example.org");
  EXPECT_EQ(report.recipients[1].action, Action::Delivered);
}

TEST(ParseReport, GoesByTheStructureAndNotByTheWords) {
  EXPECT_EQ(value_of(parse_report("From: a@example.org\nSubject: Undelivered Mail Returned to Sender\n\n"
                                  "Final-Recipient: rfc822; reader@example.org\nAction: failed\nStatus: 5.1.1\n"))
                .kind,
            Report::Kind::Plain);
  // The report is one even where the type of the whole does not say so.
  std::string mixed = notification(kFailed);
  mixed.replace(mixed.find("multipart/report; report-type=delivery-status"), 45, "multipart/mixed");
  EXPECT_EQ(value_of(parse_report(mixed)).kind, Report::Kind::DeliveryStatus);
}

TEST(ParseReport, DoesNotTakeWhatIsReturnedForTheReport) {
  const std::string inside = notification(kFailed);
  const Report report = value_of(parse_report("From: a@example.org\nContent-Type: message/rfc822\n\n" +
                                              inside.substr(inside.find("Return-Path"))));
  EXPECT_EQ(report.kind, Report::Kind::Plain);
  EXPECT_THAT(report.recipients, IsEmpty());
}

TEST(ParseReport, ReadsAComplaint) {
  const Report report = value_of(parse_report(
      "From: <feedback@provider.example>\nTo: <abuse@digest.example.org>\nSubject: FW: digest\nMIME-Version: 1.0\n"
      "Content-Type: multipart/report; report-type=feedback-report; boundary=\"b\"\n\n"
      "--b\nContent-Type: text/plain\n\nThis is an email abuse report.\n"
      "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: Abuse\nUser-Agent: Some/1.0\nVersion: 1\n"
      "Original-Mail-From: <bounces+token@digest.example.org>\nOriginal-Rcpt-To: <redacted@provider.example>\n"
      "--b\nContent-Type: message/rfc822\n\nMessage-ID: <edition.reader@example.org>\nSubject: digest\n\nHello 5.1.1\n"
      "--b--\n"));
  EXPECT_EQ(report.kind, Report::Kind::Feedback);
  EXPECT_EQ(report.feedback_type, "abuse");
  EXPECT_EQ(report.returned.message_id, "edition.reader@example.org");
  EXPECT_THAT(report.returned.return_paths, ElementsAre("bounces+token@digest.example.org"));
}

TEST(ParseReport, ReadsAComplaintOfOutlook) {
  const std::string begin =
      "From: staff@hotmail.com\nTo: abuse@digest.example.org\nSubject: complaint about message from 192.0.2.1\n"
      "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: message/rfc822\n\n";
  const std::string end = "Message-ID: <edition.reader@example.org>\nSubject: digest\n\nHello\n--b--\n";
  const Report report = value_of(parse_report(begin + "X-HmXmrOriginalRecipient: <reader@hotmail.com>\n" + end));
  EXPECT_EQ(report.kind, Report::Kind::Feedback);
  EXPECT_EQ(report.feedback_type, "abuse");
  EXPECT_EQ(report.returned.message_id, "edition.reader@example.org");
  EXPECT_EQ(value_of(parse_report(begin + end)).kind, Report::Kind::Plain) << "attached by whoever it was";
}

TEST(ParseReport, KeepsTheReturnPathOfAMessageThatIsShownWithoutItsMessageId) {
  const std::pair<const char*, const char*> cases[] = {
      {"message/feedback-report\n\nFeedback-Type: abuse\nOriginal-Mail-From: <b+token@digest.example.org>",
       "From: redacted\nSubject: redacted\n\nHello"},
      {"message/feedback-report\n\nFeedback-Type: abuse\nOriginal-Mail-From: b+token@digest.example.org", "\n"},
      {"message/delivery-status\n\nAction: failed\nStatus: 5.1.1", "Return-Path: <b+token@digest.example.org>\n\n"},
      {"message/delivery-status\n\nAction: failed\nStatus: 5.1.1", "X-Envelope-From: <b+token@digest.example.org>\n\n"},
      {"text/plain\n\nno such user here\n\n---\nReturn-Path: <b+token@digest.example.org>\nSubject: digest", "\n"},
  };
  for (const auto& [about, returned] : cases) {
    SCOPED_TRACE(about);
    const Report report = value_of(
        parse_report("From: MAILER-DAEMON@provider.example\nMIME-Version: 1.0\n"
                     "Content-Type: multipart/report; boundary=\"b\"\n\n--b\nContent-Type: " +
                     std::string(about) + "\n\n--b\nContent-Type: message/rfc822\n\n" + returned + "\n--b--\n"));
    EXPECT_EQ(report.returned.message_id, "");
    EXPECT_THAT(report.returned.return_paths, ElementsAre("b+token@digest.example.org"));
  }
}

TEST(ParseReport, LeavesTheQuotedMessageOutOfAServersWords) {
  const char* const beginnings[] = {
      "--- Below this line is a copy of the message.\n\nReturn-Path: <bounces+inner@digest.example.org>\n",
      "------ This is a copy of the message, including all the headers. ------\n\n",
      "",
  };
  for (const char* beginning : beginnings) {
    SCOPED_TRACE(beginning);
    const Report report = value_of(parse_report(
        std::string("From: MAILER-DAEMON@old.example.net\nTo: bounces+token@digest.example.org\n\n"
                    "Hi. I was not able to deliver your message.\n\n<reader@example.org>:\nmailbox is "
                    "full\n\n") +
        beginning + "Received: (qmail 1)\nMessage-ID: <edition.reader@example.org>\n\nKernel 5.1.1 is out\n"));
    EXPECT_TRUE(find_status(report.words).is_empty()) << report.words;
    EXPECT_TRUE(report.words.contains("mailbox is full"));
    EXPECT_EQ(report.returned.message_id, "edition.reader@example.org");
  }
}

TEST(ParseReport, TellsWhoWroteIt) {
  struct Case {
    const char* header;
    bool automatic, mailer;
  };
  constexpr Case kCases[] = {
      {"From: Ann <ann@example.org>\nAuto-Submitted: auto-replied\n", true, false},
      {"From: Ann <ann@example.org>\nAuto-Submitted: no\n", false, false},
      {"From: Ann <ann@example.org>\nPrecedence: junk\n", true, false},
      {"From: Ann <ann@example.org>\nX-Autoreply: yes\n", true, false},
      {"From: Mail Delivery System <Mailer-Daemon@example.org>\nAuto-Submitted: auto-replied\n", true, true},
      {"From: postmaster@example.org\n", false, true},
      {"From: Ann <ann@example.org>\nX-Failed-Recipients: reader@example.org\n", false, true},
      {"From: Ann <ann@example.org>\n", false, false},
  };
  for (const Case& one : kCases) {
    SCOPED_TRACE(one.header);
    const Report report = value_of(parse_report(std::string(one.header) + "\nI am away.\n"));
    EXPECT_EQ(report.is_automatic, one.automatic);
    EXPECT_EQ(report.is_from_mailer, one.mailer);
  }
}

TEST(ParseReport, TakesTheSendersAddressAndNotOneInTheirName) {
  EXPECT_EQ(value_of(parse_report(
                         "From: \"victim@example.org\" <ann@example.org>\nSubject: =?utf-8?B?7IiY7Iug6rGw67aA?=\n\n"))
                .from,
            "ann@example.org");
  EXPECT_EQ(value_of(parse_report("From: a@example.org, b@example.org\n\n")).from, "");
  EXPECT_EQ(value_of(parse_report("Subject: =?utf-8?B?7IiY7Iug6rGw67aA?=\n\n")).subject, "수신거부");
}

TEST(ParseReport, RefusesWhatIsNoMessage) {
  for (const std::string& bytes : {std::string(), std::string("\n\n"), std::string("hello"), std::string(100, '\0')}) {
    const auto report = parse_report(bytes);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::Malformed);
  }
}

std::string repeated(std::string_view text, std::size_t bytes) {
  std::string all;
  while (all.size() < bytes) all += text;
  return all;
}

TEST(ParseReport, IsNotBroughtDownByWhatIsBuiltToDoSo) {
  const std::string head = "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n";
  const std::string hostile[] = {
      repeated("a:\n", kMaxReportBytes),
      head + repeated("--b\n\n", kMaxReportBytes),
      head + repeated("--b\nContent-Type: multipart/mixed; boundary=b\n\n", kMaxReportBytes),
      "From: a@example.org\n" + repeated("Content-Type: message/rfc822\n\n", kMaxReportBytes),
      "From: a@example.org\n" + repeated("content-type:message/rfc822\n\n", 14'000),
      head + repeated("--b\nContent-Type: multipart/mixed; boundary=b\n\n", 22'000),
      "From: a@example.org\nSubject: " + std::string(kMaxReportBytes, 'x'),
      "From: " + repeated("a@b.example,", kMaxReportBytes),
      "From: a@example.org\nContent-Type: message/delivery-status\n\n" + repeated("Status: 5.1.1\n\n", 200'000),
      "From: a@example.org\n\n" + repeated("-", kMaxReportBytes),
  };
  for (const std::string& bytes : hostile) {
    SCOPED_TRACE(bytes.substr(0, 80));
    const auto report = parse_report(bytes);
    if (!report) continue;
    EXPECT_LE(report->recipients.size(), 100U);
    EXPECT_LE(report->delivered_to.size(), 50U);
    EXPECT_LE(report->words.size(), 64U << 10);
  }
}

TEST(ParseReport, UnderstandsANotificationThatIsCutOffBehindItsFields) {
  const std::string whole = notification(kFailed);
  const Report report = value_of(parse_report(whole.substr(0, whole.find("Content-Type: text/rfc822-headers"))));
  EXPECT_EQ(report.kind, Report::Kind::DeliveryStatus);
  EXPECT_THAT(report.recipients, SizeIs(1));
}

}  // namespace
}  // namespace aggregator::mail
