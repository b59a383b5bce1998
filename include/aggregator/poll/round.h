// One round of polling: which feeds are due → fetch → parse → deduplicate → store.
//
//   this thread: writes ◀── bounded queue ── parsers ◀── bounded queue ── transfers (one thread, the event loop)
// The transfers never wait for parsing or the database; when the queues are full, no further transfer begins.
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
  bool force = false;                 ///< with `all`: those too
  std::optional<std::string> feed{};  ///< only this one (URL or id), due or not
};

struct RoundSummary {
  std::int64_t due = 0, fetched = 0, unchanged = 0, failed = 0;
  std::int64_t new_entries = 0, updated = 0, duplicates = 0, held = 0, backlog = 0;
  std::int64_t unreached = 0;  ///< when the round's deadline came; they are still due
  std::uint64_t bytes = 0;
  double seconds = 0;
  std::vector<std::string> long_failing;  ///< feeds that have failed for poll.tell_after, in words; each told of once
};

/// What a progress line shows. Called on the calling thread.
struct RoundProgress {
  std::int64_t done = 0, total = 0, new_entries = 0;
  std::string last_feed;
};

struct RoundTools {
  Clock clock;
  RandomSource random;                                 ///< for jitter
  std::function<void(const RoundProgress&)> progress;  ///< may be empty
  config::Environment environment;                     ///< for the secrets of feeds
};

/// Polls once. What feeds do wrong is recorded with them and counted as failed; it is no error of the round.
/// Feeds are stored as they arrive, many in a transaction, validators together with the entries they describe.
/// Errors: NotFound for `options.feed`; Busy when another process polls; those of the store.
[[nodiscard]] Result<RoundSummary> run_round(store::Database& database, const config::Settings& settings,
                                             const RoundOptions& options, const RoundTools& tools);

}  // namespace aggregator::poll
