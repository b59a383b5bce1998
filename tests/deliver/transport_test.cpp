#include "aggregator/deliver/transport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aggregator/config/settings.h"
#include "support/smtp_server.h"

namespace aggregator::deliver {
namespace {
using mail::Outcome;
using test::SmtpServer;

const mail::Envelope kAnn{"digest@example.org", "ann@example.org"};
constexpr std::string_view kMessage = "Subject: x\r\n\r\nbody\r\n";
const char* const kElsewhere = "2130706433";  // 127.0.0.1, written so that nobody takes it for this machine

config::MailSettings settings_for(const SmtpServer& server, const std::string& host, config::StartTls starttls) {
  config::MailSettings settings;
  settings.transport = config::SmtpTransport{host, server.port(), false};
  settings.starttls = starttls;
  settings.user = "digest";
  settings.password = "s3cret";
  return settings;
}

TEST(MakeTransport, SendsNoPasswordUnencryptedWhereEncryptionWasHopedFor) {
  SmtpServer server({"AUTH PLAIN"});  // or somebody on the way took STARTTLS out of the offer
  const auto settings = settings_for(server, kElsewhere, config::StartTls::Opportunistic);
  const Outcome outcome = make_transport(settings)->send(kAnn, kMessage, "n");
  EXPECT_TRUE(outcome.unreachable);
  EXPECT_EQ(server.count("EHLO"), 1) << outcome.reason;
  EXPECT_EQ(server.count("AUTH"), 0);
  EXPECT_EQ(server.count("MAIL"), 0);
}

TEST(MakeTransport, IntroducesItselfWithTheDomainOfTheSenderOrAsItIsTold) {
  for (const char* helo : {"", "mail.example.net"}) {
    SmtpServer server;
    auto settings = settings_for(server, "127.0.0.1", config::StartTls::Never);
    settings.user = "";
    settings.from = {"", "digest@example.org"};
    settings.helo = helo;
    EXPECT_EQ(make_transport(settings)->send(kAnn, kMessage, "n").state, Outcome::State::Sent);
    EXPECT_EQ(server.commands()[0], *helo == '\0' ? "EHLO example.org" : "EHLO mail.example.net");
  }
}

TEST(MakeTransport, LogsInUnencryptedWhereTheRunnerSaysSoOrNobodyIsOnTheWay) {
  for (const char* host : {kElsewhere, "127.0.0.1"}) {
    SmtpServer server({"AUTH PLAIN"});
    auto settings = settings_for(server, host, config::StartTls::Opportunistic);
    settings.login_unencrypted = host == std::string_view(kElsewhere);
    EXPECT_EQ(make_transport(settings)->send(kAnn, kMessage, "n").state, Outcome::State::Sent) << host;
    EXPECT_EQ(server.count("AUTH PLAIN AGRpZ2VzdABzM2NyZXQ="), 1);
  }
}

TEST(MakeTransport, GoesOnUnencryptedWithoutALogin) {
  SmtpServer server;
  auto settings = settings_for(server, kElsewhere, config::StartTls::Opportunistic);
  settings.user.clear();
  EXPECT_EQ(make_transport(settings)->send(kAnn, kMessage, "n").state, Outcome::State::Sent);
}

TEST(MakeTransport, UsesTheTokenOfXOAuth2) {
  SmtpServer server({"AUTH PLAIN XOAUTH2"});
  auto settings = settings_for(server, "127.0.0.1", config::StartTls::Never);
  settings.login = config::Login::XOAuth2;
  settings.token = "token";
  EXPECT_EQ(make_transport(settings)->send(kAnn, kMessage, "n").state, Outcome::State::Sent);
  EXPECT_EQ(server.count("AUTH XOAUTH2 dXNlcj1kaWdlc3QBYXV0aD1CZWFyZXIgdG9rZW4BAQ=="), 1);
}

TEST(MakeTransport, DiscardsWhenItIsTold) {
  config::MailSettings settings;
  settings.transport = config::NullTransport{};
  EXPECT_EQ(make_transport(settings)->send(kAnn, kMessage, "n").state, Outcome::State::Sent);
}

}  // namespace
}  // namespace aggregator::deliver
