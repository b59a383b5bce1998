#include "answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace aggregator::poll {
namespace {
using namespace std::chrono;

constexpr Instant kNow = sys_days(2026y / 11 / 20) + hours(9);
const RandomSource kNoJitter = [](std::span<unsigned char> bytes) { std::ranges::fill(bytes, 0); };

http::Response answering(int status) {
  http::Response response;
  response.status = status;
  response.url = "https://blog.example/feed";
  return response;
}

store::FeedRow feed_at(const std::string& url) {
  store::FeedRow feed;
  feed.url = feed.listed_url = url;
  return feed;
}

http::Response through(std::vector<http::Redirect> redirects) {
  http::Response response = answering(200);
  response.url = redirects.back().target;
  response.redirects = std::move(redirects);
  return response;
}

TEST(Judge, TellsTheKindsOfAnswersApart) {
  const store::FeedRow feed = feed_at("https://blog.example/feed");
  const std::pair<int, Answer::Kind> cases[] = {{200, Answer::Kind::Body},   {304, Answer::Kind::Unchanged},
                                                {410, Answer::Kind::Gone},   {204, Answer::Kind::Failed},
                                                {206, Answer::Kind::Failed}, {404, Answer::Kind::Failed},
                                                {500, Answer::Kind::Failed}, {999, Answer::Kind::Failed}};
  for (const auto& [status, kind] : cases) {
    SCOPED_TRACE(status);
    http::Response response = answering(status);
    response.was_conditional = true;
    const Answer answer = judge(feed, response, kNow);
    EXPECT_EQ(answer.kind, kind);
    EXPECT_EQ(answer.reason.empty(), kind == Answer::Kind::Body || kind == Answer::Kind::Unchanged);
  }
}

TEST(Judge, RefusesA304ThatNobodyAskedFor) {
  store::FeedRow feed = feed_at("https://blog.example/feed");
  feed.etag = "\"1\"";  // of another URL, so it was not sent
  feed.validator_url = "https://other.example/feed";
  const Answer answer = judge(feed, answering(304), kNow);
  EXPECT_EQ(answer.kind, Answer::Kind::Failed);
  EXPECT_EQ(answer.reason, "answered 304 (not modified) to a request without conditions");
}

TEST(Judge, MarksForbiddenAddressesAsRefused) {
  const Answer answer =
      judge(feed_at("https://blog.example/feed"), fail(ErrorCode::Forbidden, "10.0.0.1 is private"), kNow);
  EXPECT_EQ(answer.status, store::FeedStatus::Refused);
  EXPECT_EQ(answer.reason, "10.0.0.1 is private");
}

TEST(Judge, SaysOfA401WhatToDo) {
  store::FeedRow feed = feed_at("https://blog.example/feed");
  http::Response response = answering(401);
  EXPECT_EQ(judge(feed, response, kNow).reason,
            "answered 401: it wants a login; give the feed in the list a user and password_file, or a token_file");
  response.knew_us = true;
  EXPECT_EQ(judge(feed, response, kNow).reason,
            "answered 401: it does not accept the login that the list gives for this feed");
  response.knew_us = false;
  response.authenticate = "Digest realm=\"x\", qop=\"auth\"";
  EXPECT_EQ(judge(feed, response, kNow).reason,
            "answered 401: it wants a login by \"Digest\", and only Basic and Bearer can be given to it");
  response.authenticate = "Negotiate, NTLM";
  EXPECT_EQ(judge(feed, response, kNow).reason,
            "answered 401: it wants a login by \"Negotiate\", and only Basic and Bearer can be given to it");
  response.authenticate = "Negotiate, basic realm=\"x\"";
  response.url = "https://new.example/feed";
  EXPECT_EQ(judge(feed, response, kNow).reason,
            "answered 401: it wants a login; give the feed in the list a user and password_file, or a token_file, and "
            "list it at new.example, where it is now: logins go to no other server than the listed one");
}

TEST(Judge, PassesOnRetryAfter) {
  http::Response busy = answering(429);
  busy.retry_after = "14400";
  EXPECT_EQ(judge(feed_at("https://blog.example/feed"), busy, kNow).asked_wait, hours(4));
}

TEST(Judge, BelievesAGoneOnlyOfTheFeedsOwnAddress) {
  const store::FeedRow feed = feed_at("https://blog.example/feed");
  const std::pair<std::vector<http::Redirect>, Answer::Kind> cases[] = {
      {{{301, "https://blog.example/new"}}, Answer::Kind::Gone},
      {{{302, "https://blog.example/busy"}}, Answer::Kind::Failed},
      {{{301, "https://blog.example/new"}, {307, "https://blog.example/busy"}}, Answer::Kind::Failed},
  };
  for (const auto& [redirects, kind] : cases) {
    http::Response response = through(redirects);
    response.status = 410;
    const Answer answer = judge(feed, response, kNow);
    EXPECT_EQ(answer.kind, kind);
    EXPECT_TRUE(answer.reason.ends_with("; the address redirects to " + response.url)) << answer.reason;
  }
}

TEST(Judge, DoesNotTakeAFeedForGoneWhereOnlyAPageSaidThatItIs) {
  store::FeedRow feed = feed_at("https://blog.example/");
  feed.url = "https://blog.example/feed.xml";
  feed.status = store::FeedStatus::Error;
  const store::FeedRow before = feed;
  record_failure(feed, judge(feed, answering(410), kNow), {}, kNow, kNoJitter);
  look_back(before, feed);
  EXPECT_EQ(feed.status, store::FeedStatus::Error);
  EXPECT_EQ(feed.url, "https://blog.example/") << "the page may name another";
  EXPECT_TRUE(feed.next_poll);
}

TEST(Judge, DoesNotTakeAFeedForGoneThatIsGoneFromTheAddressWhichItHasLeft) {
  store::FeedRow feed = feed_at("https://old.example/feed");  // asked because the new address fails
  feed.last_success = kNow - days(9);
  feed.moving_to = "https://new.example/feed";
  feed.failures = 5;
  const store::FeedRow before = feed;
  record_failure(feed, judge(feed, answering(410), kNow), {}, kNow, kNoJitter);
  look_back(before, feed);
  EXPECT_EQ(feed.status, store::FeedStatus::Error);
  EXPECT_THAT(feed.error, testing::HasSubstr("410: the feed is gone for good; it has moved to https://new.example"));
  EXPECT_EQ(feed.url, "https://new.example/feed");
  EXPECT_TRUE(feed.next_poll);
}

TEST(RecordFailure, AsksWithoutConditionsWhereTheyMayBeTheReason) {
  const std::pair<int, bool> cases[] = {{412, true}, {400, false}, {500, false}, {404, false}, {429, false}};
  for (const auto& [status, forgets] : cases) {
    SCOPED_TRACE(status);
    store::FeedRow feed = feed_at("https://blog.example/feed");
    feed.etag = "\"1\"";
    http::Response response = answering(status);
    response.was_conditional = true;
    record_failure(feed, judge(feed, response, kNow), {}, kNow, kNoJitter);
    EXPECT_EQ(feed.etag.empty(), forgets);
    response = answering(200);
    response.etag = "\"2\"";
    remember_address(feed, response, kNow);
    EXPECT_EQ(feed.etag.empty(), forgets) << "else it would fail in every second round";
  }
}

TEST(RememberAddress, KeepsFreshnessOverA304ThatSaysNothingOfIt) {
  store::FeedRow feed = feed_at("https://blog.example/feed");
  http::Response response = answering(200);
  response.cache_control = "max-age=14400";
  remember_address(feed, response, kNow);
  remember_address(feed, answering(304), kNow);
  EXPECT_EQ(feed.freshness, hours(4));
  record_success(feed, {}, kNow, kNoJitter);
  EXPECT_EQ(feed.next_poll, kNow + hours(4));
  response = answering(304);
  response.cache_control = "no-cache";
  remember_address(feed, response, kNow);
  EXPECT_EQ(feed.freshness, seconds(0));
}

TEST(RememberAddress, KeepsValidatorsByteForByteWithTheUrlThatGaveThem) {
  store::FeedRow feed = feed_at("https://blog.example/feed");
  http::Response response = through({{302, "https://cdn.example/f.xml"}});
  response.etag = "W/\"odd one\"";
  response.last_modified = "yesterday-ish";
  remember_address(feed, response, kNow);
  EXPECT_EQ(feed.etag, "W/\"odd one\"");
  EXPECT_EQ(feed.last_modified, "yesterday-ish");
  EXPECT_EQ(feed.validator_url, "https://cdn.example/f.xml");
}

TEST(RememberAddress, ForgetsValidatorsThatA200NoLongerGives) {
  store::FeedRow feed = feed_at("https://blog.example/feed");
  feed.etag = "\"1\"";
  remember_address(feed, answering(200), kNow);
  EXPECT_EQ(feed.etag, "");
}

TEST(RememberAddress, KeepsValidatorsOverA304WithoutAny) {
  store::FeedRow feed = feed_at("https://blog.example/feed");
  feed.etag = "\"1\"";
  remember_address(feed, answering(304), kNow);
  EXPECT_EQ(feed.etag, "\"1\"");
}

TEST(RememberAddress, KeepsTheValidatorThatA304DoesNotRepeat) {
  store::FeedRow feed = feed_at("https://blog.example/feed");
  feed.etag = "\"1\"";
  feed.last_modified = "Fri, 20 Nov 2026 01:02:03 GMT";
  http::Response unchanged = answering(304);
  unchanged.etag = "W/\"1\"";
  remember_address(feed, unchanged, kNow);
  EXPECT_EQ(feed.etag, "W/\"1\"");
  EXPECT_EQ(feed.last_modified, "Fri, 20 Nov 2026 01:02:03 GMT");
}

TEST(RememberAddress, MovesAtOnceOnTheSameHostForPermanentRedirectsOnly) {
  const std::string old = "https://blog.example/feed", fresh = "https://blog.example/new";
  const std::pair<int, std::string> cases[] = {{301, fresh}, {308, fresh}, {302, old}, {303, old}, {307, old}};
  for (const auto& [status, expected] : cases) {
    SCOPED_TRACE(status);
    store::FeedRow feed = feed_at(old);
    remember_address(feed, through({{status, fresh}}), kNow);
    EXPECT_EQ(feed.url, expected);
  }
}

TEST(RememberAddress, FollowsOnlyThePermanentFirstPartOfAChain) {
  store::FeedRow feed = feed_at("https://blog.example/a");
  remember_address(
      feed,
      through({{301, "https://blog.example/b"}, {302, "https://blog.example/c"}, {301, "https://blog.example/d"}}),
      kNow);
  EXPECT_EQ(feed.url, "https://blog.example/b");
}

TEST(RememberAddress, MovesToAnotherHostAfterThreeRoundsOverTwoDays) {
  store::FeedRow feed = feed_at("https://old.example/feed");
  const auto seen = [&](Instant when) { remember_address(feed, through({{301, "https://new.example/feed"}}), when); };
  seen(kNow);
  seen(kNow + hours(24));
  EXPECT_EQ(feed.url, "https://old.example/feed");
  seen(kNow + hours(47));
  EXPECT_EQ(feed.url, "https://old.example/feed") << "three rounds, but not yet 48 hours";
  seen(kNow + hours(48));
  EXPECT_EQ(feed.url, "https://new.example/feed");
  EXPECT_EQ(feed.moving_to, "");
}

TEST(RememberAddress, StartsWatchingAgainWhenTheRedirectWasAway) {
  store::FeedRow feed = feed_at("https://old.example/feed");
  remember_address(feed, through({{301, "https://new.example/feed"}}), kNow);
  remember_address(feed, answering(200), kNow + hours(24));
  EXPECT_EQ(feed.moving_to, "");
  remember_address(feed, through({{301, "https://new.example/feed"}}), kNow + hours(48));
  remember_address(feed, through({{301, "https://new.example/feed"}}), kNow + hours(72));
  EXPECT_EQ(feed.url, "https://old.example/feed");
}

TEST(Judge, SaysOfALong404ThatTheFeedIsNotThereAnyMore) {
  store::FeedRow feed = feed_at("https://blog.example/feed");
  feed.failing_since = kNow - days(90);  // with other answers
  const std::string first = judge(feed, answering(404), kNow).reason;
  feed.missing_since = kNow - days(29);
  EXPECT_EQ(judge(feed, answering(404), kNow).reason, first);
  feed.missing_since = kNow - days(30);
  const std::string lasting = judge(feed, answering(404), kNow).reason;
  EXPECT_TRUE(lasting.starts_with("answered 404 for a month and longer")) << lasting;
}

TEST(RecordFailure, AsksAboutALong404OnceAWeekAndTellsOfItOnce) {
  store::FeedRow feed = feed_at("https://blog.example/feed");
  const Error no_answer{ErrorCode::Unavailable, "no answer"};
  const auto fail_with = [&](const Result<http::Response>& response, Instant now) {
    record_failure(feed, judge(feed, response, now), config::PollSettings(), now, kNoJitter);
  };
  fail_with(answering(500), kNow - days(40));
  EXPECT_FALSE(feed.missing_since);
  fail_with(answering(404), kNow - days(30));
  fail_with(std::unexpected(no_answer), kNow - days(2));
  EXPECT_EQ(feed.missing_since, kNow - days(30)) << "its server said nothing else";
  feed.told = kNow - days(20);
  fail_with(answering(404), kNow);
  EXPECT_EQ(feed.next_poll, kNow + days(7));
  EXPECT_FALSE(feed.told) << "to be told anew";
  feed.told = kNow;
  fail_with(answering(404), kNow + days(7));
  EXPECT_EQ(feed.told, kNow);
  for (const int fault : {429, 500, 503}) fail_with(answering(fault), kNow + days(14));
  EXPECT_EQ(feed.missing_since, kNow - days(30)) << "a server with a fault says nothing of the feed";
  EXPECT_LT(feed.next_poll, kNow + days(14 + 6));
  fail_with(answering(403), kNow + days(21));
  EXPECT_FALSE(feed.missing_since);
}

TEST(RecordFailure, KeepsUntilWhenTheServerWantsToBeLeftAlone) {
  store::FeedRow feed = feed_at("https://blog.example/feed");
  record_failure(feed, {.reason = "answered 429", .asked_wait = hours(2)}, config::PollSettings(), kNow, kNoJitter);
  EXPECT_EQ(feed.not_before, kNow + hours(2));
  record_failure(feed, {.reason = "answered 429", .asked_wait = days(365)}, config::PollSettings(), kNow, kNoJitter);
  EXPECT_EQ(feed.not_before, kNow + config::PollSettings().max_interval);
  record_failure(feed, {.reason = "answered 500"}, config::PollSettings(), kNow, kNoJitter);
  EXPECT_FALSE(feed.not_before);
}

TEST(RecordFailure, LeavesAServerAloneForLongerEachTimeThatDoesNotSayForHowLong) {
  const Result<http::Response> too_many = answering(429);
  store::FeedRow feed = feed_at("https://blog.example/feed");
  for (const hours wait : {hours(1), hours(2), hours(4), hours(8), hours(16), hours(24), hours(24)}) {
    record_failure(feed, judge(feed, too_many, kNow), config::PollSettings(), kNow, kNoJitter);
    EXPECT_EQ(feed.not_before, kNow + wait);
    EXPECT_GE(feed.next_poll, feed.not_before);
  }
  record_success(feed, config::PollSettings(), kNow, kNoJitter);
  EXPECT_FALSE(feed.not_before);
  record_failure(feed, judge(feed, too_many, kNow), config::PollSettings(), kNow, kNoJitter);
  EXPECT_EQ(feed.not_before, kNow + hours(1)) << "a success begins anew";
}

TEST(LookBack, AsksTheListedAddressFromTimeToTimeWhileTheOtherFails) {
  store::FeedRow feed = feed_at("https://blog.example/feed");
  feed.url = "https://blog.example/tmp-feed";
  feed.last_success = kNow - days(9);
  std::string asked;
  for (feed.failures = 1; feed.failures <= 9; ++feed.failures) {
    look_back(store::FeedRow(feed), feed);
    asked += feed.url == feed.listed_url ? 'L' : 't';
  }
  EXPECT_EQ(asked, "tttLtttLt");
  feed.failures = 0;
  feed.url = feed.listed_url;
  follow_move(feed, "", kNow);
  EXPECT_EQ(feed.moving_to, "") << "once the listed address works, the other is forgotten";
}

TEST(RecordFailure, KeepsToTheQuietHoursOfTheFeed) {
  store::FeedRow feed = feed_at("https://blog.example/feed");
  feed.quiet.hours.set(10);
  record_failure(feed, {Answer::Kind::Failed, store::FeedStatus::Error, "answered 500", {}}, {}, kNow, kNoJitter);
  EXPECT_EQ(feed.next_poll, kNow + hours(2)) << "not at 10:00";
}

TEST(RecordLeftAlone, WaitsAsLongAsTheHostAskedForAndCountsNothing) {
  store::FeedRow feed = feed_at("https://blog.example/feed");
  feed.last_poll = kNow - hours(5);
  record_left_alone(feed, days(1), {}, kNow, kNoJitter);
  EXPECT_EQ(feed.next_poll, kNow + days(1));
  EXPECT_EQ(feed.failures, 0);
  EXPECT_EQ(feed.last_poll, kNow - hours(5)) << "it was not asked";
  EXPECT_EQ(feed.status, store::FeedStatus::New);
}

TEST(RecordLeftAlone, WaitsLongerEachTimeWhereTheHostDoesNotSayForHowLong) {
  store::FeedRow feed = feed_at("https://blog.example/feed");
  for (const hours wait : {hours(1), hours(2), hours(4), hours(8), hours(16), hours(24), hours(24)}) {
    record_left_alone(feed, seconds(0), {}, kNow, kNoJitter);
    EXPECT_EQ(feed.next_poll, kNow + wait);
    EXPECT_EQ(feed.not_before, feed.next_poll) << "nor does `poll --all` ask it before";
  }
  // Now it is this one that is asked, and gets the host's answer.
  const Result<http::Response> too_many = answering(503);
  record_failure(feed, judge(feed, too_many, kNow), {}, kNow, kNoJitter);
  EXPECT_GE(feed.next_poll, kNow + hours(24));
}

TEST(RecordFailure, CountsAndBacksOffAndASuccessClearsIt) {
  store::FeedRow feed = feed_at("https://blog.example/feed");
  const Answer answer{Answer::Kind::Failed, store::FeedStatus::Error, "answered 404", seconds(0)};
  record_failure(feed, answer, {}, kNow, kNoJitter);
  record_failure(feed, answer, {}, kNow + hours(1), kNoJitter);
  EXPECT_EQ(feed.failures, 2);
  EXPECT_EQ(feed.failing_since, kNow);
  EXPECT_EQ(feed.next_poll, kNow + hours(3));
  EXPECT_EQ(feed.error, "answered 404");
  record_success(feed, {}, kNow + hours(3), kNoJitter);
  EXPECT_EQ(feed.failures, 0);
  EXPECT_FALSE(feed.failing_since);
  EXPECT_EQ(feed.error, "");
  EXPECT_EQ(feed.status, store::FeedStatus::Ok);
  EXPECT_EQ(feed.next_poll, kNow + hours(4));
}

}  // namespace
}  // namespace aggregator::poll
