// The list of feeds, carried over into the store.
#include <unordered_map>
#include <unordered_set>

#include "aggregator/base/url.h"
#include "aggregator/store/feeds.h"
#include "feed_rows.h"
#include "session.h"
#include "tags.h"

namespace aggregator::store {
namespace {
using config::ListedFeed;

/// A stored feed as the list saw it last.
struct StoredFeed {
  FeedId id = 0;
  bool listed = false;
  int place = 0;
  ListedFeed as_listed;
  std::string url;
};

std::unordered_map<std::string, StoredFeed> read_stored(Session& session) {
  std::unordered_map<std::string, StoredFeed> stored;
  std::string key, tags;
  StoredFeed feed;
  ListedFeed& listed = feed.as_listed;
  Statement statement(session,
                      "SELECT list_key, id, listed, place, listed_url, listed_title, site, language, tags, enabled, url"
                      " FROM feeds");
  statement.into(key, feed.id, feed.listed, feed.place, listed.url, listed.title, listed.site, listed.language, tags,
                 listed.enabled, feed.url);
  while (statement.next()) {
    listed.tags = read_tags(tags);
    stored.emplace(key, feed);
  }
  return stored;
}

void insert(Session& session, const std::string& key, const ListedFeed& feed, int place) {
  run(session,
      "INSERT INTO feeds (list_key, listed, place, listed_url, listed_title, site, language, tags, enabled, url,"
      " url_key, title, own_site, own_language, status, error, failures, etag, last_modified, validator_url, pace,"
      " body_hash, guids_repeat, hub, moving_to, moving_rounds)"
      " VALUES (:list_key, 1, :place, :listed_url, :listed_title, :site, :language, :tags, :enabled, :url, :url_key,"
      " '', '', '', 0, '', 0, '', '', '', 0, 0, 0, '', '', 0)",
      key, place, feed.url, feed.title, feed.site, feed.language, tags_text(feed.tags), feed.enabled, feed.url, key);
}

/// A feed that has not moved is polled where the list says, however it is spelled there now.
void update(Session& session, const StoredFeed& stored, const ListedFeed& feed, int place) {
  const std::string& url = stored.url == stored.as_listed.url ? feed.url : stored.url;
  run(session,
      "UPDATE feeds SET listed = 1, place = :place, listed_url = :listed_url, listed_title = :listed_title,"
      " site = :site, language = :language, tags = :tags, enabled = :enabled, url = :url WHERE id = :id",
      place, feed.url, feed.title, feed.site, feed.language, tags_text(feed.tags), feed.enabled, url, stored.id);
}

int unlist_missing(Session& session, const std::unordered_map<std::string, StoredFeed>& stored,
                   const std::unordered_set<std::string>& listed) {
  int removed = 0;
  for (const auto& [key, feed] : stored) {
    if (!feed.listed || listed.contains(key)) continue;
    run(session, "UPDATE feeds SET listed = 0 WHERE id = :id", feed.id);
    ++removed;
  }
  return removed;
}

SyncReport sync(Session& session, const std::vector<ListedFeed>& listed) {
  SyncReport report;
  auto stored = read_stored(session);
  std::unordered_set<std::string> seen;
  int place = 0;
  for (const ListedFeed& feed : listed) {
    const std::string key = canonical_url(feed.url);
    if (!seen.insert(key).second) continue;
    ++place;
    const auto found = stored.find(key);
    if (found == stored.end()) {
      insert(session, key, feed, place);
      ++report.added;
      continue;
    }
    StoredFeed& before = found->second;
    before.as_listed.access = feed.access;  // not stored: what a feed is asked with is the list's alone
    const bool same = says_the_same(before.as_listed, feed);
    if (!before.listed) {
      ++report.added;
    } else if (!same) {
      ++report.changed;
    }
    if (!before.listed || !same || before.place != place) update(session, before, feed, place);
  }
  report.removed = unlist_missing(session, stored, seen);
  return report;
}

}  // namespace

Result<SyncReport> sync_feeds(Database& database, const std::vector<ListedFeed>& listed) {
  return writing(database, [&](Session& session) -> Result<SyncReport> { return sync(session, listed); });
}

}  // namespace aggregator::store
