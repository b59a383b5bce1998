#include "pipeline.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/http_server.h"
#include "support/plain_settings.h"

namespace aggregator::poll {
namespace {
using namespace std::chrono;

constexpr Instant kNow = sys_days(2026y / 11 / 20) + hours(9);

/// What comes of the feed at `url`, when there is time to parse until `parse_until`.
std::optional<Fetched> fetched_from(const test::HttpServer& server, steady_clock::time_point parse_until) {
  config::Settings settings = test::plain_settings();
  settings.poll.allow_addresses = {*AddressRange::parse(server.address())};
  std::vector<store::FeedRow> feeds(1);
  feeds[0].url = server.url("/feed");
  const Keys keys;
  Pipeline pipeline(feeds, keys, settings, kNow, {steady_clock::time_point::max(), parse_until});
  return pipeline.next();
}

TEST(Pipeline, ParsesNothingMoreWhenItsTimeIsOver) {
  test::HttpServer server;
  server.reply("/feed", {.body = "<rss version='2.0'><channel><item><title>T</title></item></channel></rss>"});
  const auto in_time = fetched_from(server, steady_clock::time_point::max());
  ASSERT_TRUE(in_time && in_time->document && *in_time->document);
  EXPECT_EQ((*in_time->document)->feed.entries.size(), 1u);
  const auto late = fetched_from(server, steady_clock::now());
  ASSERT_TRUE(late);
  EXPECT_FALSE(late->document);
  ASSERT_FALSE(late->response);
  EXPECT_EQ(late->response.error().code, ErrorCode::Busy) << "due again, and no failure of the feed";
}

TEST(Pipeline, CountsWhatAnswersCarryInTheirHeads) {
  test::HttpServer server;
  server.reply("/feed", {.status = 404, .headers = {{"ETag", "\"" + std::string(4000, 'a') + "\""}}});
  const auto fetched = fetched_from(server, steady_clock::time_point::max());
  ASSERT_TRUE(fetched);
  EXPECT_GT(fetched->bytes, 4000u);
}

}  // namespace
}  // namespace aggregator::poll
