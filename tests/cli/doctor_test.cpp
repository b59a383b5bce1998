#include <gmock/gmock.h>
#include <sys/stat.h>

#include "person.h"
#include "support/smtp_server.h"

namespace aggregator::cli {
namespace {
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// An installation with which nothing is wrong: a blog, a subscriber, a server, a domain.
class Doctor : public Person {
 protected:
  void SetUp() override {
    test::write_file(path("feeds.yaml"), "feeds:\n  - url: https://blog.test.net/feed.xml\n");
    resolve_ = [this](const std::string& name, mail::DnsRecord kind) -> Result<std::vector<std::string>> {
      const char* const type = kind == mail::DnsRecord::Mx ? " MX" : kind == mail::DnsRecord::Txt ? " TXT" : " A";
      const auto found = dns_.find(name + type);
      return found == dns_.end() ? std::vector<std::string>() : found->second;
    };
    visit_ = [this](const http::ClientOptions& options, const std::string& url) -> Result<int> {
      EXPECT_TRUE(may_connect(SocketAddress{}, options.allow_addresses)) << "of a private network, too";
      visited_ = url;
      return site_;
    };
    settle("", "smtp://127.0.0.1:" + std::to_string(server_.port()));
    must({"add-subscriber", "ann@test.net", "--confirmed"});
  }

  /// `doctor` names it as wrong, with this beside it.
  void expect_wrong(const std::string& words, const std::string& mend = "") {
    EXPECT_EQ(run({"doctor"}), kNotDone) << out();
    EXPECT_THAT(out(), AllOf(HasSubstr("WRONG"), HasSubstr(words), HasSubstr(mend)));
    EXPECT_THAT(err(), HasSubstr("wrong, see above"));
  }

  test::SmtpServer server_{{"PIPELINING", "AUTH PLAIN LOGIN"}};
  std::map<std::string, std::vector<std::string>> dns_ = {{"test.net TXT", {"v=spf1 mx -all"}},
                                                          {"_dmarc.test.net TXT", {"v=DMARC1; p=none"}},
                                                          {"mail._domainkey.test.net TXT", {"v=DKIM1; p=MIIB"}},
                                                          {"test.net MX", {"mx.test.net"}}};
  Result<int> site_ = 200;
  std::string visited_;
};

TEST_F(Doctor, FindsNothingWrongWhereNothingIs) {
  EXPECT_EQ(run({"doctor"}), kDone) << out();
  EXPECT_THAT(out(), AllOf(HasSubstr("is whole and can be written"), HasSubstr("1 feed"), HasSubstr("v=spf1 mx -all"),
                           HasSubstr("mx.test.net"), Not(HasSubstr("WRONG"))));
  EXPECT_EQ(server_.messages().size(), 0u) << "no mail is sent";
}

TEST_F(Doctor, SendsATestMailWhenAsked) {
  must({"doctor", "--send-to", "ops@test.net"});
  ASSERT_EQ(server_.messages().size(), 1u);
  EXPECT_EQ(server_.messages()[0].recipient, "ops@test.net");
  server_.always("RCPT", "550 5.7.1 not from you");
  EXPECT_EQ(run({"doctor", "--send-to", "ops@test.net"}), kNotDone);
  EXPECT_THAT(out(), HasSubstr("550 5.7.1 not from you"));
}

TEST_F(Doctor, NamesAServerThatIsNotThere) {
  settle("", "smtp://127.0.0.1:1");
  expect_wrong("mail: 127.0.0.1:1");
}

TEST_F(Doctor, NamesAServerThatWantsALoginBeforeItTakesMail) {
  server_.always("MAIL", "530 5.7.0 authentication required");
  expect_wrong("it takes no mail from digest@test.net (the server said \"530 5.7.0 authentication required\")",
               "set mail.user and mail.password_file to log in");
  server_.always("MAIL", "550 5.7.1 not you");
  expect_wrong("it takes no mail from digest@test.net (the server said \"550 5.7.1 not you\")");
  EXPECT_THAT(out(), Not(HasSubstr("mail.user")));
}

TEST_F(Doctor, NamesALoginThatIsRefusedAndAPasswordThatAllCanRead) {
  server_.always("AUTH", "535 5.7.8 no such login");
  test::write_file(path("secret"), "hunter2\n");
  ::chmod(path("secret").c_str(), 0644);
  test::write_file(path("aggregator.yaml"),
                   "site: { name: Daily, url: \"https://digest.test.net\", contact: ops@test.net }\n"
                   "mail: { from: digest@test.net, user: me, password_file: secret, starttls: never, transport: "
                   "\"smtp://127.0.0.1:" +
                       std::to_string(server_.port()) + "\" }\n");
  expect_wrong("535 5.7.8 no such login");
  expect_wrong("secret can be read by every account", "chmod o-rwx");
  EXPECT_THAT(out(), Not(HasSubstr("hunter2")));
}

TEST_F(Doctor, PrintsTheRecordsThatTheDomainLacks) {
  dns_.clear();
  expect_wrong("does not say who may send its mail (SPF)", "test.net. TXT \"v=spf1 mx a:127.0.0.1 ~all\"");
  EXPECT_THAT(out(), AllOf(HasSubstr("_dmarc.test.net. TXT \"v=DMARC1"), HasSubstr("test.net. MX 10")));
}

TEST_F(Doctor, FindsTheKeyThatSignsUnderAUsualNameOnly) {
  must({"doctor"});
  EXPECT_THAT(out(),
              HasSubstr("ok     sender: test.net has a key that mail is signed with (DKIM): mail._domainkey.test.net"));
  dns_.erase("mail._domainkey.test.net TXT");
  must({"doctor"});
  EXPECT_THAT(out(), HasSubstr("hint   sender: test.net has no DKIM key under the usual names"));
}

TEST_F(Doctor, FindsThePolicyOfTheDomainAboveThatOfTheSender) {
  dns_["news.test.net TXT"] = {"v=spf1 mx -all"};
  dns_["news.test.net MX"] = {"mx.test.net"};
  test::write_file(path("aggregator.yaml"),
                   "site: { name: Daily, url: \"https://digest.test.net\", contact: ops@test.net }\n"
                   "mail: { from: digest@news.test.net, starttls: never, transport: \"smtp://127.0.0.1:" +
                       std::to_string(server_.port()) + "\" }\n");
  must({"doctor"});
  EXPECT_THAT(out(), HasSubstr("ok     sender: test.net says what to do with forgeries: v=DMARC1"));
}

TEST_F(Doctor, TakesAnAddressForAPlaceThatTakesMailUnlessTheDomainSaysOtherwise) {
  dns_.erase("test.net MX");
  dns_["test.net A"] = {"192.0.2.1"};
  must({"doctor"});
  EXPECT_THAT(out(), HasSubstr("hint   sender: test.net has no MX, so that mail to it goes to 192.0.2.1"));
  dns_["test.net MX"] = {""};
  expect_wrong("test.net takes no mail");
}

TEST_F(Doctor, NamesAContactThatIsNobodys) {
  for (const char* contact : {"ops@example.org", "https://blogs.example/about"}) {
    test::write_file(path("aggregator.yaml"),
                     std::string("site: { name: Daily, url: \"https://digest.test.net\", contact: ") + contact +
                         " }\nmail: { from: digest@test.net, transport: \"maildir:out\" }\n");
    must({"doctor"});
    EXPECT_THAT(out(), HasSubstr(std::string("hint   contact: site.contact is ") + contact + ", which is nobody's"));
  }
  settle("");
  must({"doctor"});
  EXPECT_THAT(out(), Not(HasSubstr("contact")));
}

TEST_F(Doctor, VisitsTheSite) {
  must({"doctor"});
  EXPECT_EQ(visited_, "https://digest.test.net");
  EXPECT_THAT(out(), HasSubstr("ok     site: https://digest.test.net answers"));
  site_ = 502;
  must({"doctor"});
  EXPECT_THAT(out(), HasSubstr("hint   site: https://digest.test.net answers 502"));
  site_ = fail(ErrorCode::Unavailable, "connection refused");
  must({"doctor"});
  EXPECT_THAT(out(), HasSubstr("hint   site: https://digest.test.net does not answer from here: connection refused"));
}

TEST_F(Doctor, KnowsThatADigestIsDueUntilTheNextRun) {
  settle("watchdog: { after: 0 }\n", "smtp://127.0.0.1:" + std::to_string(server_.port()));
  now_ += std::chrono::minutes(64);  // four past its hour
  EXPECT_EQ(run({"doctor"}), kDone) << out();
  now_ += std::chrono::hours(2);
  expect_wrong("a digest has been due since");
}

TEST_F(Doctor, TakesNobodyToAskForAHintOnly) {
  resolve_ = [](const std::string&, mail::DnsRecord) -> Result<std::vector<std::string>> {
    return fail(ErrorCode::Unavailable, "no name server answers");
  };
  EXPECT_EQ(run({"doctor"}), kDone) << out();
  EXPECT_THAT(out(), HasSubstr("could not ask for the DNS records of test.net"));
}

TEST_F(Doctor, NamesADamagedDatabaseAndGoesOn) {
  test::write_file(path("aggregator.db"),
                   "this is no database, but it is long enough to look like a file of something");
  std::filesystem::remove(path("aggregator.db-wal"));
  expect_wrong("no SQLite database");
  EXPECT_THAT(out(), HasSubstr("templates"));
}

TEST_F(Doctor, NamesAListWithMistakesAndAnEmptyOne) {
  test::write_file(path("feeds.yaml"), "feeds: 7\n");
  expect_wrong("feeds.yaml:1", "aggregator check");
  test::write_file(path("feeds.yaml"), "feeds: []\n");
  expect_wrong("lists no feed", "add-feed");
}

TEST_F(Doctor, RemarksOnATagOfAGroupThatNoListedFeedHas) {
  test::write_file(path("feeds.yaml"), "feeds:\n  - { url: \"https://blog.test.net/feed.xml\", tags: [rust] }\n");
  test::write_file(path("aggregator.yaml"),
                   "site: { name: Daily, url: \"https://digest.test.net\", contact: ops@test.net }\n"
                   "digest: { groups: [{ title: Systems, tags: [rust, zgi] }] }\n"
                   "mail: { from: digest@test.net, transport: \"maildir:out\" }\n");
  must({"doctor"});
  EXPECT_THAT(out(), AllOf(HasSubstr("hint   feeds: digest.groups: no listed feed has the tag \"zgi\" of the group "
                                     "\"Systems\"; until one has it brings no posts there"),
                           Not(HasSubstr("\"rust\""))));
}

TEST_F(Doctor, NamesSettingsThatCannotBeRead) {
  test::write_file(path("aggregator.yaml"), "site: 7\n");
  expect_wrong("aggregator.yaml:1");
}

TEST_F(Doctor, NamesHoursThatWereMissed) {
  now_ += std::chrono::hours(3);
  expect_wrong("a digest has been due since 2026-11-20T10:00:00Z; `run` was never called", "cron");
}

TEST_F(Doctor, NamesAClockThatIsNotSetOrWasAhead) {
  must({"run"});
  now_ -= std::chrono::hours(24);
  expect_wrong("but `run` was already called at 2026-11-20T09:00:00Z", "NTP");
  now_ -= std::chrono::hours(24 * 400);
  expect_wrong("the clock shows 2025", "set it");
}

TEST_F(Doctor, TellsProgramsTheSame) {
  dns_.clear();
  EXPECT_EQ(run({"doctor", "--json"}), kNotDone);
  EXPECT_THAT(out(), AllOf(HasSubstr("{\"wrong\":2,\"findings\":[{\"check\":\"settings\",\"level\":\"good\""),
                           HasSubstr("\"level\":\"wrong\",\"what\":\"test.net does not say")));
}

TEST_F(Doctor, RefusesToSendToWhatIsNoAddress) {
  EXPECT_EQ(run({"doctor", "--send-to", "foo"}), kUsage);
  EXPECT_THAT(err(), HasSubstr("foo"));
  EXPECT_EQ(out(), "") << "nothing was looked at";
}

class Preview : public Person {
 protected:
  void SetUp() override { must({"init", path("")}); }
};

TEST_F(Preview, IsReadableOnATerminalAndHtmlElsewhere) {
  must({"preview"});
  EXPECT_THAT(out(), HasSubstr("<html"));
  is_terminal_ = true;
  must({"preview"});
  EXPECT_THAT(out(), Not(HasSubstr("<html")));
  EXPECT_THAT(err(), HasSubstr("--open"));
  must({"preview", "--format", "html"});
  EXPECT_THAT(out(), HasSubstr("<html"));
}

TEST_F(Preview, OpensWhatItWrote) {
  must({"preview", "--open"});
  EXPECT_THAT(opened_, testing::EndsWith("/preview.html"));
  EXPECT_THAT(test::content_of(opened_), HasSubstr("<html"));
  std::filesystem::remove_all(std::filesystem::path(opened_).parent_path());
  must({"preview", "--open", "--format", "text", "--out", path("mine.txt")});
  EXPECT_EQ(opened_, path("mine.txt"));
}

class DryRun : public Person {};

TEST_F(DryRun, CountsWhatWouldBeMadeAndMakesNothing) {
  must({"add-subscriber", "ann@test.net", "--confirmed"});
  must({"add-subscriber", "bob@test.net", "--confirmed"});
  must({"add-subscriber", "minji@test.net", "--confirmed", "--language", "ko", "--timezone", "Asia/Seoul", "--at",
        "19:00"});
  now_ += std::chrono::hours(1);
  for (int again = 0; again < 2; ++again) {
    must({"digest", "--dry-run", "--json"});
    EXPECT_THAT(out(), AllOf(HasSubstr("{\"editions\":2,\"deliveries\":3,\"empty\":0,\"by\":["),
                             HasSubstr("{\"language\":\"ko\",\"timezone\":\"Asia/Seoul\",\"frequency\":\"daily\","
                                       "\"editions\":1,\"deliveries\":1,\"empty\":0}")));
  }
  must({"digest", "--dry-run"});
  EXPECT_THAT(out(), HasSubstr("it would be: 2 editions made, 3 deliveries queued"));
  must({"digest"});
  EXPECT_THAT(out(), HasSubstr("2 editions made, 3 deliveries queued"));
}

class Confirmation : public Person {};

TEST_F(Confirmation, SaysWhenTheirDigestComes) {
  must({"add-subscriber", "ann@test.net", "--frequency", "weekly", "--weekday", "tue"});
  EXPECT_THAT(out(), HasSubstr("added ann@test.net: weekly on tue at 10:00 UTC; a confirmation mail is queued"));
  must({"edit-subscriber", "ann@test.net", "--weekday", "fri"});
  EXPECT_THAT(out(), HasSubstr("ann@test.net gets: weekly on fri at 10:00 UTC, in en; posts: all\n"));
  must({"edit-subscriber", "ann@test.net", "--frequency", "instant"});
  EXPECT_THAT(out(), HasSubstr("ann@test.net gets: instant, in en"));
}

TEST_F(Confirmation, OfAChangedHourSaysFromWhenItHolds) {
  must({"add-subscriber", "ann@test.net", "--confirmed", "--at", "10:00"});
  must({"edit-subscriber", "ann@test.net", "--at", "08:00"});
  EXPECT_THAT(out(), HasSubstr("daily at 08:00 UTC, in en; posts: all; the next at 2026-11-20 10:00 UTC"));
}

TEST_F(Confirmation, RemarksOnATagThatNoListedFeedHas) {
  test::write_file(path("feeds.yaml"), "feeds:\n  - { url: \"https://blog.test.net/feed.xml\", tags: [rust] }\n");
  must({"add-subscriber", "ann@test.net", "--confirmed", "--tag", "rust"});
  EXPECT_EQ(err(), "");
  must({"edit-subscriber", "ann@test.net", "--tag", "rust", "--tag", "rsut"});
  EXPECT_THAT(err(), AllOf(HasSubstr("no listed feed has the tag \"rsut\""), Not(HasSubstr("\"rust\""))));
}

class Weekday : public Person {};

TEST_F(Weekday, OfAWeeklyDigestIsTheSubscribersChoiceOrTheRunners) {
  must({"add-subscriber", "ann@test.net", "--confirmed", "--frequency", "weekly"});
  must({"add-subscriber", "bob@test.net", "--confirmed", "--frequency", "weekly", "--weekday", "Friday"});
  must({"add-subscriber", "cid@test.net", "--confirmed"});
  must({"subscribers", "--json"});
  EXPECT_THAT(out(), AllOf(HasSubstr("\"weekday\":\"mon\""), HasSubstr("\"weekday\":\"fri\""),
                           HasSubstr("\"weekday\":null"), HasSubstr("\"next_due\":\"2026-11-23T10:00:00Z\"")));
  must({"export-subscribers"});
  EXPECT_THAT(out(), HasSubstr("bob@test.net,weekly,10:00,UTC,en,,,,,,,active,fri"));
  EXPECT_EQ(run({"add-subscriber", "eve@test.net", "--frequency", "weekly", "--weekday", "someday"}), kUsage);
  EXPECT_THAT(err(), HasSubstr("no day of the week"));
}

TEST_F(Weekday, IsRefusedWhereItWouldMeanNothing) {
  EXPECT_EQ(run({"add-subscriber", "ann@test.net", "--confirmed", "--weekday", "fri"}), kBadData);
  EXPECT_THAT(err(), HasSubstr("--weekday is for weekly digests and these are daily; add --frequency weekly"));
  must({"add-subscriber", "ann@test.net", "--confirmed"});
  EXPECT_EQ(run({"edit-subscriber", "ann@test.net", "--weekday", "fri"}), kBadData);
  must({"edit-subscriber", "ann@test.net", "--frequency", "weekly", "--weekday", "fri"});
  EXPECT_THAT(out(), HasSubstr("weekly on fri"));
}

TEST_F(Weekday, AndOtherWordsOfAChoiceAreNeverEmpty) {
  for (const char* option : {"--frequency", "--at", "--weekday", "--timezone", "--language"}) {
    EXPECT_EQ(run({"add-subscriber", "ann@test.net", option, ""}), kUsage) << option;
    EXPECT_THAT(err(), HasSubstr(std::string(option) + ": is empty; give a value or leave it out"));
  }
}

}  // namespace
}  // namespace aggregator::cli
