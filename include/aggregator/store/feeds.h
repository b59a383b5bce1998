// Feeds in the store: what the list says of them, and how polling them went.
#pragma once

#include <array>
#include <bitset>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/config/feed_list.h"
#include "aggregator/store/database.h"

namespace aggregator::store {

using FeedId = std::int64_t;

enum class FeedStatus {
  New,      ///< never polled
  Ok,       ///< the last poll understood it, or it was unchanged
  Error,    ///< the last poll failed; it is tried again
  Refused,  ///< it leads to an address or scheme that this program does not go to; tried again as after an error
  Gone,     ///< it answered 410; not polled any more
  Paused,   ///< `enabled: false` in the list
};
[[nodiscard]] std::string_view name_of(FeedStatus status);  ///< "new" "ok" "error" "refused" "gone" "paused"

/// When a feed asks not to be polled (<skipHours> and <skipDays> of RSS), in UTC.
struct QuietTimes {
  std::bitset<24> hours;
  std::bitset<7> days;  ///< 0 is Sunday
};

struct FeedRow {
  FeedId id = 0;
  // From the list:
  std::string listed_url;  ///< as the list spells it
  std::string listed_title;
  std::string site;
  std::string language;
  std::vector<std::string> tags;
  bool enabled = true;
  int place = 0;  ///< in the list, from 1
  // From polling:
  std::string url;                            ///< where it is polled: `listed_url` until the feed has moved
  std::string title, own_site, own_language;  ///< what the feed says of itself
  FeedStatus status = FeedStatus::New;        ///< never Paused here: that is `enabled`
  std::string error;                          ///< the last failure in words; empty when there was none
  int failures = 0;                           ///< in a row
  int refusals = 0;  ///< rounds in a row in which its server wanted to be left alone, whichever feed it was asked for
  std::optional<Instant> failing_since, last_success, last_poll;
  std::optional<Instant> next_poll;      ///< nothing: in the next round, unless it is gone
  std::optional<Instant> not_before;     ///< its server wants to be left alone until then
  std::optional<Instant> missing_since;  ///< 404 since then, or the server had a fault
  std::optional<Instant> newest_post;    ///< the date of the last one, when its last document was read
  std::string etag, last_modified;       ///< byte for byte; empty: none
  std::string validator_url;             ///< the URL that gave them: they are sent to no other
  bool unconditional = false;         ///< its server answers with an error where validators are sent, so none are kept
  std::chrono::seconds pace{0};       ///< the wait that the feed's rhythm calls for; kept for when it is unchanged
  std::chrono::seconds wish{0};       ///< the least wait that its document wishes
  std::chrono::seconds freshness{0};  ///< how long its server said that the document may be kept
  std::uint64_t body_hash = 0;        ///< of the last body understood; 0: none
  bool guids_repeat = false;          ///< once true, this feed's guids are not trusted alone
  std::string hub;
  std::string moving_to;  ///< a permanent redirect to another host that is being watched
  std::optional<Instant> moving_since;
  int moving_rounds = 0;
  std::string address;  ///< of the machine that answered last; empty: not known
  QuietTimes quiet;
  std::optional<Instant> told;  ///< when the runner was told that it has been failing for long
  std::string repairs;          ///< what had to be done to the last document, in words; empty: nothing

  /// Whether `url` is but what a page at `listed_url` named: no feed was read there yet.
  [[nodiscard]] bool is_guess() const { return url != listed_url && !last_success; }
  /// The address of the subscription: where the feed was read last, or else as listed.
  [[nodiscard]] const std::string& proven_url() const { return is_guess() ? listed_url : url; }

  /// Whether `name`, a URL or id that find_feed() finds it by, is where it was once and is no more.
  [[nodiscard]] bool has_left(std::string_view name) const;

  // What the list says goes before what the feed says.
  [[nodiscard]] const std::string& shown_title() const { return listed_title.empty() ? title : listed_title; }
  [[nodiscard]] const std::string& shown_site() const { return site.empty() ? own_site : site; }
  [[nodiscard]] const std::string& shown_language() const { return language.empty() ? own_language : language; }
};

/// A feed with what its entries tell.
struct FeedSummary {
  FeedRow feed;
  std::int64_t entries = 0, held = 0;   ///< posts; those held for the runner to decide
  std::array<std::int64_t, 8> weeks{};  ///< posts in each of the last eight weeks, this one last

  [[nodiscard]] double posts_per_week() const;
};

/// A feed that the list has under another address than before.
struct RelistedFeed {
  FeedId id = 0;
  std::string before, now;
};

struct SyncReport {
  int added = 0, changed = 0, removed = 0;
  std::vector<RelistedFeed> relisted{};
};

/// Writes what is to be told of a change of the list.
using NoteSync = std::function<Result<void>(const SyncReport&)>;

/// Makes the store's list the one given. Feeds are recognised by canonical_url of their listed URL; one that is listed
/// no more, also by the address that it has moved to or is about to or once had, and by the entry in its place that has
/// another address with the same title, or the same site and no other title. A feed no longer listed is kept with its
/// history but not polled or shown; listed again, it goes on where it was.
///
/// `fingerprint` tells this list from others, in the caller's own way; list_fingerprint() says it from then on. `note`,
/// if it is not empty, is called in the transaction that changes the list: either all is written or nothing.
[[nodiscard]] Result<SyncReport> sync_feeds(Database& database, const std::vector<config::ListedFeed>& listed,
                                            std::string_view fingerprint = {}, const NoteSync& note = {});

/// What sync_feeds() was last given for the store's list; empty: nothing.
[[nodiscard]] Result<std::string> list_fingerprint(Database& database);

/// Listed, enabled feeds that are not gone, in the order of `next_poll` (never polled first): those due at
/// `due_at`, or all. Due is also what was polled more than two days after `due_at`: the clock was wrong then.
[[nodiscard]] Result<std::vector<FeedRow>> pollable_feeds(Database& database, std::optional<Instant> due_at);

/// When the first of them is due after `now`; nothing when none is.
[[nodiscard]] Result<std::optional<Instant>> next_poll_after(Database& database, Instant now);

/// Feeds of the list that are gone, or fail since `since` or before, of which the runner was not told; without those
/// that `enable` has asked in the next round.
[[nodiscard]] Result<std::vector<FeedRow>> untold_failures(Database& database, Instant since);

/// The runner was told of `feed`.
[[nodiscard]] Result<void> note_told(Database& database, FeedId feed, Instant now);

/// Has the feed asked in the next round, also when it is gone. Its failure stays to be seen until then.
[[nodiscard]] Result<void> enable_feed(Database& database, FeedId feed);

/// Polls it at `url` from now on.
[[nodiscard]] Result<void> move_feed(Database& database, FeedId feed, const std::string& url);

/// When any of the listed feeds was polled last; nothing: none ever was.
[[nodiscard]] Result<std::optional<Instant>> last_poll_of_all(Database& database);

/// Writes back everything "from polling" but the URL: move_feed(). False, and nothing is written, for a feed that was
/// listed at another address since it was read: what was heard of the former one says nothing of it.
[[nodiscard]] Result<bool> update_feed(Database& database, const FeedRow& feed);

/// All listed feeds in the list's order.
[[nodiscard]] Result<std::vector<FeedSummary>> list_feeds(Database& database, Instant now);

/// A feed, listed or not, and how much of it became news of late.
struct FeedVolume {
  FeedId id = 0;
  std::string listed_url;
  std::string site;      ///< as the list says
  std::string own_site;  ///< as the feed says
  std::int64_t entries = 0;
};

/// All feeds in the order of their ids, with the number of entries behind the sequence number `after`.
[[nodiscard]] Result<std::vector<FeedVolume>> feed_volumes(Database& database, std::int64_t after);

/// The listed URL of a feed, listed or not. Errors: NotFound.
[[nodiscard]] Result<std::string> listed_url_of(Database& database, FeedId feed);

/// The listed URLs of all feeds, also of those that are listed no more.
[[nodiscard]] Result<std::unordered_map<FeedId, std::string>> listed_urls(Database& database);

/// The feed with this URL or id, as find_feed(), but also one that is listed no more.
[[nodiscard]] Result<std::optional<FeedId>> known_feed(Database& database, std::string_view url_or_id);

/// The listed feed with this URL (compared by canonical_url) or id in digits. Of several the one that is listed there,
/// then the one that is polled there, then one that once was either.
[[nodiscard]] Result<std::optional<FeedRow>> find_feed(Database& database, std::string_view url_or_id);

/// The same among the feeds that are no longer listed.
[[nodiscard]] Result<std::optional<FeedRow>> find_former_feed(Database& database, std::string_view url_or_id);

}  // namespace aggregator::store
