// What people are told of readers whose servers do not want their digests.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "person.h"
#include "support/smtp_server.h"

namespace aggregator::cli {
namespace {
using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// Twelve readers of one domain, to whom a digest is due.
class Refusals : public Person {
 protected:
  void SetUp() override {
    settle("", "smtp://127.0.0.1:" + std::to_string(server_.port()));
    for (int i = 1; i <= 12; ++i) must({"add-subscriber", "r" + std::to_string(i) + "@big.test.net", "--confirmed"});
    now_ += 1h;
    must({"digest"});
  }

  test::SmtpServer server_;
};

TEST_F(Refusals, OfUsSayWhatTheServerSaidHowManyWaitUntilWhenAndWhatToMend) {
  must({"add-subscriber", "ann@kind.test.net", "--confirmed"});
  now_ += 24h;
  must({"digest"});
  must({"send"});
  now_ += 24h;
  must({"digest"});
  server_.always("RCPT TO:<r", "550 5.7.1 Client host rejected: we do not know you");
  const std::string told = log_of({"send"});
  EXPECT_THAT(told,
              AllOf(HasSubstr("big.test.net refuses"),
                    HasSubstr("(550 5.7.1 Client host rejected: we do not know "
                              "you): that is about how we send"),
                    HasSubstr("nobody is suspended before the 7th day of it; 12 messages wait and are tried again"),
                    HasSubstr("to leave once the cause is mended"), HasSubstr("`aggregator doctor` looks at")));
  EXPECT_THAT(out(), HasSubstr("1 sent, 12 deferred, 0 failed, 12 left"));
  EXPECT_THAT(out(), HasSubstr("the next of those that are left is due at 2026-11-22 10:05 (UTC)\n"));
  must({"deliveries", "--state", "deferred"});
  EXPECT_THAT(out(), HasSubstr("we do not know you; refused in mass, tried until"));
  run({"doctor"});
  EXPECT_THAT(
      out(),
      AllOf(HasSubstr("WRONG  readers: 12 messages wait since"), HasSubstr("refused for good by big.test.net"),
            HasSubstr("it refuses how we send: see what its words ask for"), HasSubstr("13 subscribers get digests")));

  now_ += 6min;
  EXPECT_THAT(log_of({"send"}), Not(HasSubstr("refuses"))) << "it was told";
  server_.always("RCPT TO:<r", "250 2.1.5 ok");
  now_ += 4h;
  must({"send"});
  EXPECT_THAT(out(), HasSubstr("12 sent"));
}

TEST_F(Refusals, OfReadersInMassSayThatNobodyIsSuspended) {
  server_.always("RCPT", "550 5.1.1 no such user");
  EXPECT_THAT(log_of({"send"}),
              AllOf(HasSubstr("big.test.net refuses 12 of 12 messages for good (550 5.1.1 no such user)"),
                    HasSubstr("nobody is suspended before the 7th day of it; they are not sent again; who is gone"),
                    HasSubstr("remove-subscriber")));
  EXPECT_THAT(out(), HasSubstr("0 sent, 0 deferred, 12 failed, 0 left"));
  run({"doctor"});
  EXPECT_THAT(out(), AllOf(HasSubstr("12 subscribers get digests"),
                           HasSubstr("WRONG  readers: big.test.net refused 12 of 12 messages in the last two days: 550 "
                                     "5.1.1 no such user"),
                           HasSubstr("ask its postmaster"), Not(HasSubstr("`aggregator doctor`"))));
  now_ += 49h;
  run({"doctor"});
  EXPECT_THAT(out(), Not(HasSubstr("in the last two days")));
}

TEST_F(Refusals, OfAFewSuspendThemAndSayHowTheyComeBack) {
  server_.answer("RCPT TO:<r7@", {"550 5.1.1 no such user"});
  must({"send"});
  EXPECT_THAT(out(), AllOf(HasSubstr("11 sent, 0 deferred, 1 failed, 0 left"), HasSubstr("1 suspended")));
  run({"doctor"});
  EXPECT_THAT(out(), AllOf(HasSubstr("11 subscribers get digests"),
                           HasSubstr("hint   readers: 1 subscriber is suspended, since 2026-11-20 10:00, the last one "
                                     "since 2026-11-20 10:00 (UTC)"),
                           HasSubstr("-> `aggregator subscribers` says why; `aggregator resume-subscriber`")));
  must({"subscribers"});
  EXPECT_THAT(out(), AllOf(HasSubstr("ENDED"), HasSubstr("2026-11-20 10:00  no such mailbox: 550 5.1.1")));
  now_ += 3h;
  must({"deliveries", "--state", "failed"});
  EXPECT_EQ(out(),
            "TIME              STATE     DIGEST OF         EMAIL                             REASON\n"
            "2026-11-20 10:00  failed    2026-11-20 10:00  r7@big.test.net                   550 5.1.1 no such user\n");
  must({"deliveries", "--state", "failed", "--json"});
  EXPECT_THAT(out(), AllOf(HasSubstr("\"failed_at\":\"2026-11-20T10:00:00Z\""), HasSubstr("\"tried_until\":null")));

  EXPECT_EQ(run({"resume-subscriber", "--domain", "r7@big.test.net"}), kUsage);
  EXPECT_THAT(err(), HasSubstr("--domain: \"r7@big.test.net\" is no domain; it is what stands behind the @"));
  must({"resume-subscriber", "--domain", "@BIG.test.net"});
  EXPECT_THAT(out(), HasSubstr("resumed 1 subscriber"));
}

TEST_F(Refusals, OfAllSayThatNobodyGetsADigestAnyMore) {
  must({"remove-subscriber", "r3@big.test.net"});
  for (int i = 4; i <= 12; ++i) must({"remove-subscriber", "r" + std::to_string(i) + "@big.test.net"});
  server_.always("RCPT", "550 5.1.1 no such user");
  must({"send"});
  EXPECT_EQ(run({"doctor"}), kNotDone);
  EXPECT_THAT(out(), AllOf(HasSubstr("WRONG  readers: nobody gets a digest: who did is suspended"),
                           HasSubstr("2 subscribers are suspended"), Not(HasSubstr("nobody gets a digest yet"))));
}

TEST_F(Refusals, InReportsOfManyAreHeldBackAndThoseBeforeBroughtBack) {
  settle("watchdog: { mail: ops@test.net }\n", "smtp://127.0.0.1:" + std::to_string(server_.port()));
  must({"send"});
  must({"deliveries", "--json"});
  const auto deliveries = nlohmann::json::parse(out());
  std::string told, lines;
  for (const auto& delivery : deliveries) {
    const std::string email = delivery.at("subscriber"), id = delivery.at("message_id");
    test::write_file(
        path("report.eml"),
        "From: MAILER-DAEMON@mx.test.net\nContent-Type: multipart/report; "
        "report-type=delivery-status; boundary=b\n\n--b\n\nno\n--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.test.net\n\nFinal-Recipient: rfc822; " +
            email + "\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 who?\n\n--b\n" +
            "Content-Type: text/rfc822-headers\n\nMessage-ID: " + id + "\n\n--b--\n");
    told += log_of({"bounce", path("report.eml")});
    lines += out();
    now_ += 1min;
  }
  for (const auto& delivery : deliveries) {
    const std::string email = delivery.at("subscriber");
    const std::size_t suspended = lines.find(email + " suspended (gone)");
    if (suspended == std::string::npos) continue;
    EXPECT_NE(lines.find(email + " brought back", suspended), std::string::npos) << "the last word on them";
  }
  EXPECT_THAT(out(), HasSubstr("held back (gone): 550 5.1.1 who?"));
  EXPECT_THAT(told,
              HasSubstr("11 readers of big.test.net came back within a day as if they were gone (550 5.1.1 who?): "
                        "so many at once are more likely about a server or about us, so they stay, and 10 of "
                        "them are brought back"));
  EXPECT_EQ(told.find("came back"), told.rfind("came back")) << "once";
  must({"subscribers"});
  EXPECT_THAT(out(), Not(HasSubstr("suspended")));
  must({"run"});
  EXPECT_THAT(server_.messages().back().recipient, "ops@test.net");
}

TEST_F(Person, ReadsOfADigestThatMadeUpForATimeOffWhenItWasMade) {
  must({"add-subscriber", "ann@test.net", "--confirmed"});
  now_ += 7 * 24h + 15min;
  must({"digest"});
  must({"deliveries"});
  EXPECT_THAT(out(), HasSubstr("2026-11-27 09:15  queued    2026-11-27 09:15  ann@test.net"));
}

TEST_F(Person, IsToldOfALanguageThatIsNoneOrHasNoWordsAndOfAnHourThatMeansNothing) {
  EXPECT_EQ(run({"add-subscriber", "ann@test.net", "--language", "xx"}), kUsage);
  EXPECT_THAT(err(), HasSubstr("\"xx\" is no language; use ko, en, ja"));
  must({"add-subscriber", "ann@test.net", "--confirmed", "--language", "fr"});
  EXPECT_THAT(err(), HasSubstr("there are no words in fr yet, so that their digests are worded in English; a file "
                               "fr.strings in digest.templates gives them"));
  must({"add-subscriber", "bob@test.net", "--confirmed", "--language", "en-GB"});
  EXPECT_EQ(err(), "");
  EXPECT_EQ(run({"edit-subscriber", "bob@test.net", "--frequency", "instant", "--at", "07:00"}), kBadData);
  EXPECT_THAT(err(), HasSubstr("--at is for daily and weekly digests and these are instant"));
}

TEST_F(Person, IsToldOfTheLanguageThatIsMeant) {
  for (const char* language : {"korean", "kr", "kr-KR"}) {
    must({"add-subscriber", std::string(language) + "@test.net", "--language", language});
    EXPECT_THAT(err(), HasSubstr("there are no words in " + std::string(language) +
                                 " yet, so that their digests are worded in English; write ko, if"));
  }
}

TEST_F(Person, IsToldOfTheLanguagesOfAListWithoutWordsAndWhereTheyStand) {
  test::write_file(path("people.csv"),
                   "email,language,state\nann@test.net,kr,active\nbob@test.net,ko,active\ncid@test.net,kr,active\n"
                   "dan@test.net,fr,active\neve@test.net,,active\n");
  for (const bool is_trial : {true, false}) {
    std::vector<std::string> words = {"import-subscribers", path("people.csv")};
    if (is_trial) words.emplace_back("--dry-run");
    must(words);
    EXPECT_EQ(err(), path("people.csv") +
                         ":5: there are no words in fr yet, so that their digests are worded in English; a file "
                         "fr.strings in digest.templates gives them (docs/templates.md)\n" +
                         path("people.csv") +
                         ":2 and 1 more line: there are no words in kr yet, so that their digests are worded in "
                         "English; write ko, if that is the language that is meant\n");
  }
}

TEST_F(Person, IsToldFirstOfWhatAListTakesAway) {
  for (int i = 1; i <= 2; ++i) must({"add-subscriber", "old" + std::to_string(i) + "@test.net", "--confirmed"});
  std::string list = "email,frequency,state\n";
  for (int i = 0; i < 30; ++i) list += "new" + std::to_string(i) + "@test.net,,active\n";
  test::write_file(path("people.csv"), list + "old1@test.net,weekly,active\nold2@test.net,,unsubscribed\n");
  must({"import-subscribers", path("people.csv"), "--dry-run"});
  EXPECT_THAT(out(), testing::StartsWith("would end old2@test.net\nwould change old1@test.net: daily at"));
  EXPECT_THAT(out(),
              AllOf(HasSubstr("would add new17@"), Not(HasSubstr("would add new18@")), HasSubstr("and 12 more")));
}

TEST_F(Person, IsNotReadOutOfALineThatHasMoreFieldsThanColumns) {
  test::write_file(path("people.csv"),
                   "email,at\nann@test.net,10:00,,\nbob@test.net,11:00,extra\neve@test.net,12:00\n");
  EXPECT_EQ(run({"import-subscribers", path("people.csv")}), kBadData);
  EXPECT_THAT(err(), HasSubstr("people.csv:3: \"extra\" stands behind the last column"));
  EXPECT_THAT(out(), HasSubstr("2 added, 0 activated, 0 changed, 0 ended, 0 unchanged, 1 refused"));
  test::write_file(path("people.csv"), "email,at,Email\nann@test.net,10:00,bob@test.net\n");
  EXPECT_EQ(run({"import-subscribers", path("people.csv")}), kBadData);
  EXPECT_THAT(err(), HasSubstr("line 1: the column email stands there twice"));
}

TEST_F(Person, HasAListTakenAsASpreadsheetSavesIt) {
  test::write_file(path("people.csv"),
                   "sep=;\r\nemail;at;frequency;weekday;state;;\r\n"
                   "ann@test.net;09:00:00;;;ACTIVE;;\r\nbob@test.net;9:30:00;Weekly;FRI;Active;;\r\n");
  must({"import-subscribers", path("people.csv")});
  EXPECT_THAT(out(), HasSubstr("2 added, 0 activated, 0 changed, 0 ended, 0 unchanged, 0 refused"));
  must({"export-subscribers"});
  EXPECT_THAT(out(), AllOf(HasSubstr("ann@test.net,daily,09:00,"), HasSubstr("bob@test.net,weekly,09:30,")));
  EXPECT_THAT(out(), AllOf(HasSubstr(",active,\n"), HasSubstr(",active,fri\n")));
}

TEST_F(Person, IsToldOfWhatAListAsksForThatMeansNothing) {
  test::write_file(path("people.csv"),
                   "email,frequency,at,weekday\nann@test.net,daily,,fri\nbob@test.net,,,fri\neve@test.net,,09:00:30,\n"
                   "joe@test.net,,,\n");
  EXPECT_EQ(run({"import-subscribers", path("people.csv")}), kBadData);
  EXPECT_THAT(out(), AllOf(HasSubstr("people.csv:2: ann@test.net: weekday is for weekly digests and these are daily"),
                           HasSubstr("people.csv:3: bob@test.net: weekday is for"),
                           HasSubstr("people.csv:4: eve@test.net: at: \"09:00:30\" is no time of day"),
                           HasSubstr("1 added, 0 activated, 0 changed, 0 ended, 0 unchanged, 3 refused")));
  test::write_file(path("people.csv"), "email,,at\nann@test.net,,10:00\n");
  EXPECT_EQ(run({"import-subscribers", path("people.csv")}), kBadData);
  EXPECT_THAT(err(), HasSubstr("unknown column \"\"")) << "a column without a name in the middle may be anything";
}

TEST_F(Person, WhoHasLeftIsNotCalledAStranger) {
  must({"add-subscriber", "ann@test.net", "--confirmed"});
  must({"remove-subscriber", "ann@test.net"});
  EXPECT_EQ(run({"edit-subscriber", "ann@test.net", "--at", "07:00"}), kNotDone);
  EXPECT_THAT(err(), HasSubstr("\"ann@test.net\" has left; `aggregator add-subscriber` brings them back"));
  EXPECT_EQ(run({"edit-subscriber", "bob@test.net", "--at", "07:00"}), kNotDone);
  EXPECT_THAT(err(), HasSubstr("\"bob@test.net\" is no subscriber"));
}

}  // namespace
}  // namespace aggregator::cli
