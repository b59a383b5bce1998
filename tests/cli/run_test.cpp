// `run` keeps the hour, and says so when it was not kept.
#include <gmock/gmock.h>

#include "aggregator/store/database.h"
#include "aggregator/store/subscribers.h"
#include "person.h"
#include "support/http_server.h"
#include "support/smtp_server.h"
#include "support/value_of.h"

namespace aggregator::cli {
namespace {
using namespace std::chrono;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A digest at ten o'clock, UTC.
class RunOnce : public Person {
 protected:
  void SetUp() override { must({"add-subscriber", "ann@test.net", "--confirmed"}); }

  static constexpr Instant kTen = sys_days(2026y / 11 / 20) + 10h;
};

TEST_F(RunOnce, StaysForAnHourThatComesBeforeTheNextRunAndSendsOnTheMinute) {
  now_ = kTen - 4min;
  std::vector<std::size_t> there;
  on_wait = [&] { there.push_back(mails()); };
  must({"run"});
  EXPECT_THAT(waited_for_, ElementsAre(kTen - 30s, kTen));
  EXPECT_THAT(there, ElementsAre(0u, 0u)) << "made ahead, and kept until the hour";
  EXPECT_EQ(mails(), 1u);
  EXPECT_EQ(now_, kTen);
  EXPECT_THAT(out(), AllOf(HasSubstr("1 edition made, 1 delivery queued"), HasSubstr("1 sent")));
}

TEST_F(RunOnce, BeginsALargeEditionEarlyEnough) {
  settle("", "null:");
  auto database = test::value_of(store::Database::open_existing("sqlite:" + path("aggregator.db")));
  const auto ann = test::value_of(store::find_subscriber(database, "ann@test.net")).value();
  test::value_of(database.transact([&]() -> Result<void> {
    for (int i = 0; i < 20'000; ++i) {
      store::SubscriberRow other = ann;
      other.public_id = std::to_string(i);
      other.email = other.public_id + "@test.net";
      if (const auto added = store::add_subscriber(database, other); !added) return std::unexpected(added.error());
    }
    return {};
  }));
  now_ = kTen - 4min;
  must({"run"});
  EXPECT_THAT(waited_for_, ElementsAre(kTen - 32s, kTen));
  EXPECT_THAT(out(), HasSubstr("20,001 sent"));
}

TEST_F(RunOnce, DoesNotStayForAnHourThatTheNextRunKeeps) {
  now_ = kTen - 5min - 1s;
  must({"run"});
  EXPECT_THAT(waited_for_, IsEmpty());
  EXPECT_EQ(mails(), 0u);
}

TEST_F(RunOnce, StaysForEachOfSeveralHours) {
  must({"add-subscriber", "bob@test.net", "--confirmed", "--at", "10:02"});
  now_ = kTen - 1min;
  must({"run"});
  EXPECT_THAT(waited_for_, ElementsAre(kTen - 30s, kTen, kTen + 90s, kTen + 2min));
  EXPECT_EQ(mails(), 2u);
}

/// Who may get so many messages a day.
class RunOnceWithAQuota : public RunOnce {
 protected:
  void allow(const std::string& quota) {
    test::write_file(path("aggregator.yaml"),
                     "site: { name: Daily, url: \"https://digest.test.net\", contact: ops@test.net }\n"
                     "digest: { send_empty: true }\n"
                     "mail: { from: digest@test.net, transport: \"maildir:outbox\", quota: " +
                         quota + " }\n");
  }
};

TEST_F(RunOnceWithAQuota, StaysForRoomThatComesSoonAfterTheHour) {
  allow("1/day");
  now_ = kTen + 7s;
  must({"run"});
  EXPECT_EQ(mails(), 1u);
  now_ = kTen + 24h - 4min;
  must({"run"});
  EXPECT_EQ(mails(), 2u);
  EXPECT_EQ(now_, kTen + 24h + 7s);
}

TEST_F(RunOnceWithAQuota, StaysForRoomAlsoWhereNoHourIsNear) {
  must({"add-subscriber", "bob@test.net", "--confirmed", "--at", "10:02"});
  allow("1/day");
  now_ = kTen + 3min;
  must({"run"});
  EXPECT_EQ(mails(), 1u);
  now_ = kTen + 24h + 2min + 30s;
  must({"run"});
  EXPECT_EQ(mails(), 2u);
  EXPECT_EQ(now_, kTen + 24h + 3min);
}

TEST_F(RunOnceWithAQuota, KeepsTheHoursThatComeWhileItStaysForRoom) {
  must({"add-subscriber", "bob@test.net", "--confirmed", "--at", "10:02"});
  allow("2/day");
  now_ = kTen + 3min;
  must({"run"});
  EXPECT_EQ(mails(), 2u);
  now_ = kTen + 24h - 4min;
  must({"run"});
  EXPECT_THAT(waited_for_, testing::IsSupersetOf({kTen + 24h, kTen + 24h + 90s, kTen + 24h + 2min}));
  EXPECT_EQ(mails(), 4u);
  EXPECT_EQ(now_, kTen + 24h + 3min);
}

TEST_F(RunOnceWithAQuota, HasSendAloneEndWhereRoomIsStillToCome) {
  must({"add-subscriber", "bob@test.net", "--confirmed"});
  allow("1/day");
  now_ = kTen;
  must({"run"});
  now_ = kTen + 24h - 30s;
  must({"send"});
  EXPECT_THAT(waited_for_, IsEmpty());
  EXPECT_EQ(mails(), 1u);
}

TEST_F(RunOnce, NeverWaitsForAClockThatStandsStill) {
  must({"--now", "2026-11-20T09:58:00Z", "run"});
  EXPECT_THAT(waited_for_, IsEmpty());
  must({"--now", "2026-11-20T10:00:00Z", "run"});
  EXPECT_EQ(mails(), 1u);
}

TEST_F(RunOnce, StaysNotAtAllWhenItIsNotWanted) {
  test::write_file(path("aggregator.yaml"),
                   "site: { name: Daily, url: \"https://digest.test.net\", contact: ops@test.net }\n"
                   "digest: { send_empty: true, prepare: 0 }\nmail: { from: digest@test.net }\n");
  now_ = kTen - 1min;
  must({"run"});
  EXPECT_THAT(waited_for_, IsEmpty());
}

TEST_F(RunOnce, LeavesTheHourToTheRunThatStaysAlready) {
  auto database = test::value_of(store::Database::open_existing("sqlite:" + path("aggregator.db")));
  const auto staying = test::value_of(database.lock(store::Stage::Hour));
  const auto making = test::value_of(database.lock(store::Stage::Digest));
  const auto sending = test::value_of(database.lock(store::Stage::Deliver));
  now_ = kTen - 1min;
  EXPECT_EQ(run({"--quiet", "run"}), kDone) << err();
  EXPECT_EQ(err(), "");
  EXPECT_THAT(waited_for_, IsEmpty());
}

TEST_F(RunOnce, TriesAgainAtTheHourWhenNoMailCouldLeaveBefore) {
  must({"add-subscriber", "early@test.net", "--confirmed", "--at", "09:50"});
  test::SmtpServer server;
  server.always("CONNECT", test::SmtpServer::kDrop);
  settle("", "smtp://127.0.0.1:" + std::to_string(server.port()));
  now_ = kTen - 4min;
  on_wait = [&] { server.always("CONNECT", "220 here again"); };
  EXPECT_EQ(run({"run"}), kUnavailable) << "that of before is still to be sent";
  ASSERT_EQ(server.messages().size(), 1u) << err();
  EXPECT_EQ(server.messages().front().recipient, "ann@test.net");
}

TEST_F(RunOnce, SaysSoWhenItCannotStay) {
  const std::string lock = path("aggregator.db.lock");
  std::filesystem::remove(lock);
  std::filesystem::create_directory(lock);
  now_ = kTen - 4min;
  EXPECT_EQ(run({"run"}), kUnavailable);
  EXPECT_THAT(err(), HasSubstr("the lock file " + lock + ": is a directory"))
      << "told once, by the stage that met it first";
  EXPECT_THAT(waited_for_, IsEmpty());
}

TEST_F(RunOnce, SaysThatAnotherRunIsAtWorkWhenNobodyStays) {
  auto database = test::value_of(store::Database::open_existing("sqlite:" + path("aggregator.db")));
  const auto sending = test::value_of(database.lock(store::Stage::Deliver));
  now_ = kTen;
  EXPECT_EQ(run({"run"}), kTryAgainLater);
  EXPECT_THAT(err(), HasSubstr("another run is sending"));
}

TEST_F(RunOnce, FailsOnceWhenAnEditionHasNotGoneOut) {
  settle("", "smtp://127.0.0.1:1");  // nobody listens there
  now_ = kTen;
  EXPECT_EQ(run({"run"}), kUnavailable);
  EXPECT_THAT(err(), Not(HasSubstr("has not gone out"))) << "there is still time";
  now_ = kTen + 15min;
  EXPECT_EQ(run({"run"}), kNotDone);
  EXPECT_THAT(err(), HasSubstr("the digest of 2026-11-20 10:00 (UTC) has not gone out: 1 of 1 messages are waiting"));
  now_ = kTen + 30min;
  EXPECT_EQ(run({"run"}), kUnavailable) << "the server is still away, but that edition was told of";
  EXPECT_THAT(err(), Not(HasSubstr("has not gone out")));
}

/// With a watchdog that mails, and what keeps every edition from being made.
class RunOnceWithoutAnEdition : public RunOnce {
 protected:
  void settle_digest(const std::string& more) {
    test::write_file(path("aggregator.yaml"),
                     "site: { name: Daily, url: \"https://digest.test.net\", contact: ops@test.net }\n"
                     "digest: { send_empty: true" +
                         more +
                         " }\nmail: { from: digest@test.net, transport: \"maildir:outbox\" }\n"
                         "watchdog: { mail: ops@test.net }\n");
  }

  std::size_t mails_after_run_at(Instant moment) {
    now_ = moment;
    run({"run"});
    return mails();
  }
};

TEST_F(RunOnceWithoutAnEdition, TellsOnceOfEachHourWhyItWasNotMade) {
  must({"add-subscriber", "bob@test.net", "--confirmed", "--at", "11:00"});
  settle_digest(", design: mine");
  EXPECT_EQ(mails_after_run_at(kTen), 0u);
  EXPECT_THAT(err(), HasSubstr("mine"));
  EXPECT_EQ(mails_after_run_at(kTen + 15min - 1s), 0u) << "there is still time";
  now_ = kTen + 15min;
  EXPECT_EQ(run({"run"}), kNotDone);
  EXPECT_EQ(mails(), 1u);
  EXPECT_THAT(err(), AllOf(HasSubstr("the digest of 2026-11-20 10:00 (UTC) has not gone out, for it cannot be made: "),
                           HasSubstr("mine")));
  now_ = kTen + 30min;
  EXPECT_EQ(run({"run"}), kConfiguration) << "nothing is made, but of that hour it was told";
  EXPECT_EQ(mails(), 1u);
  EXPECT_EQ(mails_after_run_at(kTen + 75min), 2u);
  EXPECT_THAT(err(), HasSubstr("2026-11-20 11:00 (UTC) has not gone out"));
  settle_digest("");
  now_ = kTen + 80min;
  must({"run"});
  EXPECT_EQ(mails(), 4u) << "the two digests";
}

TEST_F(RunOnceWithoutAnEdition, NamesATemplateThatIsWrong) {
  std::filesystem::create_directory(path("mine"));
  test::write_file(path("mine/digest.classic.html.mustache"), "{{#posts}}\n");
  settle_digest(", templates: mine");
  EXPECT_EQ(mails_after_run_at(kTen + 15min), 1u);
  EXPECT_THAT(err(), AllOf(HasSubstr("has not gone out, for it cannot be made: "),
                           HasSubstr("digest.classic.html.mustache: line 1")));
}

TEST_F(RunOnceWithoutAnEdition, IsSilentWhileAnotherRunMakesIt) {
  settle_digest("");
  auto database = test::value_of(store::Database::open_existing("sqlite:" + path("aggregator.db")));
  const auto making = test::value_of(database.lock(store::Stage::Digest));
  now_ = kTen + 20min;
  EXPECT_EQ(run({"run"}), kTryAgainLater);
  EXPECT_EQ(mails(), 0u);
}

TEST_F(RunOnceWithoutAnEdition, IsToldOfByDoctorWithTheReason) {
  settle_digest(", design: mine");
  mails_after_run_at(kTen);
  mails_after_run_at(kTen + 30min);
  run({"doctor"});
  EXPECT_THAT(out(), HasSubstr("a digest has been due since 2026-11-20T10:00:00Z; `run` was last called at "
                               "2026-11-20T10:30:00Z and could not make it: "));
  EXPECT_THAT(out(), AllOf(HasSubstr("mend that"), Not(HasSubstr("cron"))));
}

TEST_F(RunOnce, AsksThePingOnlyWhileNoEditionIsLateAndNoHourWasMissed) {
  test::HttpServer alive;
  alive.reply("/", {});
  const auto settle_with = [&](const std::string& transport) {
    settle("poll: { allow_addresses: [\"" + alive.address() + "\"] }\nwatchdog: { ping: \"" + alive.url("/") + "\" }\n",
           transport);
  };
  settle_with("smtp://127.0.0.1:1");  // nobody listens there
  must({"run"});
  EXPECT_EQ(alive.hits("/"), 1u);
  now_ = kTen;
  EXPECT_EQ(run({"run"}), kUnavailable);
  now_ = kTen + 15min;
  EXPECT_EQ(run({"run"}), kNotDone);
  now_ += 1min;
  must({"run"});  // nothing is tried before the delivery's next attempt
  EXPECT_EQ(alive.hits("/"), 1u) << "it was told of, and is late still";
  settle_with("maildir:outbox");
  now_ = kTen + 12h;
  must({"run"});
  EXPECT_EQ(mails(), 1u);
  EXPECT_EQ(alive.hits("/"), 2u) << "it has gone out";
  now_ = kTen + days(1) + 1h;
  must({"run"});
  EXPECT_EQ(alive.hits("/"), 2u) << "an hour was missed";
  now_ += 5min;
  must({"run"});
  EXPECT_EQ(alive.hits("/"), 3u);
}

TEST_F(RunOnce, SaysOnceThatNobodyCalledIt) {
  must({"run"});
  now_ = kTen + days(6);
  EXPECT_THAT(
      log_of({"run"}),
      HasSubstr(
          "due at 2026-11-20T10:00:00Z was missed, what is new comes 6 days late: nobody called `aggregator run` since "
          "2026-11-20T09:00:00Z"));
  EXPECT_EQ(mails(), 1u) << "one digest and not six";
  now_ += 5min;
  EXPECT_THAT(log_of({"run"}), Not(HasSubstr("late")));
}

TEST_F(RunOnce, MailsTheRunnerWhatItSays) {
  settle("watchdog: { mail: ops@test.net }\n");
  must({"run"});
  now_ = kTen + days(1) + 1h;
  must({"run"});
  EXPECT_EQ(mails(), 2u) << "the digest, and the mail to the runner";
}

TEST_F(RunOnce, KeepsTheMailToTheRunnerUntilItCanLeave) {
  settle("watchdog: { mail: ops@test.net }\n", "smtp://127.0.0.1:1");
  now_ = kTen;
  EXPECT_EQ(run({"run"}), kUnavailable);
  now_ = kTen + 1h;
  EXPECT_THAT(log_of({"run"}), HasSubstr("watchdog.mail cannot leave"));
  now_ += 1min;
  EXPECT_THAT(log_of({"run"}), Not(HasSubstr("watchdog.mail cannot leave"))) << "that is no news";
  settle("watchdog: { mail: ops@test.net }\n");
  now_ = kTen + 2h;
  must({"run"});
  EXPECT_EQ(mails(), 2u);
  now_ = kTen + 3h;
  must({"run"});
  EXPECT_EQ(mails(), 2u) << "once";
}

}  // namespace
}  // namespace aggregator::cli
