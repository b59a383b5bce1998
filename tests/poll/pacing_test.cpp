#include "pacing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace aggregator::poll {
namespace {
using namespace std::chrono;

constexpr Instant kNow = sys_days(2026y / 11 / 20) + hours(9);
const RandomSource kNoJitter = [](std::span<unsigned char> bytes) { std::ranges::fill(bytes, 0); };
const RandomSource kMostJitter = [](std::span<unsigned char> bytes) { std::ranges::fill(bytes, 255); };

feed::Feed feed_posting_every(hours gap, int posts, hours last_one_ago) {
  feed::Feed feed;
  for (int post = 0; post < posts; ++post) {
    feed::Entry entry;
    entry.published = kNow - last_one_ago - gap * post;
    feed.entries.push_back(entry);
  }
  return feed;
}

http::Response with_headers(std::string cache_control, std::string expires, std::string retry_after,
                            std::string date = "") {
  http::Response response;
  response.cache_control = std::move(cache_control);
  response.expires = std::move(expires);
  response.retry_after = std::move(retry_after);
  response.date = std::move(date);
  return response;
}

TEST(PaceOf, FollowsTheRhythmOfTheBlog) {
  EXPECT_LT(pace_of(feed_posting_every(hours(4), 10, hours(1)), kNow), hours(1));
  EXPECT_GT(pace_of(feed_posting_every(hours(24 * 7), 10, hours(1)), kNow), hours(12));
}

TEST(PaceOf, SlowsDownForABlogThatFellSilent) {
  EXPECT_GT(pace_of(feed_posting_every(hours(4), 10, hours(24 * 90)), kNow), hours(24));
}

TEST(PaceOf, TakesTheDateOfAnEditWhereAFeedGivesNoOther) {
  feed::Feed feed = feed_posting_every(hours(24 * 7), 10, hours(1));
  for (feed::Entry& entry : feed.entries) entry.updated = std::exchange(entry.published, std::nullopt);
  EXPECT_EQ(pace_of(feed, kNow), pace_of(feed_posting_every(hours(24 * 7), 10, hours(1)), kNow));
  EXPECT_EQ(newest_post_of(feed, kNow), kNow - hours(1));
}

TEST(SlowedBySilence, IsAnEighthOfTheTimeSinceTheNewestPost) {
  EXPECT_EQ(slowed_by_silence(hours(1), std::nullopt, kNow), hours(1));
  EXPECT_EQ(slowed_by_silence(hours(1), kNow - hours(2), kNow), hours(1));
  EXPECT_EQ(slowed_by_silence(hours(1), kNow - hours(80), kNow), hours(10));
}

TEST(NextPollOfMissing, IsAWeekLaterAtMost) {
  for (const unsigned char byte : std::initializer_list<unsigned char>{0, 255}) {
    const Instant due =
        next_poll_of_missing(kNow, [&](std::span<unsigned char> bytes) { std::ranges::fill(bytes, byte); });
    EXPECT_LE(due, kNow + days(7));
    EXPECT_GE(due, kNow + days(6));
  }
}

TEST(WishOf, SurvivesAbsurdWishesAndNone) {
  feed::Feed feed;
  EXPECT_EQ(pace_of(feed, kNow), seconds(0));
  EXPECT_EQ(wish_of(feed), seconds(0));
  feed.ttl_minutes = 180;
  EXPECT_EQ(wish_of(feed), hours(3));
  feed.ttl_minutes = 4'000'000'000u;
  EXPECT_EQ(wish_of(feed), hours(24 * 365));
}

TEST(FreshnessOf, ReadsMaxAgeBeforeExpires) {
  const std::tuple<http::Response, seconds> cases[] = {
      {with_headers("max-age=14400", "", ""), hours(4)},
      {with_headers("public, MAX-AGE=\"60\"", "", ""), seconds(60)},
      {with_headers("max-age=14400", "Thu, 01 Jan 1970 00:00:00 GMT", ""), hours(4)},
      {with_headers("no-store", "", ""), seconds(0)},
      {with_headers("max-age=abc", "", ""), seconds(0)},
      {with_headers("s-maxage=5", "", ""), seconds(0)},
      {with_headers("", "Fri, 20 Nov 2026 12:00:00 GMT", ""), hours(3)},
      {with_headers("", "Fri, 20 Nov 2026 12:00:00 GMT", "", "Fri, 20 Nov 2026 11:00:00 GMT"), hours(1)},
      {with_headers("", "0", ""), seconds(0)},
      {with_headers("", "-1", ""), seconds(0)},
      {with_headers("", "Fri, 20 Nov 2026 13:00:00 +0100", ""), hours(3)},
      {with_headers("private=\"a, max-age=9\", max-age=14400", "", ""), hours(4)},
      {with_headers("max-age=99999999999999999999", "", ""), years(1)},
  };
  for (const auto& [response, expected] : cases) {
    SCOPED_TRACE(response.cache_control + '|' + response.expires);
    EXPECT_EQ(freshness_of(response, kNow), expected);
  }
}

TEST(ParseRetryAfter, ReadsSecondsAndDates) {
  const std::tuple<const char*, const char*, seconds> cases[] = {
      {"120", "", seconds(120)},
      {"\"120\"", "", seconds(120)},
      {"120.5", "", seconds(120)},
      {"120 s", "", seconds(120)},
      {"120 minutes", "", seconds(0)},
      {"Fri, 20 Nov 2026 13:00:00 GMT", "", hours(4)},
      {"Fri, 20 Nov 2026 13:00:00 +0000", "", hours(4)},
      {"2026-11-20T13:00:00Z", "", hours(4)},
      {"Fri, 20 Nov 2026 13:00:00 GMT", "Fri, 20 Nov 2026 12:00:00 GMT", hours(1)},  // the server's clock is ahead
      {"Fri, 20 Nov 2026 01:00:00 GMT", "", seconds(0)},
      {"soon", "", seconds(0)},
      {"-5", "", seconds(0)},
      {"", "", seconds(0)},
  };
  for (const auto& [value, date, expected] : cases) {
    SCOPED_TRACE(value);
    EXPECT_EQ(parse_retry_after(value, date, kNow), expected);
  }
}

TEST(NextPollAfterSuccess, StaysBetweenTheRunnersLimits) {
  const config::PollSettings settings;
  EXPECT_EQ(next_poll_after_success(settings, seconds(0), seconds(0), kNow, kNoJitter), kNow + hours(1));
  EXPECT_EQ(next_poll_after_success(settings, hours(3), hours(4), kNow, kNoJitter), kNow + hours(4));
  EXPECT_EQ(next_poll_after_success(settings, seconds(0), years(1), kNow, kMostJitter), kNow + hours(24) - minutes(1));
}

TEST(NextPollAfterSuccess, GrantsAWishInFullBelowTheLongestInterval) {
  EXPECT_EQ(next_poll_after_success({}, seconds(0), hours(23), kNow, kNoJitter), kNow + hours(23));
  EXPECT_EQ(next_poll_after_success({}, seconds(0), hours(24), kNow, kNoJitter), kNow + hours(24) - minutes(1))
      << "a daily cron line finds it due";
}

TEST(NextPollAfterSuccess, JittersOnlyLater) {
  const Instant latest = next_poll_after_success({}, hours(20), seconds(0), kNow, kMostJitter);
  EXPECT_GT(latest, kNow + hours(20));
  EXPECT_LE(latest, kNow + hours(21));
}

TEST(NextPollAfterSuccess, LetsADailyRunFindTheSlowestFeedDueEveryDay) {
  const Instant latest = next_poll_after_success({}, years(1), seconds(0), kNow, kMostJitter);
  EXPECT_LE(latest, kNow + hours(24));
  EXPECT_GT(latest, kNow + hours(22));
}

TEST(NextPollAfterFailure, DoublesUpToAWeek) {
  const config::PollSettings settings;
  const auto wait = [&](int failures) {
    return next_poll_after_failure(settings, failures, seconds(0), kNow, kNoJitter) - kNow;
  };
  EXPECT_EQ(wait(1), hours(1));
  EXPECT_EQ(wait(2), hours(2));
  EXPECT_EQ(wait(5), hours(16));
  EXPECT_LE(next_poll_after_failure(settings, 1000, seconds(0), kNow, kMostJitter), kNow + days(7));
  EXPECT_GT(wait(1000), days(6));
}

TEST(NextPollAfterFailure, BacksOffThoughTheRunnerWantsNoIntervals) {
  config::PollSettings settings;
  settings.min_interval = seconds(0);
  EXPECT_EQ(next_poll_after_failure(settings, 4, seconds(0), kNow, kNoJitter), kNow + minutes(40));
}

TEST(NextPollAfterFailure, ObeysRetryAfterUpToTheLongestInterval) {
  config::PollSettings settings;
  EXPECT_EQ(next_poll_after_failure(settings, 1, hours(4), kNow, kNoJitter), kNow + hours(4));
  EXPECT_EQ(next_poll_after_failure(settings, 1, days(400), kNow, kNoJitter), kNow + days(1));
  settings.max_interval = days(3);
  EXPECT_EQ(next_poll_after_failure(settings, 1, days(400), kNow, kNoJitter), kNow + days(3));
}

TEST(AfterQuietTimes, WaitsForTheNextHourThatIsNotQuiet) {
  struct Case {
    const char* what;
    std::vector<std::size_t> hours, days;  // kNow is a Friday, 09:00
    seconds due, polled;
  };
  const Case cases[] = {
      {"before the run", {10, 11}, {}, minutes(5), minutes(5)},
      {"in the run", {10, 11}, {}, minutes(65), hours(3)},
      {"over midnight", {23, 0}, {}, hours(14), hours(16)},
      {"a quiet day", {}, {5}, minutes(5), hours(15)},
      {"a weekend", {}, {6, 0}, hours(20), hours(63)},
      {"a day and the hours behind it", {0, 1}, {5}, minutes(5), hours(17)},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    store::QuietTimes quiet;
    for (const std::size_t hour : c.hours) quiet.hours.set(hour);
    for (const std::size_t day : c.days) quiet.days.set(day);
    EXPECT_EQ(after_quiet_times(kNow + c.due, quiet), kNow + c.polled);
  }
}

TEST(AfterQuietTimes, PollsAFeedThatAsksNeverToBe) {
  store::QuietTimes quiet;
  quiet.hours.set();
  EXPECT_EQ(after_quiet_times(kNow, quiet), kNow);
}

}  // namespace
}  // namespace aggregator::poll
