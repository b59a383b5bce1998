// One round of polling: which feeds are due → fetch → parse → deduplicate → store.
//
//   this thread: writes ◀── bounded queue ── parsers ◀── bounded queue ── transfers (one thread, the event loop)
// What has no body needs no parser. The transfers never wait for parsing or the database; when the queues are full, no
// further transfer begins.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/base/token.h"
#include "aggregator/config/settings.h"
#include "aggregator/store/database.h"

namespace aggregator::poll {

struct RoundOptions {
  bool all = false;                   ///< also feeds that are not due, unless they were polled within poll.min_interval
  bool force = false;                 ///< with `all` or `feed`: those too
  std::optional<std::string> feed{};  ///< only this one (URL or id), due or not, unless polled within poll.min_interval
};

/// How long a host took for its slowest answer, redirects included, or until it was given up.
struct HostTime {
  std::string host;
  double seconds = 0;
};

/// A host and how many of its feeds are still to answer.
struct HostWait {
  std::string host;
  std::int64_t feeds = 0;
};

/// Why feeds failed, without what is different from feed to feed, and how many.
struct FailureReason {
  std::string reason;
  std::int64_t feeds = 0;
};

/// A feed that is gone or has failed for poll.tell_after.
struct LongFailing {
  std::int64_t feed = 0;
  std::string words;
};

struct RoundSummary {
  std::int64_t due = 0, fetched = 0, unchanged = 0, failed = 0;
  std::int64_t new_entries = 0, updated = 0, duplicates = 0, held = 0, backlog = 0;
  /// Not asked by the round's deadline, while too much arrived at once, because their host wants to be left alone, or
  /// because this machine has no network; not held against them.
  std::int64_t unreached = 0;
  std::uint64_t bytes = 0;
  double seconds = 0;
  bool is_list_empty = false;
  std::optional<Instant> next{};            ///< where nothing was due: when the first feed may be asked
  std::vector<LongFailing> long_failing{};  ///< of which the runner was not told yet: note_told()
  std::vector<FailureReason> reasons{};     ///< of those that failed: the most frequent first, at most 8
  std::vector<HostTime> slowest{};          ///< hosts that were asked, the slowest first, at most 3
};

/// What a progress line shows.
struct RoundProgress {
  std::int64_t done = 0, total = 0, new_entries = 0;
  std::vector<HostTime> slowest;     ///< so far, as in RoundSummary
  std::vector<HostWait> waited_for;  ///< those with most feeds first; empty while there are too many to name
};

struct RoundTools {
  Clock clock;
  RandomSource random;                                 ///< for jitter
  std::function<void(const RoundProgress&)> progress;  ///< called on the calling thread; may be empty
  config::Environment environment;                     ///< for the secrets of feeds
};

/// Polls once. What feeds do wrong is recorded with them and counted as failed; it is no error of the round.
/// Feeds are stored as they arrive, many in a transaction, validators together with the entries they describe.
/// Errors: of `options.feed` NotFound, Conflict when it is paused or gone, and Busy within poll.min_interval; Busy when
/// another process polls; those of the store.
[[nodiscard]] Result<RoundSummary> run_round(store::Database& database, const config::Settings& settings,
                                             const RoundOptions& options, const RoundTools& tools);

/// The runner was told of what failed for long, which is not told again. Told twice is better than never: call it after
/// the words are out.
[[nodiscard]] Result<void> note_told(store::Database& database, const RoundSummary& summary, Instant now);

}  // namespace aggregator::poll
