#include "pipeline.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/http_server.h"
#include "support/plain_settings.h"

namespace aggregator::poll {
namespace {
using namespace std::chrono;

constexpr Instant kNow = sys_days(2026y / 11 / 20) + hours(9);

constexpr auto kNever = steady_clock::time_point::max();

/// What comes of the feed of `server`.
std::optional<Fetched> fetched_from(const test::HttpServer& server, Deadlines deadlines) {
  config::Settings settings = test::plain_settings();
  settings.poll.allow_addresses = {*AddressRange::parse(server.address())};
  std::vector<store::FeedRow> feeds(1);
  feeds[0].url = server.url("/feed");
  const Keys keys;
  Pipeline pipeline(feeds, keys, settings, kNow, deadlines);
  return pipeline.next();
}

TEST(Pipeline, ParsesNothingMoreWhenItsTimeIsOver) {
  test::HttpServer server;
  server.reply("/feed", {.body = "<rss version='2.0'><channel><item><title>T</title></item></channel></rss>"});
  const auto in_time = fetched_from(server, {kNever, kNever});
  ASSERT_TRUE(in_time && in_time->document && *in_time->document);
  EXPECT_EQ((*in_time->document)->feed.entries.size(), 1u);
  const auto late = fetched_from(server, {kNever, steady_clock::now()});
  ASSERT_TRUE(late);
  EXPECT_FALSE(late->document);
  ASSERT_FALSE(late->response);
  EXPECT_EQ(late->response.error().code, ErrorCode::Busy) << "due again, and no failure of the feed";
}

TEST(Pipeline, CountsAWaitThatAServerAsksForFromItsAnswerOn) {
  test::HttpServer server;
  server.reply("/feed", {.status = 429, .headers = {{"Retry-After", "3600"}}});
  const auto fetched = fetched_from(server, {kNever, kNever, steady_clock::now() - minutes(9)});
  ASSERT_TRUE(fetched);
  EXPECT_GE(fetched->answer.asked_wait, hours(1) + minutes(9)) << "from the beginning of the round";
}

TEST(Pipeline, CountsWhatAnswersCarryInTheirHeads) {
  test::HttpServer server;
  server.reply("/feed", {.status = 404, .headers = {{"ETag", "\"" + std::string(4000, 'a') + "\""}}});
  const auto fetched = fetched_from(server, {kNever, kNever});
  ASSERT_TRUE(fetched);
  EXPECT_GT(fetched->bytes, 4000u);
}

}  // namespace
}  // namespace aggregator::poll
