// Entries as they are shown: each with the listed feeds it was seen in.
//
// One statement gives a row for each entry and source, the sources of an entry one after the other; rows are merged as
// they come. The feeds are few and read before.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "aggregator/base/text.h"
#include "aggregator/store/entries.h"
#include "aggregator/store/outbox.h"
#include "feed_rows.h"
#include "session.h"

namespace aggregator::store {
namespace {

// CROSS JOIN keeps SQLite to this order of the tables: by the index on `dated`, so that nothing is sorted as a whole.
constexpr std::string_view kSelect =
    "SELECT e.id, e.feed, e.guid, e.link, e.title, e.author, e.published, e.updated, e.first_seen, e.state, e.excerpt,"
    " e.image, e.minutes, e.content_hash, e.sequence, s.feed"
    " FROM entries e CROSS JOIN entry_sources s CROSS JOIN feeds f"
    " WHERE s.entry = e.id AND f.id = s.feed AND f.listed = 1 AND ";
// The feed that says how an entry reads comes first, then those that had it first.
constexpr std::string_view kOrder =
    " ORDER BY e.dated DESC, e.id DESC, CASE WHEN s.feed = e.feed THEN 0 ELSE 1 END, s.seen, s.feed";

// The digests that were made for somebody. Deliveries have no index by subscriber: it would cost five times what
// queueing them does. So the editions of the time are looked at that were made for what the subscriber has chosen, and,
// when they have chosen it meanwhile, those made before that.
constexpr std::string_view kDigestsOf =
    "SELECT d.edition FROM subscribers reader CROSS JOIN audiences a CROSS JOIN edition_choices made"
    " CROSS JOIN deliveries d WHERE reader.id = :subscriber AND a.id = reader.audience AND made.choice = a.choice"
    " AND made.created >= :since AND d.edition = made.edition AND d.subscriber = reader.id"
    " UNION SELECT d.edition FROM subscribers reader CROSS JOIN editions made CROSS JOIN deliveries d"
    " WHERE reader.id = :same AND made.kind = 0 AND made.created >= :same_since"
    " AND made.created <= reader.chosen_after AND d.edition = made.id AND d.subscriber = reader.id";

using Feeds = std::unordered_map<FeedId, FeedRow>;

Feeds listed_feeds(Session& session) {
  Feeds feeds;
  for (FeedRow& feed : read_feeds(session, " WHERE listed = 1")) feeds.emplace(feed.id, std::move(feed));
  return feeds;
}

ListedEntry listed(const EntryRow& entry, std::optional<Sequence> sequence, const FeedRow& feed) {
  return {entry, sequence, feed.shown_title(), feed.listed_url, feed.shown_site(), feed.shown_language(), {}, {},
          {},    {}};
}

void add_source(ListedEntry& entry, const FeedRow& feed) {
  if (!entry.sources.empty()) entry.also_in.push_back(feed.shown_title());
  entry.source_ids.push_back(feed.id);
  entry.sources.push_back(feed.listed_url);
  for (const std::string& tag : feed.tags) {
    if (std::ranges::find(entry.feed_tags, tag) == entry.feed_tags.end()) entry.feed_tags.push_back(tag);
  }
}

/// Calls `visit` for each entry until it returns false.
template <typename Visit, typename... Values>
void visit_listed(Session& session, std::string_view condition, Visit visit, const Values&... values) {
  const Feeds feeds = listed_feeds(session);
  const std::string sql = std::string(kSelect).append(condition).append(kOrder);
  EntryRow row;
  std::optional<Sequence> sequence;
  FeedId source = 0;
  Statement statement(session, sql);
  statement.use(values...).into(row.id, row.feed, row.guid, row.link, row.title, row.author, row.published, row.updated,
                                row.first_seen, row.state, row.excerpt, row.image, row.minutes, row.content_hash,
                                sequence, source);
  std::optional<ListedEntry> gathered;
  while (statement.next()) {
    const auto feed = feeds.find(source);
    if (feed == feeds.end()) continue;  // listed a moment ago
    if (gathered && gathered->entry.id != row.id) {
      if (!visit(*gathered)) return;
      gathered.reset();
    }
    if (!gathered) gathered = listed(row, sequence, feed->second);
    add_source(*gathered, feed->second);
  }
  if (gathered) visit(*gathered);
}

bool carries_any(const ListedEntry& entry, const std::vector<std::string>& tags) {
  return tags.empty() || std::ranges::find_first_of(entry.feed_tags, tags) != entry.feed_tags.end();
}

}  // namespace

Result<void> visit_window(Database& database, Sequence from, Sequence to,
                          const std::function<void(ListedEntry&&)>& visit) {
  return reading(database, [&](Session& session) -> Result<void> {
    const auto hand_over = [&](ListedEntry& entry) {
      visit(std::move(entry));
      return true;
    };
    visit_listed(session, "e.sequence > :from AND e.sequence <= :to", hand_over, from, to);
    return {};
  });
}

Result<std::vector<ListedEntry>> entries_shown_to(Database& database, SubscriberId subscriber, Instant since) {
  return reading(database, [&](Session& session) -> Result<std::vector<ListedEntry>> {
    std::vector<ListedEntry> entries;
    const auto gather = [&](ListedEntry& entry) {
      entries.push_back(std::move(entry));
      return true;
    };
    const std::string shown =
        fmt::format("e.id IN (SELECT entry FROM edition_entries WHERE edition IN ({}))", kDigestsOf);
    visit_listed(session, shown, gather, subscriber, since, subscriber, since);
    return entries;
  });
}

Result<std::vector<ListedEntry>> unsealed_entries(Database& database, Sequence last) {
  return reading(database, [&](Session& session) -> Result<std::vector<ListedEntry>> {
    std::vector<ListedEntry> entries;
    const auto gather = [&](ListedEntry& entry) {
      entries.push_back(std::move(entry));
      return true;
    };
    visit_listed(session, "e.id IN (SELECT id FROM entries WHERE state = 0 AND sequence IS NULL)", gather);
    std::ranges::reverse(entries);  // by `dated`, then id
    std::ranges::stable_sort(entries, {}, [](const ListedEntry& listed) { return listed.entry.first_seen; });
    for (ListedEntry& entry : entries) entry.sequence = ++last;
    return entries;
  });
}

Result<std::optional<EditionId>> edition_that_showed(Database& database, SubscriberId subscriber, EntryId entry,
                                                     Instant since) {
  return reading(database, [&](Session& session) -> Result<std::optional<EditionId>> {
    std::optional<EditionId> edition;
    read_row(session,
             "SELECT MAX(made.id) FROM editions made JOIN deliveries d ON d.edition = made.id"
             " WHERE made.kind = 0 AND made.created >= :since AND d.subscriber = :subscriber AND EXISTS"
             " (SELECT 1 FROM edition_entries shown WHERE shown.edition = made.id AND shown.entry = :entry)",
             std::tie(edition), since, subscriber, entry);
    return edition;
  });
}

Result<std::optional<Instant>> last_digest_of(Database& database, SubscriberId subscriber, Instant since) {
  constexpr std::chrono::seconds kLate = std::chrono::hours(1);
  return reading(database, [&](Session& session) -> Result<std::optional<Instant>> {
    std::optional<Instant> last;
    const std::string sql = fmt::format(
        "SELECT MAX(CASE WHEN e.created - e.due > CAST(:late AS BIGINT) THEN e.created ELSE e.due END)"
        " FROM editions e WHERE e.id IN ({}) AND NOT EXISTS (SELECT 1 FROM choices c CROSS JOIN edition_choices made"
        " WHERE c.frequency = :instant AND made.choice = c.id AND made.created = e.created AND made.edition = e.id)",
        kDigestsOf);
    const std::int64_t late = kLate.count();
    read_row(session, sql, std::tie(last), late, subscriber, since, subscriber, since, Frequency::Instant);
    return last;
  });
}

Result<void> visit_entries(Database& database, const EntryFilter& filter,
                           const std::function<void(const ListedEntry&)>& visit) {
  FeedId feed = 0;
  if (!filter.feed.empty()) {
    const auto found = find_feed(database, filter.feed);
    if (!found) return std::unexpected(found.error());
    if (!*found) return fail(ErrorCode::NotFound, "no feed is listed under " + quote(filter.feed));
    feed = (*found)->id;
  }
  const std::vector<std::string> tags(filter.tag.empty() ? 0 : 1, filter.tag);
  const Instant since = filter.since.value_or(Instant(std::chrono::seconds(std::numeric_limits<std::int64_t>::min())));
  std::int64_t left = filter.limit == 0 ? std::numeric_limits<std::int64_t>::max() : filter.limit;
  const auto show = [&](const ListedEntry& entry) {
    if (carries_any(entry, tags)) {
      visit(entry);
      --left;
    }
    return left > 0;
  };
  return reading(database, [&](Session& session) -> Result<void> {
    if (feed == 0) {
      visit_listed(session, "e.first_seen >= :since", show, since);
    } else {
      visit_listed(session,
                   "e.first_seen >= :since AND EXISTS"
                   " (SELECT 1 FROM entry_sources own WHERE own.entry = e.id AND own.feed = :feed)",
                   show, since, feed);
    }
    return {};
  });
}

}  // namespace aggregator::store
