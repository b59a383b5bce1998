// Entries in the store: each post once, with the keys it is recognised by and the feeds it was seen in.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/store/database.h"
#include "aggregator/store/feeds.h"

namespace aggregator::store {

using EntryId = std::int64_t;
/// A hash of one of the three identities of a post (poll/identity.h); unique over the whole store.
using EntryKey = std::int64_t;
/// The place of an entry in the order in which entries became news. From 1; windows are ranges of it.
using Sequence = std::int64_t;

enum class EntryState {
  New,      ///< goes into digests
  Backlog,  ///< was old when first seen: stored, never mailed
  Held,     ///< waits for the runner
};
[[nodiscard]] std::string_view name_of(EntryState state);  ///< "new" "backlog" "held"

/// By what an entry was recognised in a further feed.
enum class MatchedBy {
  Nothing,  ///< it was new: this is the feed that had it first
  Guid,
  Link,
  Text,  ///< title and text, or all that it has
};
[[nodiscard]] std::string_view name_of(MatchedBy key);  ///< "nothing" "guid" "link" "text"

struct EntryRow {
  EntryId id = 0;
  FeedId feed = 0;  ///< where it was seen first
  std::string guid, link, title, author;
  std::optional<Instant> published;  ///< never after first_seen
  std::optional<Instant> updated;
  Instant first_seen;
  EntryState state = EntryState::New;
  std::string reason;  ///< in words, when it is not plain why it has this state or is dated by its first sight
  std::string excerpt, image;
  int minutes = 0;
  std::uint64_t content_hash = 0;  ///< of title, canonical link, author and bodies as published: tells an edit
};

/// What is needed of a stored entry to tell an edit from a repeat.
struct KnownEntry {
  EntryId id = 0;
  FeedId feed = 0;
  EntryState state = EntryState::New;
  std::uint64_t content_hash = 0;
};

/// What a stored entry calls itself.
struct EntryWords {
  std::string guid, link, title, excerpt;
};

/// Errors: NotFound.
[[nodiscard]] Result<EntryWords> words_of_entry(Database& database, EntryId id);

/// For each key the entry that has it, or nothing. Keys whose entry was deleted give an entry with id 0: seen before.
[[nodiscard]] Result<std::vector<std::optional<KnownEntry>>> find_by_keys(Database& database,
                                                                          std::span<const EntryKey> keys);

/// Stores `entry` (its id is ignored) with `keys`, those that another entry has left out, and its feed as a source.
[[nodiscard]] Result<EntryId> insert_entry(Database& database, const EntryRow& entry, std::span<const EntryKey> keys);

/// An edit: title, link, author, updated, excerpt, image, minutes and content_hash of entry `id`. Never its identity,
/// first_seen, published or state.
[[nodiscard]] Result<void> update_entry(Database& database, EntryId id, const EntryRow& entry);

/// Entry `id` is one of the feed of `entry` from now on and reads as it does. Its keys, dates, state and sources stay.
[[nodiscard]] Result<void> hand_over(Database& database, EntryId id, const EntryRow& entry);

/// The reason of an entry that the runner does not want: it stays backlog for good.
inline constexpr std::string_view kDroppedByRunner = "held, then dropped by the runner";

/// Makes entry `id`, held or backlog, news that reads as `entry`, with its feed and reason. False when it was news
/// before, or the runner dropped it.
[[nodiscard]] Result<bool> make_news(Database& database, EntryId id, const EntryRow& entry);

[[nodiscard]] Result<std::int64_t> count_held(Database& database, FeedId feed);

/// Gives all held entries of a feed another state and reason. How many there were.
[[nodiscard]] Result<std::int64_t> settle_held(Database& database, FeedId feed, EntryState state,
                                               const std::string& reason);

/// More keys for an entry; those that are taken are left out.
[[nodiscard]] Result<void> add_keys(Database& database, EntryId id, std::span<const EntryKey> keys);

/// What became of a feed as a source of an entry that another feed had first.
enum class SourceChange {
  None,    ///< it said before what it says now
  Added,   ///< it is one from now on
  Edited,  ///< it says something else than before
};

/// `content_hash`: of the entry as this feed has it.
[[nodiscard]] Result<SourceChange> add_source(Database& database, EntryId id, FeedId feed, Instant now, MatchedBy by,
                                              std::uint64_t content_hash);

/// When this feed published last before `moment`, as far as is stored; nothing: never.
[[nodiscard]] Result<std::optional<Instant>> last_post_before(Database& database, FeedId feed, Instant moment);

/// How many entries are known of this feed, counting no further than `enough`.
[[nodiscard]] Result<std::int64_t> count_entries(Database& database, FeedId feed, std::int64_t enough);

struct KnownTitle {
  std::string title;
  EntryId entry = 0;
  Instant dated;    ///< published, else first_seen
  FeedId feed = 0;  ///< the one that says how it reads
  EntryState state = EntryState::New;
};

/// The titles of this feed's entries: what old posts are recognised by that come under other guids and links.
[[nodiscard]] Result<std::vector<KnownTitle>> titles_of_feed(Database& database, FeedId feed);

// Sealing and windows (architecture rule 4).

/// Gives every entry in state New that has none yet the next sequence number, in the order of first_seen, then
/// published, then id, and returns the highest number there is (0: none). Call it inside transact().
[[nodiscard]] Result<Sequence> seal_entries(Database& database);

/// The highest number given so far.
[[nodiscard]] Result<Sequence> last_sequence(Database& database);

/// The highest number of an entry first seen before `moment`: where a subscriber who joins begins.
[[nodiscard]] Result<Sequence> sequence_before(Database& database, Instant moment);

/// An entry with the feeds it was seen in, the first one first.
struct ListedEntry {
  EntryRow entry;
  std::optional<Sequence> sequence;
  std::string feed_title, feed_url, feed_site, feed_language;
  std::vector<std::string> feed_tags;  ///< of all its sources
  std::vector<FeedId> source_ids;      ///< the feeds
  std::vector<std::string> sources;    ///< their listed URLs
  std::vector<std::string> also_in;    ///< titles of the feeds after the first
};

/// Calls `visit` for each entry in (from, to], newest first by published (first_seen where it is not known), holding
/// one at a time. Entries without a listed source are left out.
[[nodiscard]] Result<void> visit_window(Database& database, Sequence from, Sequence to,
                                        const std::function<void(ListedEntry&&)>& visit);

/// What seal_entries() would number now, with the numbers behind `last` that it would give. For whoever looks ahead and
/// must not write.
[[nodiscard]] Result<std::vector<ListedEntry>> unsealed_entries(Database& database, Sequence last);

struct EntryFilter {
  std::optional<Instant> since;  ///< first seen at or after
  std::string feed;              ///< listed or present URL; empty: any
  std::string tag;
  std::int64_t limit = 0;  ///< 0: none
};

/// Calls `visit` for each entry, newest first, holding one at a time.
[[nodiscard]] Result<void> visit_entries(Database& database, const EntryFilter& filter,
                                         const std::function<void(const ListedEntry&)>& visit);

}  // namespace aggregator::store
