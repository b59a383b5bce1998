#include "aggregator/store/feeds.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <limits>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "aggregator/base/url.h"
#include "feed_rows.h"
#include "session.h"
#include "tags.h"

namespace aggregator::store {
namespace {

Result<std::vector<FeedRow>> feeds_due(Session& session, std::optional<Instant> due_at) {
  constexpr std::chrono::seconds kWrongClock = std::chrono::days(2);
  constexpr std::int64_t kEver = std::numeric_limits<std::int64_t>::max();
  const std::int64_t latest = due_at ? due_at->time_since_epoch().count() : kEver;
  // A clock that was years ahead has put the next poll off by years. One that was a day ahead is waited for: it may
  // be the present one that is wrong, and nobody is asked twice for that.
  const std::int64_t impossible = due_at ? (*due_at + kWrongClock).time_since_epoch().count() : kEver;
  auto feeds = read_feeds(session,
                          " WHERE listed = 1 AND enabled = 1 AND status <> 4"
                          " AND (next_poll IS NULL OR next_poll <= :latest OR last_poll > :impossible)",
                          latest, impossible);
  // Ordered here: the database would hold all the rows once more for it.
  std::ranges::sort(feeds, {}, [](const FeedRow& feed) { return std::pair(feed.next_poll, feed.place); });
  return feeds;
}

using Weeks = std::array<std::int64_t, 8>;

/// What `sql` counts: rows of a feed and a number.
std::unordered_map<FeedId, std::int64_t> count_by_feed(Session& session, std::string_view sql) {
  std::unordered_map<FeedId, std::int64_t> numbers;
  FeedId feed = 0;
  std::int64_t number = 0;
  Statement statement(session, sql);
  statement.into(feed, number);
  while (statement.next()) numbers[feed] = number;
  return numbers;
}

std::unordered_map<FeedId, Weeks> count_weeks(Session& session, Instant now) {
  constexpr std::chrono::seconds kWeek = std::chrono::weeks(1);
  const Instant since = now - std::chrono::weeks(std::tuple_size<Weeks>());
  std::unordered_map<FeedId, Weeks> counts;
  FeedId feed = 0;
  std::int64_t ago = 0, number = 0;
  Statement statement(session,
                      "SELECT s.feed, (CAST(:now AS BIGINT) - e.dated) / CAST(:week AS BIGINT) AS ago, COUNT(*)"
                      " FROM entries e JOIN entry_sources s ON s.entry = e.id"
                      " WHERE e.dated > :since AND e.dated <= :until GROUP BY s.feed, ago");
  statement.use(now, kWeek, since, now).into(feed, ago, number);
  while (statement.next()) counts[feed].rbegin()[ago] += number;
  return counts;
}

std::optional<FeedId> id_in(std::string_view text) {
  FeedId id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return id;
}

/// Those with this URL or id, the ones to be taken first in front.
std::vector<FeedRow> feeds_named(Session& session, std::string_view url_or_id) {
  if (const auto id = id_in(url_or_id)) return read_feeds(session, " WHERE id = :id", *id);
  const std::string key = canonical_url(url_or_id);
  return read_feeds(
      session,
      " WHERE list_key = :listed OR url_key = :present"
      " OR id IN (SELECT feed FROM former_addresses WHERE key = :former)"
      " ORDER BY listed DESC, CASE WHEN list_key = :first THEN 0 WHEN url_key = :second THEN 1 ELSE 2 END,"
      " id",
      key, key, key, key, key);
}

bool is_listed(Session& session, FeedId id) {
  bool listed = false;
  read_row(session, "SELECT listed FROM feeds WHERE id = :id", std::tie(listed), id);
  return listed;
}

Result<std::optional<FeedRow>> feed_named(Session& session, std::string_view url_or_id, bool listed) {
  std::vector<FeedRow> found = feeds_named(session, url_or_id);
  if (found.empty() || is_listed(session, found.front().id) != listed) return std::nullopt;
  return std::move(found.front());
}

/// Whether a statement for this feed changed anything.
Result<void> found(std::int64_t changed, FeedId feed) {
  if (changed == 0) return fail(ErrorCode::NotFound, "no feed is stored under the id " + std::to_string(feed));
  return {};
}

}  // namespace

bool FeedRow::has_left(std::string_view name) const {
  const std::string key = canonical_url(name);
  return !id_in(name) && key != canonical_url(listed_url) && key != canonical_url(url);
}

double FeedSummary::posts_per_week() const {
  return static_cast<double>(std::accumulate(weeks.begin(), weeks.end(), std::int64_t{0})) /
         static_cast<double>(weeks.size());
}

std::string_view name_of(FeedStatus status) {
  switch (status) {
    case FeedStatus::New:
      return "new";
    case FeedStatus::Ok:
      return "ok";
    case FeedStatus::Error:
      return "error";
    case FeedStatus::Refused:
      return "refused";
    case FeedStatus::Gone:
      return "gone";
    case FeedStatus::Paused:
      return "paused";
  }
  return "new";
}

Result<std::vector<FeedRow>> pollable_feeds(Database& database, std::optional<Instant> due_at) {
  return reading(database, [&](Session& session) { return feeds_due(session, due_at); });
}

Result<std::optional<Instant>> next_poll_after(Database& database, Instant now) {
  return reading(database, [&](Session& session) -> Result<std::optional<Instant>> {
    std::optional<Instant> next;
    read_row(session,
             "SELECT MIN(next_poll) FROM feeds WHERE listed = 1 AND enabled = 1 AND status <> 4 AND next_poll > :now",
             std::tie(next), now);
    return next;
  });
}

Result<std::optional<Instant>> last_poll_of_all(Database& database) {
  return reading(database, [&](Session& session) -> Result<std::optional<Instant>> {
    std::optional<Instant> last;
    read_row(session, "SELECT MAX(last_poll) FROM feeds WHERE listed = 1", std::tie(last));
    return last;
  });
}

Result<bool> update_feed(Database& database, const FeedRow& feed) {
  constexpr std::string_view kUpdate =
      "UPDATE feeds SET title = :title, own_site = :own_site,"
      " own_language = :own_language, status = :status, error = :error, failures = :failures,"
      " failing_since = :failing_since, last_success = :last_success, last_poll = :last_poll, next_poll = :next_poll,"
      " etag = :etag, last_modified = :last_modified, validator_url = :validator_url, pace = :pace,"
      " body_hash = :body_hash, guids_repeat = :guids_repeat, hub = :hub, moving_to = :moving_to,"
      " moving_since = :moving_since, moving_rounds = :moving_rounds, address = :address, quiet_hours = :quiet_hours,"
      " quiet_days = :quiet_days, told = :told, repairs = :repairs, not_before = :not_before,"
      " missing_since = :missing_since, newest_post = :newest_post, wish = :wish, freshness = :freshness,"
      " unconditional = :unconditional, refusals = :refusals WHERE id = :id AND listed_url = :listed_url";
  return writing(database, [&](Session& session) -> Result<bool> {
    return run(session, kUpdate, feed.title, feed.own_site, feed.own_language, feed.status, feed.error, feed.failures,
               feed.failing_since, feed.last_success, feed.last_poll, feed.next_poll, feed.etag, feed.last_modified,
               feed.validator_url, feed.pace, feed.body_hash, feed.guids_repeat, feed.hub, feed.moving_to,
               feed.moving_since, feed.moving_rounds, feed.address,
               static_cast<std::int64_t>(feed.quiet.hours.to_ulong()),
               static_cast<std::int64_t>(feed.quiet.days.to_ulong()), feed.told, feed.repairs, feed.not_before,
               feed.missing_since, feed.newest_post, feed.wish, feed.freshness, feed.unconditional, feed.refusals,
               feed.id, feed.listed_url) != 0;
  });
}

Result<std::vector<FeedRow>> untold_failures(Database& database, Instant since) {
  return reading(database, [&](Session& session) -> Result<std::vector<FeedRow>> {
    return read_feeds(session,
                      " WHERE told IS NULL AND listed = 1 AND enabled = 1 AND (status = 4 OR"
                      " (failures > 0 AND next_poll IS NOT NULL AND failing_since <= :since)) ORDER BY place, id",
                      since);
  });
}

Result<void> note_told(Database& database, FeedId feed, Instant now) {
  return writing(database, [&](Session& session) -> Result<void> {
    return found(run(session, "UPDATE feeds SET told = :now WHERE id = :id", now, feed), feed);
  });
}

Result<void> enable_feed(Database& database, FeedId feed) {
  return writing(database, [&](Session& session) -> Result<void> {
    return found(run(session,
                     "UPDATE feeds SET status = CASE status WHEN 4 THEN 2 ELSE status END, told = NULL,"
                     " next_poll = NULL WHERE id = :id",
                     feed),
                 feed);
  });
}

Result<void> move_feed(Database& database, FeedId feed, const std::string& url) {
  return writing(database, [&](Session& session) -> Result<void> {
    keep_addresses(session, feed);
    return found(
        run(session, "UPDATE feeds SET url = :url, url_key = :url_key WHERE id = :id", url, canonical_url(url), feed),
        feed);
  });
}

Result<std::vector<FeedSummary>> list_feeds(Database& database, Instant now) {
  return reading(database, [&](Session& session) -> Result<std::vector<FeedSummary>> {
    auto entries = count_by_feed(session, "SELECT feed, COUNT(*) FROM entry_sources GROUP BY feed");
    auto held = count_by_feed(session, "SELECT feed, COUNT(*) FROM entries WHERE state = 2 GROUP BY feed");
    auto weeks = count_weeks(session, now);
    std::vector<FeedSummary> summaries;
    for (FeedRow& feed : read_feeds(session, " WHERE listed = 1 ORDER BY place, id")) {
      const FeedId id = feed.id;
      summaries.push_back({std::move(feed), entries[id], held[id], weeks[id]});
    }
    return summaries;
  });
}

Result<std::optional<FeedRow>> find_feed(Database& database, std::string_view url_or_id) {
  return reading(database, [&](Session& session) { return feed_named(session, url_or_id, true); });
}

Result<std::optional<FeedRow>> find_former_feed(Database& database, std::string_view url_or_id) {
  return reading(database, [&](Session& session) { return feed_named(session, url_or_id, false); });
}

Result<std::optional<FeedId>> known_feed(Database& database, std::string_view url_or_id) {
  return reading(database, [&](Session& session) -> Result<std::optional<FeedId>> {
    const std::vector<FeedRow> found = feeds_named(session, url_or_id);
    if (found.empty()) return std::nullopt;
    return found.front().id;
  });
}

Result<std::string> listed_url_of(Database& database, FeedId feed) {
  return reading(database, [&](Session& session) -> Result<std::string> {
    std::string url;
    const bool is_known = read_row(session, "SELECT listed_url FROM feeds WHERE id = :id", std::tie(url), feed);
    if (const auto known = found(is_known ? 1 : 0, feed); !known) return std::unexpected(known.error());
    return url;
  });
}

Result<std::unordered_map<FeedId, std::string>> listed_urls(Database& database) {
  return reading(database, [](Session& session) -> Result<std::unordered_map<FeedId, std::string>> {
    std::unordered_map<FeedId, std::string> urls;
    FeedId id = 0;
    std::string url;
    Statement statement(session, "SELECT id, listed_url FROM feeds");
    statement.into(id, url);
    while (statement.next()) urls.emplace(id, url);
    return urls;
  });
}

Result<std::vector<FeedVolume>> feed_volumes(Database& database, std::int64_t after) {
  return reading(database, [&](Session& session) -> Result<std::vector<FeedVolume>> {
    std::vector<FeedVolume> volumes;
    FeedVolume volume;
    Statement statement(session,
                        "SELECT f.id, f.listed_url, f.site, f.own_site, COALESCE(fresh.entries, 0) FROM feeds f"
                        " LEFT JOIN (SELECT feed, COUNT(*) AS entries FROM entries WHERE sequence > :after"
                        "  GROUP BY feed) AS fresh ON fresh.feed = f.id ORDER BY f.id");
    statement.use(after).into(volume.id, volume.listed_url, volume.site, volume.own_site, volume.entries);
    while (statement.next()) volumes.push_back(volume);
    return volumes;
  });
}

}  // namespace aggregator::store
