// What happened to a feed and to a post: the traces that `aggregator why` shows.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/store/database.h"
#include "aggregator/store/entries.h"
#include "aggregator/store/omission.h"

namespace aggregator::store {

/// A turn in the life of a feed: it began to fail, moved, needed a repair … Not each poll is one.
struct FeedEvent {
  Instant at;
  std::string what;  ///< in words
};

/// The newest 100 of a feed are kept.
[[nodiscard]] Result<void> add_feed_event(Database& database, FeedId feed, const FeedEvent& event);
/// Oldest first.
[[nodiscard]] Result<std::vector<FeedEvent>> feed_events(Database& database, FeedId feed);

/// A feed that a post was seen in.
struct Sighting {
  FeedId feed = 0;
  std::string feed_url;  ///< listed
  Instant seen;
  MatchedBy by = MatchedBy::Nothing;
  bool is_listed = true;  ///< the feed, still
};

/// What happened to a post in one of its feeds after it was stored.
enum class EntryTurnKind {
  Edited,        ///< the feed that had it first changed it
  EditNotTaken,  ///< another feed changed it
  AnotherKey,    ///< the same post under another guid, link or text
  Repeated,      ///< one document had it more than once
  Renamed,       ///< under another guid and link, recognised by its title or date
};

struct EntryTurn {
  EntryTurnKind kind = EntryTurnKind::Edited;
  Instant at;
  std::string feed_url{};             ///< listed
  MatchedBy by = MatchedBy::Nothing;  ///< the key it was recognised by
};

/// The last of each kind is kept for a post and a feed.
[[nodiscard]] Result<void> note_entry_turn(Database& database, EntryId id, FeedId feed, EntryTurnKind kind,
                                           MatchedBy by, Instant now);

/// An edition whose window had the post.
struct EditionOfEntry {
  std::string public_id;
  Instant due;
  std::string subject;
  bool shown = false;
  std::optional<OmittedEntry> omitted{};  ///< why it is not shown; nothing: made by a program that did not keep it
  bool reached = false;                   ///< it was sent to somebody
  std::int64_t waiting = 0, failed = 0;   ///< its deliveries, when it reached nobody
  std::string reason{};                   ///< why one of these has failed, or waits
};

struct EntryStory {
  EntryRow entry;
  std::optional<Sequence> sequence;      ///< none: not sealed yet, or never to be
  std::vector<Sighting> sightings;       ///< in the order of time
  std::vector<EntryTurn> turns;          ///< in the order of time
  std::vector<EditionOfEntry> editions;  ///< in the order of time; the last 20
};

/// The entries with this very link, in the order of their ids: those seen in `feed`, or all that have it as their link
/// or guid, which goes through all entries.
[[nodiscard]] Result<std::vector<EntryId>> entries_linked_at(Database& database, const std::string& link,
                                                             std::optional<FeedId> feed = std::nullopt);

/// Nothing when there is no such entry.
[[nodiscard]] Result<std::optional<EntryStory>> entry_story(Database& database, EntryId id);

}  // namespace aggregator::store
