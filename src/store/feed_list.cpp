// The list of feeds, carried over into the store.
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "aggregator/base/log.h"
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
  std::string key;
  bool listed = false;
  int place = 0;
  ListedFeed as_listed;
  std::string url;
  std::string moving_to;
};
using StoredFeeds = std::unordered_map<std::string, StoredFeed>;  ///< by the key of where they are listed

StoredFeeds read_stored(Session& session) {
  StoredFeeds stored;
  std::string tags;
  StoredFeed feed;
  ListedFeed& listed = feed.as_listed;
  Statement statement(
      session,
      "SELECT list_key, id, listed, place, listed_url, listed_title, site, language, tags, enabled, url,"
      " moving_to FROM feeds");
  statement.into(feed.key, feed.id, feed.listed, feed.place, listed.url, listed.title, listed.site, listed.language,
                 tags, listed.enabled, feed.url, feed.moving_to);
  while (statement.next()) {
    listed.tags = read_tags(tags);
    stored.emplace(feed.key, feed);
  }
  return stored;
}

/// Keys of where feeds were listed or polled before, each with the one of where that feed is listed.
using FormerAddresses = std::vector<std::pair<std::string, std::string>>;

FormerAddresses read_former(Session& session) {
  FormerAddresses former;
  std::string key, list_key;
  Statement statement(session, "SELECT a.key, f.list_key FROM former_addresses a JOIN feeds f ON f.id = a.feed");
  statement.into(key, list_key);
  while (statement.next()) former.emplace_back(key, list_key);
  return former;
}

/// The stored feeds that have moved, are about to or were elsewhere before, by the key of where that is.
std::unordered_map<std::string, const StoredFeed*> moved_feeds(const StoredFeeds& stored,
                                                               const FormerAddresses& former) {
  std::unordered_map<std::string, const StoredFeed*> moved, moving, left;
  const auto put = [](auto& feeds, const StoredFeed& feed, std::string elsewhere) {
    if (elsewhere == feed.key) return;
    const auto [place, is_first] = feeds.emplace(std::move(elsewhere), &feed);
    if (!is_first && feed.id < place->second->id) place->second = &feed;
  };
  for (const auto& [key, feed] : stored) {
    put(moved, feed, canonical_url(feed.url));
    if (!feed.moving_to.empty()) put(moving, feed, canonical_url(feed.moving_to));
  }
  for (const auto& [key, list_key] : former) {
    const auto feed = stored.find(list_key);  // another process may have listed it elsewhere just now
    if (feed != stored.end()) put(left, feed->second, key);
  }
  moved.merge(moving);  // where one is already goes before where another may go, and that before where one was
  moved.merge(left);
  return moved;
}

/// Whether a person who changed an entry of the list from one to the other left the blog and changed its address.
/// The title says most; the site of a company may have several blogs, which their titles tell apart.
bool is_of_same_blog(const ListedFeed& before, const ListedFeed& after) {
  if (!before.title.empty() && !after.title.empty()) return before.title == after.title;
  return !before.site.empty() && canonical_url(before.site) == canonical_url(after.site);
}

/// Knows the feeds of a list again among those of the store.
class Recognition {
 public:
  Recognition(const StoredFeeds& stored, const FormerAddresses& former, const std::vector<ListedFeed>& listed)
      : stored_(stored), moved_(moved_feeds(stored, former)) {
    for (const ListedFeed& feed : listed) keys_.insert(canonical_url(feed.url));
    for (const auto& [key, feed] : stored) {
      if (feed.listed && !keys_.contains(key)) vanished_.emplace(feed.place, &feed);
    }
  }

  /// The stored feed that `feed`, with its key and its place in the list, is; nothing when it is new. None is found
  /// twice.
  const StoredFeed* find(const std::string& key, const ListedFeed& feed, int place) {
    if (const auto same = stored_.find(key); same != stored_.end()) return &same->second;
    if (const auto old = moved_.find(key); old != moved_.end() && !keys_.contains(old->second->key)) {
      // Listed where it has moved to, or again where it was: the same feed, with its history and those who chose it.
      if (taken_.insert(old->second).second) return old->second;
    }
    const auto before = vanished_.find(place);
    if (before == vanished_.end() || is_listed_elsewhere(*before->second)) return nullptr;
    if (!is_of_same_blog(before->second->as_listed, feed)) return nullptr;
    return taken_.insert(before->second).second ? before->second : nullptr;
  }

 private:
  [[nodiscard]] bool is_listed_elsewhere(const StoredFeed& feed) const {
    return keys_.contains(canonical_url(feed.url)) || keys_.contains(canonical_url(feed.moving_to));
  }

  const StoredFeeds& stored_;
  const std::unordered_map<std::string, const StoredFeed*> moved_;
  std::unordered_set<std::string> keys_;                 ///< of the list
  std::unordered_map<int, const StoredFeed*> vanished_;  ///< from the list, by the place they had there
  std::unordered_set<const StoredFeed*> taken_;          ///< those listed under another key than before
};

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
void update(Session& session, const std::string& key, const StoredFeed& stored, const ListedFeed& feed, int place) {
  const std::string& url = stored.url == stored.as_listed.url ? feed.url : stored.url;
  run(session,
      "UPDATE feeds SET list_key = :list_key, listed = 1, place = :place, listed_url = :listed_url, listed_title = "
      ":listed_title,"
      " site = :site, language = :language, tags = :tags, enabled = :enabled, url = :url WHERE id = :id",
      key, place, feed.url, feed.title, feed.site, feed.language, tags_text(feed.tags), feed.enabled, url, stored.id);
}

/// A feed that the list has elsewhere now than where it was polled is asked there in the next round: what its former
/// server said of when to ask, and that it is gone, holds no more.
void poll_elsewhere(Session& session, FeedId feed, const std::string& url, const std::string& key) {
  run(session,
      "UPDATE feeds SET url = :url, url_key = :url_key, status = CASE status WHEN 4 THEN 2 ELSE status END,"
      " told = NULL, next_poll = NULL, not_before = NULL, missing_since = NULL, refusals = 0, moving_to = '', "
      "moving_since = NULL,"
      " moving_rounds = 0 WHERE id = :id",
      url, key, feed);
}

/// Who puts a feed that is gone back on the list wants it asked once more, as `enable` has it.
void ask_once_more(Session& session, FeedId feed) {
  run(session, "UPDATE feeds SET status = 2, told = NULL, next_poll = NULL WHERE id = :id AND status = 4", feed);
}

/// What of the list is not in the store yet.
struct Changes {
  struct Written {
    std::string key;
    const ListedFeed* feed = nullptr;
    int place = 0;
    std::optional<StoredFeed> before;  ///< nullopt: it is new to the store
  };
  std::vector<Written> written;
  std::vector<FeedId> unlisted;
  bool has_new_fingerprint = false;
  SyncReport report;

  [[nodiscard]] bool changes_feeds() const { return !written.empty() || !unlisted.empty(); }
  [[nodiscard]] bool empty() const { return !changes_feeds() && !has_new_fingerprint; }
};

std::string read_fingerprint(Session& session) {
  std::string fingerprint;
  read_row(session, "SELECT value FROM settings WHERE name = 'list'", std::tie(fingerprint));
  return fingerprint;
}

Changes changes_to(Session& session, const std::vector<ListedFeed>& listed, std::string_view fingerprint) {
  const StoredFeeds stored = read_stored(session);
  Recognition recognition(stored, read_former(session), listed);
  Changes changes;
  changes.has_new_fingerprint = read_fingerprint(session) != fingerprint;
  std::unordered_set<std::string> seen;
  int place = 0;
  for (const ListedFeed& feed : listed) {
    const std::string key = canonical_url(feed.url);
    if (!seen.insert(key).second) continue;
    ++place;
    const StoredFeed* known = recognition.find(key, feed, place);
    if (known == nullptr) {
      changes.written.push_back({key, &feed, place, std::nullopt});
      ++changes.report.added;
      continue;
    }
    if (known->key != key) {
      seen.insert(known->key);
      changes.report.relisted.push_back({known->id, known->as_listed.url, feed.url});
    }
    StoredFeed before = *known;
    before.as_listed.access = feed.access;  // not stored: what a feed is asked with is the list's alone
    const bool same = says_the_same(before.as_listed, feed);
    if (!before.listed) {
      ++changes.report.added;
    } else if (!same) {
      ++changes.report.changed;
    }
    if (!before.listed || !same || before.place != place) changes.written.push_back({key, &feed, place, before});
  }
  for (const auto& [key, feed] : stored) {
    if (feed.listed && !seen.contains(key)) changes.unlisted.push_back(feed.id);
  }
  changes.report.removed = static_cast<int>(changes.unlisted.size());
  return changes;
}

void write(Session& session, const Changes& changes, const std::string& fingerprint) {
  for (const auto& [key, feed, place, before] : changes.written) {
    if (before) {
      if (key != before->key) keep_addresses(session, before->id);
      update(session, key, *before, *feed, place);
      if (!before->listed) ask_once_more(session, before->id);
      if (key != before->key && key != canonical_url(before->url)) poll_elsewhere(session, before->id, feed->url, key);
    } else {
      insert(session, key, *feed, place);
    }
  }
  for (const FeedId id : changes.unlisted) run(session, "UPDATE feeds SET listed = 0 WHERE id = :id", id);
  if (!changes.has_new_fingerprint) return;
  run(session,
      "INSERT INTO settings (name, value) VALUES ('list', :fingerprint)"
      " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      fingerprint);
}

}  // namespace

Result<SyncReport> sync_feeds(Database& database, const std::vector<ListedFeed>& listed, std::string_view fingerprint,
                              const NoteSync& note) {
  // Mostly the list is as it was: then nobody is waited for, and a disk that takes nothing is no hindrance.
  const auto found =
      reading(database, [&](Session& session) -> Result<Changes> { return changes_to(session, listed, fingerprint); });
  if (!found) return std::unexpected(found.error());
  if (found->empty()) return found->report;
  const auto written = writing(database, [&](Session& session) -> Result<SyncReport> {
    const Changes changes = changes_to(session, listed, fingerprint);  // another process may have been faster
    write(session, changes, std::string(fingerprint));
    if (note) {
      if (const auto noted = note(changes.report); !noted) return std::unexpected(noted.error());
    }
    return changes.report;
  });
  if (written || found->changes_feeds()) return written;
  log(LogLevel::Debug, "the list is as it was, but that it was read cannot be stored: " + written.error().detail);
  return found->report;
}

Result<std::string> list_fingerprint(Database& database) {
  return reading(database, [](Session& session) -> Result<std::string> { return read_fingerprint(session); });
}

}  // namespace aggregator::store
