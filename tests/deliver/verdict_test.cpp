#include "verdict.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace aggregator::deliver {
namespace {
using namespace std::chrono_literals;
using store::DeliveryState;

const Instant kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + 1h;
const mail::Outcome kBusy{mail::Outcome::State::Deferred, "450 4.2.1 busy", false};
const mail::Outcome kAway{mail::Outcome::State::Deferred, "connection refused", true};

RandomSource always(unsigned char byte) {
  return [byte](std::span<unsigned char> bytes) { std::ranges::fill(bytes, byte); };
}

store::Job job(int attempts, std::chrono::seconds age = 0s) {
  store::Job job;
  job.id = 7;
  job.attempts = attempts;
  job.queued = kNow - 100h;
  job.first_tried = kNow - age;
  return job;
}

TEST(Verdict, RecordsWhatWasSentAndWhatWasRefused) {
  const auto sent = verdict(job(0), {mail::Outcome::State::Sent, "250 ok", false}, kNow, always(0));
  EXPECT_EQ(sent.id, 7);
  EXPECT_EQ(sent.state, DeliveryState::Sent);
  EXPECT_EQ(sent.reason, "250 ok");
  EXPECT_EQ(sent.when, kNow);
  EXPECT_FALSE(sent.retry);
  const auto failed = verdict(job(0), {mail::Outcome::State::Failed, "a header is broken"}, kNow, always(0));
  EXPECT_EQ(failed.state, DeliveryState::Failed);
  EXPECT_EQ(failed.reason, "a header is broken");
  EXPECT_FALSE(failed.retry);
}

TEST(Verdict, PutsOffWhatIsRefusedForItsSenderUntilItIsJudgedAndSaysThatItWas) {
  const mail::Outcome unknown{mail::Outcome::State::Failed, "550 5.1.1 no such user", false};
  EXPECT_EQ(verdict(job(1, 5min), unknown, kNow, always(0)).state, DeliveryState::Failed);
  mail::Outcome refused{mail::Outcome::State::Failed, "550 5.7.1 account suspended", false};
  refused.at = mail::Outcome::At::Sender;
  const auto put_off = verdict(job(1, 5min), refused, kNow, always(0));
  EXPECT_EQ(put_off.state, DeliveryState::Deferred);
  EXPECT_EQ(put_off.refused, kNow);
  EXPECT_EQ(put_off.retry, kNow + 10min);
  EXPECT_EQ(put_off.reason, "550 5.7.1 account suspended");
  store::Job old = job(9, 48h);
  EXPECT_EQ(verdict(old, refused, kNow, always(0)).state, DeliveryState::Deferred) << "it was only put off before";
  old.refused = kNow - 4h;
  EXPECT_EQ(verdict(old, refused, kNow, always(0)).state, DeliveryState::Failed);

  store::Job again = job(1, 5min);
  again.refused = kNow - 5min;
  EXPECT_FALSE(verdict(again, kBusy, kNow, always(0)).refused) << "the server thinks better of it";
  EXPECT_EQ(verdict(again, kAway, kNow, always(0)).refused, kNow - 5min) << "nobody was asked";
}

TEST(Verdict, WaitsTwiceAsLongEachTimeUpToFourHours) {
  const std::pair<int, std::chrono::seconds> cases[] = {{0, 5min},  {1, 10min},  {2, 20min}, {3, 40min},
                                                        {4, 80min}, {5, 160min}, {6, 4h},    {60, 4h}};
  for (const auto& [attempts, pause] : cases) {
    SCOPED_TRACE(attempts);
    const auto least = verdict(job(attempts, 4h), kBusy, kNow, always(0));
    const auto most = verdict(job(attempts, 4h), kBusy, kNow, always(255));
    EXPECT_EQ(least.state, DeliveryState::Deferred);
    EXPECT_EQ(least.reason, "450 4.2.1 busy");
    EXPECT_EQ(least.retry, kNow + pause);
    EXPECT_GE(most.retry, least.retry);
    EXPECT_LE(most.retry, std::min(kNow + pause * 6 / 5, kNow + 4h));
  }
  EXPECT_GT(verdict(job(0), kBusy, kNow, always(255)).retry, kNow + 5min + 50s) << "no jitter";
}

TEST(Verdict, CountsNoAttemptThatNoServerLookedAtForThePause) {
  store::Job after_outage = job(8);
  after_outage.first_tried.reset();
  EXPECT_EQ(verdict(after_outage, kBusy, kNow, always(0)).retry, kNow + 5min);
  EXPECT_EQ(verdict(job(9, 5min), kBusy, kNow, always(0)).retry, kNow + 10min);
  EXPECT_EQ(verdict(job(10, 15min), kBusy, kNow, always(0)).retry, kNow + 20min);
}

TEST(Verdict, GivesUpAfterTwoDaysWithTheLastReason) {
  EXPECT_EQ(verdict(job(9, 48h - 1s), kBusy, kNow, always(0)).state, DeliveryState::Deferred);
  const auto given_up = verdict(job(9, 48h), kBusy, kNow, always(0));
  EXPECT_EQ(given_up.state, DeliveryState::Failed);
  EXPECT_TRUE(given_up.reason.ends_with("450 4.2.1 busy"));
}

TEST(Verdict, CountsTheTwoDaysFromTheFirstTime) {
  store::Job waited = job(0);
  waited.first_tried = std::nullopt;  // for a quota, or for a server that was away
  const auto deferred = verdict(waited, kBusy, kNow, always(0));
  EXPECT_EQ(deferred.state, DeliveryState::Deferred);
  EXPECT_EQ(deferred.tried, kNow);
  EXPECT_FALSE(verdict(waited, kAway, kNow, always(0)).tried);
}

TEST(Verdict, StopsRepeatingWhatMayHaveArrivedEachTime) {
  const mail::Outcome lost{mail::Outcome::State::Deferred, "connection lost", false, true};
  store::Job fourth = job(3), fifth = job(9);
  fourth.unanswered = 3;
  fifth.unanswered = 4;
  EXPECT_EQ(verdict(fourth, lost, kNow, always(0)).state, DeliveryState::Deferred);
  EXPECT_TRUE(verdict(fourth, lost, kNow, always(0)).unanswered);
  EXPECT_EQ(verdict(fifth, lost, kNow, always(0)).state, DeliveryState::Failed);
  EXPECT_EQ(verdict(fifth, kBusy, kNow, always(0)).state, DeliveryState::Deferred) << "that one was answered";
  EXPECT_FALSE(verdict(fifth, kBusy, kNow, always(0)).unanswered);
}

TEST(Verdict, DoesNotTakeADeferralForACopy) {
  const mail::Outcome lost{mail::Outcome::State::Deferred, "connection lost", false, true};
  EXPECT_EQ(verdict(job(4), lost, kNow, always(0)).state, DeliveryState::Deferred) << "greylisted four times";
}

TEST(Verdict, DoesNotHoldAnUnreachableServerAgainstTheSubscriber) {
  const auto waiting = verdict(job(20, 100h), kAway, kNow, always(0));
  EXPECT_EQ(waiting.state, DeliveryState::Deferred);
  EXPECT_EQ(waiting.retry, kNow + 5min);
}

TEST(Untried, GivesTheLeaseBack) {
  EXPECT_EQ(untried(job(3), kNow).state, DeliveryState::Queued);
  EXPECT_EQ(untried(job(3), kNow).when, kNow);
}

}  // namespace
}  // namespace aggregator::deliver
