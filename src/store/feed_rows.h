// Rows of the table feeds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aggregator/store/feeds.h"
#include "session.h"

namespace aggregator::store {

inline constexpr std::string_view kSelectFeeds =
    "SELECT id, listed_url, listed_title, site, language, tags, enabled, place, url, title, own_site, own_language,"
    " status, error, failures, failing_since, last_success, last_poll, next_poll, etag, last_modified, validator_url, "
    "pace,"
    " body_hash, guids_repeat, hub, moving_to, moving_since, moving_rounds, address, quiet_hours, quiet_days, told,"
    " repairs, not_before, missing_since, newest_post, wish, freshness, unconditional, refusals FROM feeds";

/// What a statement that begins with kSelectFeeds reads into.
struct FeedColumns {
  FeedRow row;
  std::string tags;
  std::int64_t quiet_hours = 0, quiet_days = 0;

  void bind(Statement& statement);
  /// The row just read.
  [[nodiscard]] FeedRow take();
};

/// The feeds that `condition` picks, in its order; it is what follows FROM feeds, with a blank before it.
template <typename... Values>
std::vector<FeedRow> read_feeds(Session& session, std::string_view condition, const Values&... values) {
  const std::string sql = std::string(kSelectFeeds).append(condition);
  FeedColumns columns;
  std::vector<FeedRow> feeds;
  std::size_t count = 0;  // a row takes most of a kilobyte: a vector that grows would take twice the memory
  read_row(session, std::string("SELECT COUNT(*) FROM (SELECT 1 FROM feeds").append(condition).append(") AS counted"),
           std::tie(count), values...);
  feeds.reserve(count);
  Statement statement(session, sql);
  statement.use(values...);
  columns.bind(statement);
  while (statement.next()) feeds.push_back(columns.take());
  return feeds;
}

/// Keeps where the feed is listed and polled for good: to be called before either changes.
void keep_addresses(Session& session, FeedId feed);

}  // namespace aggregator::store
