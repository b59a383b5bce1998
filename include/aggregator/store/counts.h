// How much of everything there is.
#pragma once

#include <cstdint>

#include "aggregator/base/error.h"
#include "aggregator/store/database.h"

namespace aggregator::store {

struct OutboxCounts {
  std::int64_t queued = 0, deferred = 0, sent = 0, failed = 0;
};

/// What `stats` prints.
struct Counts {
  std::int64_t feeds = 0, entries = 0, subscribers = 0, suspended = 0;
  OutboxCounts deliveries;
  std::int64_t blocked = 0, soft = 0, hard = 0, gone = 0, complaints = 0;  ///< bounces
};
[[nodiscard]] Result<Counts> count_all(Database& database);

}  // namespace aggregator::store
