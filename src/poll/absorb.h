// A parsed document into the store: what is known is brought up to date, what is new is stored.
#pragma once

#include <chrono>
#include <cstdint>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/store/database.h"
#include "aggregator/store/feeds.h"
#include "document.h"

namespace aggregator::poll {

struct Absorbed {
  std::int64_t new_entries = 0, updated = 0, duplicates = 0, held = 0, backlog = 0;
  std::int64_t renamed = 0;  ///< old posts under new guids and links, recognised by title or date
};

/// Stores what is new in `document` and updates what was edited; nothing is ever erased. Also takes over into `row`
/// what the feed says of itself (title, site, hub). Call it inside a transaction.
[[nodiscard]] Result<Absorbed> absorb(store::Database& database, store::FeedRow& row, const Document& document,
                                      std::chrono::seconds backfill, Instant now);

}  // namespace aggregator::poll
