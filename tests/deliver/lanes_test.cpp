#include "lanes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aggregator::deliver {
namespace {
using namespace std::chrono_literals;
using mail::Outcome;
using testing::ElementsAre;
using testing::IsEmpty;

const Lanes::Moment kStart = Lanes::Moment(1h);
const Outcome kTaken{Outcome::State::Sent, "250 ok", false};
const Outcome kPushedBack{.state = Outcome::State::Deferred, .reason = "421 4.7.0 slow down", .pushed_back = true};

class LanesTest : public testing::Test {
 protected:
  config::MailSettings settings_;
  std::optional<Lanes> lanes_;
  Lanes::Moment now_ = kStart;
  store::DeliveryId last_ = 0;

  LanesTest() { settings_.connections = 8; }

  Lanes& lanes() { return lanes_ ? *lanes_ : lanes_.emplace(settings_); }

  void add(const std::string& email, int count = 1) {
    for (int i = 0; i < count; ++i) {
      Task task;
      task.job.id = ++last_;
      task.job.email = email;
      lanes().add(std::move(task));
    }
  }

  /// The addresses of all that may go now.
  std::vector<std::string> take_all() {
    std::vector<std::string> emails;
    while (auto started = lanes().take(now_)) emails.push_back(started->task.job.email);
    return emails;
  }

  /// One message after the other, each taking `service`.
  void send(const std::string& email, const Outcome& outcome, Lanes::Duration service, int count = 1) {
    for (int i = 0; i < count; ++i) {
      add(email);
      now_ = std::max(now_, lanes().next_chance().value());
      const auto started = lanes().take(now_).value();
      now_ += service;
      lanes().finish(email, outcome, started.begun, now_);
    }
  }
};

TEST_F(LanesTest, GivesNothingWhenNothingWaits) {
  EXPECT_FALSE(lanes().take(now_));
  EXPECT_FALSE(lanes().next_chance());
}

TEST_F(LanesTest, KeepsTheOrderWithinADomain) {
  add("a@one.example");
  add("b@ONE.example");
  add("c@one.example");
  EXPECT_THAT(take_all(), ElementsAre("a@one.example", "b@ONE.example", "c@one.example"));
}

TEST_F(LanesTest, PrefersTheDomainWithTheFewestMessagesOnTheirWay) {
  add("slow@one.example", 4);
  EXPECT_EQ(take_all().size(), 4u);
  add("slow@one.example");
  add("quick@two.example", 2);
  EXPECT_THAT(take_all(), ElementsAre("quick@two.example", "quick@two.example", "slow@one.example"));
}

TEST_F(LanesTest, KeepsToTheConnectionsOfADomain) {
  settings_.per_domain_connections = 2;
  add("a@one.example", 5);
  add("b@two.example");
  EXPECT_THAT(take_all(), ElementsAre("a@one.example", "b@two.example", "a@one.example"));
  EXPECT_FALSE(lanes().next_chance()) << "only a finished one makes room";
  lanes().finish("a@one.example", kTaken, now_, now_);
  EXPECT_THAT(take_all(), ElementsAre("a@one.example"));
}

TEST_F(LanesTest, KeepsToTheRateOfEachDomainAndHoldsUpNoOther) {
  settings_.per_domain_rate = config::Rate{2, 1s};
  add("a@one.example", 3);
  add("b@two.example", 2);
  EXPECT_THAT(take_all(), ElementsAre("a@one.example", "b@two.example"));
  EXPECT_EQ(lanes().next_chance(), kStart + 500ms);
  now_ += 499ms;
  EXPECT_THAT(take_all(), IsEmpty());
  now_ += 1ms;
  EXPECT_THAT(take_all(), ElementsAre("a@one.example", "b@two.example"));
}

TEST_F(LanesTest, KeepsToTheRateOfAllTogether) {
  settings_.rate = config::Rate{10, 1s};
  add("a@one.example");
  add("b@two.example");
  EXPECT_THAT(take_all(), ElementsAre("a@one.example"));
  EXPECT_EQ(lanes().next_chance(), kStart + 100ms);
}

TEST_F(LanesTest, SlowsDownADomainThatPushesBackAndNoOther) {
  send("a@one.example", kPushedBack, 0s, 3);
  add("a@one.example", 3);
  add("b@two.example", 3);
  EXPECT_THAT(take_all(), ElementsAre("b@two.example", "b@two.example", "b@two.example"));
  now_ += 250ms;
  EXPECT_THAT(take_all(), ElementsAre("a@one.example"));
  now_ += 1min;
  EXPECT_THAT(take_all(), IsEmpty()) << "one at a time";
  lanes().finish("a@one.example", kTaken, now_, now_);
  EXPECT_THAT(take_all(), ElementsAre("a@one.example", "a@one.example")) << "free again";
}

TEST_F(LanesTest, IsFullWhenWhatWaitsWouldTakeLongerThanAMinute) {
  settings_.per_domain_rate = config::Rate{1, 1s};
  add("a@one.example", 60);
  EXPECT_FALSE(lanes().is_full("z@one.example"));
  add("a@one.example");
  EXPECT_TRUE(lanes().is_full("z@ONE.example"));
  EXPECT_FALSE(lanes().is_full("z@two.example"));
  add("b@two.example");
  EXPECT_EQ(lanes().waiting(), 62u);
  EXPECT_EQ(lanes().waiting_shortly(), 1u);
}

TEST_F(LanesTest, IsFullWhenTheServerAnswersSlowly) {
  send("a@one.example", kTaken, 8s);  // with eight connections: one a second
  add("a@one.example", 60);
  EXPECT_FALSE(lanes().is_full("a@one.example"));
  add("a@one.example");
  EXPECT_TRUE(lanes().is_full("a@one.example"));
}

TEST_F(LanesTest, ForgetsDomainsThatNeedNoMemory) {
  for (int i = 0; i < 3000; ++i) send("a@" + std::to_string(i) + ".example", kTaken, 8s);
  add("a@7.example", 100);
  EXPECT_FALSE(lanes().is_full("a@7.example")) << "how slow it was is forgotten";
}

TEST_F(LanesTest, GivesBackAllThatWait) {
  add("a@one.example", 2);
  add("b@two.example");
  EXPECT_EQ(lanes().clear().size(), 3u);
  EXPECT_EQ(lanes().waiting(), 0u);
  EXPECT_THAT(take_all(), IsEmpty());
}

}  // namespace
}  // namespace aggregator::deliver
