// What should have gone out by now and has not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/store/database.h"
#include "aggregator/store/outbox.h"

namespace aggregator::store {

/// All editions of digests that were due at one moment and still have messages to deliver, or in the last week had some
/// that failed.
struct OpenHour {
  Instant due;
  std::int64_t deliveries = 0;   ///< all of them, settled or not
  std::int64_t untried = 0;      ///< queued, or with a courier
  std::int64_t unreachable = 0;  ///< deferred, and no server has said a word about them
  std::int64_t put_off = 0;      ///< deferred by a server (4yz)
  std::int64_t refused = 0;      ///< deferred, though a server has refused them for good
  std::int64_t failed = 0;       ///< but for those whose subscriber had left or was suspended by then
  std::string reason;            ///< why one of those deferred was, or failed; empty: none was
  std::vector<EditionId> editions;
};

/// Those due at `until` or before, the oldest first; without what the runner was told of, if `untold`.
[[nodiscard]] Result<std::vector<OpenHour>> open_hours(Database& database, Instant until, bool untold);

/// The hour of the newest digest of which a message was sent; nothing when none ever was.
[[nodiscard]] Result<std::optional<Instant>> hour_sent_last(Database& database);

/// Remembers that the runner was told of them.
[[nodiscard]] Result<void> mark_told(Database& database, const std::vector<EditionId>& editions, Instant now);

}  // namespace aggregator::store
