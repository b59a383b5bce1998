#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "aggregator/mail/transport.h"
#include "support/smtp_server.h"

namespace aggregator::mail {
namespace {
using test::SmtpServer;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using State = Outcome::State;

const Envelope kAnn{"digest@example.org", "ann@example.org"}, kBob{"digest@example.org", "bob@example.org"};
constexpr std::string_view kMessage = "Subject: x\r\n\r\nbody\r\n";

SmtpOptions options_for(const SmtpServer& server) {
  return {.host = "127.0.0.1",
          .port = server.port(),
          .security = Security::Plain,
          .user = {},
          .password = {},
          .timeout = std::chrono::seconds(20),
          .helo = {}};
}

TEST(SmtpTransport, DeliversEnvelopeAndBytes) {
  SmtpServer server;
  const Outcome outcome = smtp_transport(options_for(server))->send(kAnn, kMessage, "n");
  EXPECT_EQ(outcome.state, State::Sent);
  EXPECT_EQ(outcome.reason, "250 2.0.0 stored");
  ASSERT_EQ(server.messages().size(), 1u);
  EXPECT_EQ(server.messages()[0].sender, "digest@example.org");
  EXPECT_EQ(server.messages()[0].recipient, "ann@example.org");
  EXPECT_EQ(server.messages()[0].bytes, kMessage);
}

TEST(SmtpTransport, DoublesDotsAtTheBeginningOfLines) {
  for (const std::string_view message : {".\r\n", "a\r\n.\r\n..\r\nb.c\r\n.\r\n", "a\r\n.b\r\n"}) {
    SmtpServer server;
    EXPECT_EQ(smtp_transport(options_for(server))->send(kAnn, message, "n").state, State::Sent);
    ASSERT_EQ(server.messages().size(), 1u);
    EXPECT_EQ(server.messages()[0].bytes, message);
  }
}

TEST(SmtpTransport, SendsAllMessagesOverOneConnectionAndSaysGoodbye) {
  SmtpServer server;
  {
    const auto transport = smtp_transport(options_for(server));
    for (int i = 0; i < 5; ++i) EXPECT_EQ(transport->send(kAnn, kMessage, "n").state, State::Sent);
  }
  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(server.count("EHLO"), 1);
  EXPECT_EQ(server.count("QUIT"), 1);
}

TEST(SmtpTransport, OpensANewConnectionAfterSoManyMessages) {
  SmtpServer server;
  SmtpOptions options = options_for(server);
  options.messages_per_connection = 2;
  const auto transport = smtp_transport(options);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(transport->send(kAnn, kMessage, "n").state, State::Sent);
  EXPECT_EQ(server.connections(), 3);
  EXPECT_EQ(server.messages().size(), 5u);
}

TEST(SmtpTransport, WorksWithAServerThatOffersNothing) {
  SmtpServer server(std::vector<std::string>{});
  const auto transport = smtp_transport(options_for(server));
  EXPECT_EQ(transport->send(kAnn, kMessage, "n").state, State::Sent);
  EXPECT_EQ(transport->send(kBob, kMessage, "n").state, State::Sent);
  EXPECT_EQ(server.count("MAIL FROM:<digest@example.org>"), 2);
  EXPECT_EQ(server.count("MAIL FROM:<digest@example.org> "), 0) << "parameters that were not offered";
}

TEST(SmtpTransport, ReadsAnAnswerToEhloWhoseLinesAreCutShort) {
  for (const char* answer : {"250-x\n250\n250 HELP", "250-x\n250-\n250 HELP", "250-x\r\n250-\r\n250"}) {
    SCOPED_TRACE(answer);
    SmtpServer server;
    server.always("EHLO", answer);
    EXPECT_EQ(smtp_transport(options_for(server))->send(kAnn, kMessage, "n").state, State::Sent);
  }
}

TEST(SmtpTransport, SaysHowLargeTheMessageIs) {
  SmtpServer server;
  ASSERT_EQ(smtp_transport(options_for(server))->send(kAnn, kMessage, "n").state, State::Sent);
  EXPECT_EQ(server.count("MAIL FROM:<digest@example.org> SIZE=20"), 1);
}

Outcome::At answered_at(std::string_view command) {
  if (command == "MAIL") return Outcome::At::Sender;
  return command == "RCPT" ? Outcome::At::Recipient : Outcome::At::Message;
}

TEST(SmtpTransport, TellsNotNowFromNever) {
  struct Case {
    const char* command;
    const char* reply;
    State state;
  };
  const Case cases[] = {
      {"RCPT", "450 4.2.1 mailbox busy", State::Deferred}, {"RCPT", "550 5.1.1 no such user", State::Failed},
      {"MAIL", "451 4.3.0 later", State::Deferred},        {"MAIL", "550 5.7.1 account suspended", State::Failed},
      {"DATA", "451 4.3.0 no data now", State::Deferred},  {"DATA", "554 5.5.1 never", State::Failed},
      {".", "451 4.3.0 try later", State::Deferred},       {".", "554 5.7.1 rejected as spam", State::Failed},
      {".", "552 5.3.4 message too big", State::Failed},
  };
  for (const bool pipelining : {true, false}) {
    for (const Case& refused : cases) {
      SCOPED_TRACE(std::string(refused.command) + " " + refused.reply + (pipelining ? " pipelined" : ""));
      SmtpServer server(pipelining ? std::vector<std::string>{"PIPELINING"} : std::vector<std::string>{"8BITMIME"});
      server.answer(refused.command, {refused.reply});
      const auto transport = smtp_transport(options_for(server));
      const Outcome outcome = transport->send(kAnn, kMessage, "n");
      EXPECT_EQ(outcome.state, refused.state);
      EXPECT_EQ(outcome.reason, refused.reply);
      EXPECT_EQ(outcome.at, answered_at(refused.command));
      EXPECT_FALSE(outcome.unreachable);
      EXPECT_EQ(transport->send(kBob, kMessage, "n").state, State::Sent) << "the next message is not held up";
      EXPECT_EQ(server.connections(), 1);
      ASSERT_EQ(server.messages().empty() ? "" : server.messages().back().recipient, "bob@example.org");
    }
  }
}

TEST(SmtpTransport, TellsTheSizeOfTheMessageFromItsSender) {
  for (const char* reply : {"552 5.3.4 too big", "552 too big", "554 5.3.4 too big", "553 5.6.7 no SMTPUTF8"}) {
    SCOPED_TRACE(reply);
    SmtpServer server;
    server.answer("MAIL", {reply});
    EXPECT_EQ(smtp_transport(options_for(server))->send(kAnn, kMessage, "n").at, Outcome::At::Message);
  }
}

TEST(SmtpTransport, TellsTheSenderFromTheRecipientWhenItIsRefusedAfterRcpt) {
  const std::pair<const char*, Outcome::At> cases[] = {
      {"553 5.1.8 <digest@example.org>: Sender address rejected: Domain not found", Outcome::At::Sender},
      {"554 5.7.1 <ann@example.org>: Relay access denied", Outcome::At::Sender},
      {"550 Sender verify failed", Outcome::At::Sender},
      {"550 5.1.1 no such user", Outcome::At::Recipient},
      {"450 4.7.1 greylisted", Outcome::At::Recipient},
  };
  for (const auto& [reply, at] : cases) {
    SCOPED_TRACE(reply);
    SmtpServer server;
    server.answer("RCPT", {reply});
    EXPECT_EQ(smtp_transport(options_for(server))->send(kAnn, kMessage, "n").at, at);
  }
}

TEST(SmtpTransport, LeavesNothingBehindWhenDataIsTakenThoughTheRecipientWasRefused) {
  SmtpServer server;
  server.answer("RCPT", {"550 5.1.1 no such user"});
  server.answer("DATA", {"354 go on"});  // as RFC 2920 section 3.1 allows
  server.answer(".", {"554 5.5.1 no valid recipients"});
  const auto transport = smtp_transport(options_for(server));
  EXPECT_EQ(transport->send(kAnn, kMessage, "n").reason, "550 5.1.1 no such user");
  EXPECT_EQ(transport->send(kBob, kMessage, "n").state, State::Sent);
  EXPECT_EQ(server.messages().size(), 1u);
  EXPECT_EQ(server.messages()[0].bytes, kMessage);
}

TEST(SmtpTransport, DefersWhenTheConnectionIsLostAndUsesANewOneForTheNext) {
  for (const char* command : {"RCPT", "DATA", "."}) {
    SCOPED_TRACE(command);
    SmtpServer server(std::vector<std::string>{"SIZE"});
    server.answer(command, {SmtpServer::kDrop});
    const auto transport = smtp_transport(options_for(server));
    const Outcome outcome = transport->send(kAnn, kMessage, "n");
    EXPECT_EQ(outcome.state, State::Deferred);
    EXPECT_THAT(outcome.reason, HasSubstr("the server closed the connection"));
    EXPECT_FALSE(outcome.unreachable);
    EXPECT_EQ(outcome.unanswered, std::string_view(command) == ".");
    EXPECT_EQ(transport->send(kBob, kMessage, "n").state, State::Sent);
    EXPECT_EQ(server.connections(), 2);
  }
}

TEST(SmtpTransport, DefersOnRubbishAfterTheMessage) {
  SmtpServer server;
  server.answer(".", {"\xff\xfe no code"});
  const Outcome outcome = smtp_transport(options_for(server))->send(kAnn, kMessage, "n");
  EXPECT_EQ(outcome.state, State::Deferred);
  EXPECT_THAT(outcome.reason, HasSubstr("no SMTP reply"));
}

TEST(SmtpTransport, ReadsWhatTheServerSaysBeforeTheEndOfTheMessage) {
  const std::string large = "Subject: x\r\n\r\n" + std::string(32 << 20, 'x') + "\r\n";
  const struct {
    const char* reply;
    State state;
  } cases[] = {{"552 5.3.4 too large", State::Failed}, {"452 4.3.1 disk full", State::Deferred}};
  for (const auto& [reply, state] : cases) {
    for (const bool closes : {true, false}) {
      SCOPED_TRACE(testing::Message() << reply << (closes ? ", closed" : ", and reads no more"));
      SmtpServer server;
      server.interrupt(reply, closes);
      const auto transport = smtp_transport(options_for(server));
      const Outcome outcome = transport->send(kAnn, large, "n");
      EXPECT_EQ(outcome.state, state);
      EXPECT_EQ(outcome.reason, reply);
      EXPECT_FALSE(outcome.unanswered);
      server.interrupt("", true);
      EXPECT_EQ(transport->send(kBob, kMessage, "n").state, State::Sent) << "over another connection";
      EXPECT_EQ(server.connections(), 2);
    }
  }
}

TEST(SmtpTransport, TriesAtOnceAgainWhenTheServerEndsAnOldConnection) {
  for (const std::string_view ending : {std::string_view("421 4.7.0 enough for one connection"), SmtpServer::kDrop}) {
    SmtpServer server;
    server.answer("MAIL", {SmtpServer::kUsual, ending});
    const auto transport = smtp_transport(options_for(server));
    EXPECT_EQ(transport->send(kAnn, kMessage, "n").state, State::Sent);
    EXPECT_EQ(transport->send(kBob, kMessage, "n").state, State::Sent);
    EXPECT_EQ(server.connections(), 2);
    EXPECT_EQ(server.messages().size(), 2u);
  }
}

TEST(SmtpTransport, Keeps421ToARecipientForThatRecipient) {
  SmtpServer server;
  server.answer("RCPT", {"421 4.3.2 closing"});
  const auto transport = smtp_transport(options_for(server));
  const Outcome outcome = transport->send(kAnn, kMessage, "n");
  EXPECT_EQ(outcome.state, State::Deferred);
  EXPECT_EQ(outcome.reason, "421 4.3.2 closing");
  EXPECT_FALSE(outcome.unreachable);
  EXPECT_EQ(transport->send(kBob, kMessage, "n").state, State::Sent);
}

TEST(SmtpTransport, SaysWhenTheServerCannotBeReached) {
  SmtpOptions options;
  {
    const SmtpServer gone;
    options = options_for(gone);
  }
  const Outcome outcome = smtp_transport(options)->send(kAnn, kMessage, "n");
  EXPECT_EQ(outcome.state, State::Deferred);
  EXPECT_TRUE(outcome.unreachable);
  EXPECT_THAT(outcome.reason, StartsWith("127.0.0.1:" + std::to_string(options.port)));
}

TEST(SmtpTransport, RepeatsTheServersWordsWhenItTurnsUsAway) {
  SmtpServer server;
  server.always("CONNECT", "554 5.3.2 no mail today");
  const Outcome outcome = smtp_transport(options_for(server))->send(kAnn, kMessage, "n");
  EXPECT_EQ(outcome.state, State::Deferred);
  EXPECT_TRUE(outcome.unreachable);
  EXPECT_THAT(outcome.reason, HasSubstr("554 5.3.2 no mail today"));
}

TEST(SmtpTransport, SaysWhatToDoWhereNobodyIsReadyForMail) {
  const std::tuple<const char*, std::string_view, const char*> cases[] = {
      {"CONNECT", SmtpServer::kDrop,
       "the server closed the connection before it was ready for mail; check mail.transport: "},
      {"EHLO", SmtpServer::kDrop,
       "the server closed the connection before it was ready for mail; check mail.transport: "},
      {"CONNECT", "554 5.3.2 no", "the server takes no mail from here (the server said \"554 5.3.2 no\")"},
  };
  for (const auto& [command, reply, words] : cases) {
    SCOPED_TRACE(command);
    SmtpServer server;
    server.always(command, reply);
    EXPECT_THAT(smtp_transport(options_for(server))->send(kAnn, kMessage, "n").reason, HasSubstr(words));
  }
}

TEST(SmtpTransport, NamesWhatIsNoSmtpServer) {
  SmtpServer server;
  server.always("CONNECT", "HTTP/1.1 400 Bad Request");
  SmtpOptions options = options_for(server);
  options.timeout = std::chrono::seconds(1);
  EXPECT_THAT(smtp_transport(options)->send(kAnn, kMessage, "n").reason, HasSubstr("HTTP/1.1 400 Bad Request"));
}

TEST(SmtpTransport, DefersWhereTheAnswerBelongsToAnotherCommand) {
  for (const bool pipelining : {true, false}) {
    for (const auto& [command, reply] : {std::pair("RCPT", "354 go on"), {"MAIL", "354 go on"}, {"DATA", "250 ok"}}) {
      SCOPED_TRACE(command);
      SmtpServer server(pipelining ? std::vector<std::string>{"PIPELINING"} : std::vector<std::string>{"SIZE 1000"});
      server.answer(command, {reply});
      const auto transport = smtp_transport(options_for(server));
      const Outcome outcome = transport->send(kAnn, kMessage, "n");
      EXPECT_EQ(outcome.state, State::Deferred);
      EXPECT_FALSE(outcome.unreachable);
      EXPECT_THAT(outcome.reason, HasSubstr("belongs to another command: \"" + std::string(reply)));
      EXPECT_EQ(transport->send(kBob, kMessage, "n").state, State::Sent);
      EXPECT_EQ(server.connections(), 2);
    }
  }
}

TEST(SmtpTransport, BlamesNoMessageForWhatTheServerSaysUnasked) {
  for (const bool pipelining : {true, false}) {
    SmtpServer server(pipelining ? std::vector<std::string>{"PIPELINING"} : std::vector<std::string>{"SIZE 1000"});
    server.answer(".", {"250 2.0.0 stored\r\n250 2.0.0 and once more"});
    const auto transport = smtp_transport(options_for(server));
    EXPECT_EQ(transport->send(kAnn, kMessage, "n").state, State::Sent);
    EXPECT_EQ(transport->send(kBob, kMessage, "n").state, State::Sent);
    EXPECT_EQ(server.messages().size(), 2u);
    EXPECT_EQ(server.connections(), 2);
  }
}

TEST(SmtpTransport, TakesTheCodeOfARefusalWhoseWordsHaveNoEnd) {
  for (const char* command : {"RCPT", "."}) {
    SCOPED_TRACE(command);
    SmtpServer server;
    server.answer(command, {"550 5.7.1 " + std::string(30'000, 'x')});
    const auto transport = smtp_transport(options_for(server));
    const Outcome outcome = transport->send(kAnn, kMessage, "n");
    EXPECT_EQ(outcome.state, State::Failed);
    EXPECT_THAT(outcome.reason, StartsWith("550 5.7.1 xxx"));
    EXPECT_EQ(transport->send(kBob, kMessage, "n").state, State::Sent);
  }
}

TEST(SmtpTransport, GivesUpOnASilentServerInTime) {
  SmtpServer server;
  server.always("EHLO", "250-and never the last line");
  SmtpOptions options = options_for(server);
  options.timeout = std::chrono::seconds(1);
  const Outcome outcome = smtp_transport(options)->send(kAnn, kMessage, "n");
  EXPECT_EQ(outcome.state, State::Deferred);
  EXPECT_TRUE(outcome.unreachable);
}

TEST(SmtpTransport, NeverSendsUnencryptedWhenTlsIsRequired) {
  SmtpServer server;
  SmtpOptions options = options_for(server);
  options.security = Security::StartTlsRequired;
  const Outcome outcome = smtp_transport(options)->send(kAnn, kMessage, "n");
  EXPECT_EQ(outcome.state, State::Deferred);
  EXPECT_TRUE(outcome.unreachable);
  EXPECT_THAT(outcome.reason, HasSubstr("mail.starttls"));
  EXPECT_EQ(server.count("MAIL"), 0);
}

TEST(SmtpTransport, SaysThatTheEncryptionAfterStartTlsFailed) {
  const std::pair<const char*, const char*> cases[] = {
      {"220 go ahead", "SSL"},
      {"220 go ahead\r\n250 no TLS, though", "the server went on in the clear (Weird server reply)"},
  };
  for (const Security security : {Security::StartTlsRequired, Security::StartTlsIfOffered}) {
    for (const auto& [answer, cause] : cases) {
      SCOPED_TRACE(answer);
      SmtpServer server({"STARTTLS"});
      server.always("STARTTLS", answer);
      SmtpOptions options = options_for(server);
      options.security = security;
      const Outcome outcome = smtp_transport(options)->send(kAnn, kMessage, "n");
      EXPECT_TRUE(outcome.unreachable);
      EXPECT_THAT(outcome.reason, AllOf(HasSubstr("the encryption after STARTTLS failed: "), HasSubstr(cause),
                                        Not(HasSubstr("port that begins with TLS"))));
      EXPECT_EQ(server.count("MAIL"), 0);
    }
  }
}

TEST(SmtpTransport, GoesOnUnencryptedWhereStartTlsIsNotOfferedAndNotRequired) {
  SmtpServer server;
  SmtpOptions options = options_for(server);
  options.security = Security::StartTlsIfOffered;
  EXPECT_EQ(smtp_transport(options)->send(kAnn, kMessage, "n").state, State::Sent);
}

TEST(SmtpTransport, LogsInOncePerConnection) {
  SmtpServer server({"PIPELINING", "AUTH PLAIN LOGIN"});
  SmtpOptions options = options_for(server);
  options.user = "digest";
  options.password = "s3cret";
  const auto transport = smtp_transport(options);
  EXPECT_EQ(transport->send(kAnn, kMessage, "n").state, State::Sent);
  EXPECT_EQ(transport->send(kBob, kMessage, "n").state, State::Sent);
  EXPECT_EQ(server.count("AUTH"), 1);
  EXPECT_EQ(server.count("AUTH PLAIN AGRpZ2VzdABzM2NyZXQ="), 1) << "NUL digest NUL s3cret, in the same line";
}

TEST(SmtpTransport, LogsInAsItIsTold) {
  const std::pair<Login, std::vector<std::string>> cases[] = {
      // in base64
      {Login::Plain, {"AUTH PLAIN AGRpZ2VzdABzM2NyZXQ="}},
      {Login::Login, {"AUTH LOGIN", "ZGlnZXN0", "czNjcmV0"}},
      {Login::XOAuth2, {"AUTH XOAUTH2 dXNlcj1kaWdlc3QBYXV0aD1CZWFyZXIgczNjcmV0AQE="}},  // user=…^Aauth=Bearer …^A^A
  };
  for (const auto& [login, says] : cases) {
    SCOPED_TRACE(says.front());
    SmtpServer server({"AUTH CRAM-MD5 PLAIN LOGIN XOAUTH2"});
    for (const std::string& word : says) server.answer(word, {word == says.back() ? "235 2.7.0 welcome" : "334 "});
    SmtpOptions options = options_for(server);
    options.user = "digest";
    options.password = "s3cret";
    options.login = login;
    EXPECT_EQ(smtp_transport(options)->send(kAnn, kMessage, "n").state, State::Sent);
    EXPECT_EQ(server.count("AUTH"), 1);
    for (const std::string& word : says) EXPECT_EQ(std::ranges::count(server.commands(), word), 1);
  }
}

TEST(SmtpTransport, NamesAnOfferOfALoginThatIsInTheOldFormAlone) {
  for (const bool is_alone : {true, false}) {
    SmtpServer server(is_alone ? std::vector<std::string>{"AUTH=LOGIN PLAIN"}
                               : std::vector<std::string>{"AUTH LOGIN PLAIN", "AUTH=LOGIN PLAIN"});
    SmtpOptions options = options_for(server);
    options.user = "digest";
    options.password = "s3cret";
    const Outcome outcome = smtp_transport(options)->send(kAnn, kMessage, "n");
    EXPECT_EQ(outcome.state, is_alone ? State::Deferred : State::Sent) << outcome.reason;
    if (!is_alone) continue;
    EXPECT_THAT(outcome.reason, HasSubstr("offers its login only as \"AUTH=LOGIN PLAIN\""));
    EXPECT_EQ(server.count("MAIL"), 0) << "nothing goes without the login that is set";
  }
}

TEST(SmtpTransport, SendsNothingWithoutTheLoginThatLibcurlDoesNotSeeInSmallLetters) {
  for (const char* offer : {"auth plain login", "Auth PLAIN", "AUTH plain"}) {
    SCOPED_TRACE(offer);
    SmtpServer server({"PIPELINING", offer});
    SmtpOptions options = options_for(server);
    options.user = "digest";
    options.password = "s3cret";
    const Outcome outcome = smtp_transport(options)->send(kAnn, kMessage, "n");
    EXPECT_EQ(outcome.state, State::Deferred);
    EXPECT_TRUE(outcome.unreachable);
    EXPECT_THAT(outcome.reason, HasSubstr("the server offers \"" + std::string(offer) + "\" in small letters"));
    EXPECT_EQ(server.count("MAIL"), 0);
  }
}

TEST(SmtpTransport, SendsNothingInTheClearWhereStartTlsIsOfferedInSmallLetters) {
  for (const Security security : {Security::StartTlsIfOffered, Security::StartTlsRequired}) {
    SmtpServer server({"PIPELINING", "StartTLS"});
    SmtpOptions options = options_for(server);
    options.security = security;
    const Outcome outcome = smtp_transport(options)->send(kAnn, kMessage, "n");
    EXPECT_TRUE(outcome.unreachable);
    EXPECT_THAT(outcome.reason, HasSubstr("the server offers \"StartTLS\" in small letters"));
    EXPECT_EQ(server.count("MAIL"), 0);
  }
}

TEST(SmtpTransport, SaysWhyATokenIsRefusedAndWhereItStands) {
  SmtpServer server({"AUTH XOAUTH2"});
  server.always("AUTH", "334 eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIn0=");
  SmtpOptions options = options_for(server);
  options.user = "digest";
  options.password = "s3cret";
  options.login = Login::XOAuth2;
  const auto missing = smtp_transport(options)->connect();
  ASSERT_TRUE(missing);
  EXPECT_TRUE(missing->login_refused);
  EXPECT_THAT(missing->reason, HasSubstr(R"("{\"status\":\"401\",\"schemes\":\"bearer\"}")"));
  EXPECT_THAT(missing->reason, HasSubstr("mail.token_file"));
  EXPECT_FALSE(missing->reason.contains("password_file"));
}

TEST(SmtpTransport, TellsARefusedLoginFromAServerThatIsAway) {
  const struct {
    const char *offered, *command, *reply;
    bool is_refused;
  } cases[] = {
      {"AUTH PLAIN", "AUTH", "535 5.7.8 authentication failed", true},
      {"AUTH PLAIN", "AUTH", "454 4.7.0 temporary authentication failure", false},
      {"AUTH PLAIN", "AUTH", "421 4.3.2 not now", false},
      {"AUTH PLAIN", "CONNECT", "421 4.3.2 not now", false},
      {"AUTH X-UNKNOWN", "AUTH", "235 2.7.0 never asked", true},
  };
  for (const auto& [offered, command, reply, is_refused] : cases) {
    SCOPED_TRACE(reply);
    SmtpServer server({offered});
    server.always(command, reply);
    SmtpOptions options = options_for(server);
    options.user = "digest";
    options.password = "s3cret";
    const auto missing = smtp_transport(options)->connect();
    ASSERT_TRUE(missing);
    EXPECT_TRUE(missing->unreachable);
    EXPECT_EQ(missing->login_refused, is_refused) << missing->reason;
    EXPECT_EQ(missing->reason.contains("check mail.user"), is_refused) << missing->reason;
  }
}

TEST(SmtpTransport, DoesNotLogInAnotherWayThanItIsTold) {
  SmtpServer server({"AUTH PLAIN LOGIN"});
  SmtpOptions options = options_for(server);
  options.user = "digest";
  options.password = "s3cret";
  options.login = Login::XOAuth2;
  const Outcome outcome = smtp_transport(options)->send(kAnn, kMessage, "n");
  EXPECT_TRUE(outcome.unreachable);
  EXPECT_EQ(server.count("AUTH"), 0);
  EXPECT_EQ(server.count("MAIL"), 0);
}

TEST(SmtpTransport, WaitsNoLongerOnceItIsCancelled) {
  for (const char* silent : {"EHLO", "RCPT", "."}) {
    SCOPED_TRACE(silent);
    SmtpServer server;
    server.always(silent, "250-and never the last line");
    SmtpOptions options = options_for(server);
    options.timeout = std::chrono::hours(1);
    options.is_cancelled = [&] { return server.count(silent == std::string("EHLO") ? "EHLO" : "RCPT") > 0; };
    const Outcome outcome = smtp_transport(options)->send(kAnn, kMessage, "n");
    EXPECT_EQ(outcome.state, State::Deferred);
  }
}

TEST(SmtpTransport, NeverFailsASubscriberForOurLogin) {
  const auto with_login = [](const SmtpServer& server) {
    SmtpOptions options = options_for(server);
    options.user = "digest";
    options.password = "wrong";
    return options;
  };
  SmtpServer refusing({"AUTH PLAIN"}), without_login({"PIPELINING"}), demanding;
  refusing.answer("AUTH", {"535 5.7.8 authentication failed"});
  demanding.always("MAIL", "530 5.7.0 authentication required");
  const Outcome outcomes[] = {
      smtp_transport(with_login(refusing))->send(kAnn, kMessage, "n"),
      smtp_transport(with_login(without_login))->send(kAnn, kMessage, "n"),
      smtp_transport(options_for(demanding))->send(kAnn, kMessage, "n"),
  };
  for (const Outcome& outcome : outcomes) {
    SCOPED_TRACE(outcome.reason);
    EXPECT_EQ(outcome.state, State::Deferred);
    EXPECT_TRUE(outcome.unreachable);
    EXPECT_THAT(outcome.reason, HasSubstr("mail.user"));
    EXPECT_THAT(outcome.reason, testing::Not(HasSubstr("wrong")));
  }
  EXPECT_EQ(without_login.count("MAIL"), 0);
}

TEST(SmtpTransport, SendsToInternationalAddressesOnlyWhereTheServerTakesThem) {
  const Envelope minji{"digest@example.org", "민지@example.org"};
  SmtpServer able, unable({"PIPELINING"});
  EXPECT_EQ(smtp_transport(options_for(able))->send(minji, kMessage, "n").state, State::Sent);
  EXPECT_EQ(able.count("MAIL FROM:<digest@example.org> SIZE=20 SMTPUTF8"), 1);
  const Outcome outcome = smtp_transport(options_for(unable))->send(minji, kMessage, "n");
  EXPECT_EQ(outcome.state, State::Failed);
  EXPECT_THAT(outcome.reason, HasSubstr("SMTPUTF8"));
  EXPECT_EQ(unable.count("MAIL"), 0);
}

TEST(SmtpTransport, RefusesAddressesThatWouldEndTheCommand) {
  SmtpServer server;
  const auto transport = smtp_transport(options_for(server));
  for (const char* address :
       {"a@example.org>\r\nRCPT TO:<b@example.org", "a b@example.org", "a>b@example.org", "a\nb@e.org"}) {
    EXPECT_EQ(transport->send({"digest@example.org", address}, kMessage, "n").state, State::Failed) << address;
    EXPECT_EQ(transport->send({address, "ann@example.org"}, kMessage, "n").state, State::Failed) << address;
  }
  EXPECT_EQ(server.connections(), 0);
}

}  // namespace
}  // namespace aggregator::mail
