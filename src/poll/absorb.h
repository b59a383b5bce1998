// A parsed document into the store: each entry recognised, updated, or stored as new.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/feed/feed.h"
#include "aggregator/feed/html.h"
#include "aggregator/store/database.h"
#include "aggregator/store/feeds.h"
#include "identity.h"

namespace aggregator::poll {

/// A document as the parser threads hand it to the writer.
struct Document {
  feed::Feed feed;
  Identities identities;
  std::vector<std::optional<feed::Body>> bodies;  ///< of each entry that will be shown if nobody knows it
};

/// What can be known of a document without the store. `row`: the feed before this document.
[[nodiscard]] Document read_document(feed::Feed feed, const store::FeedRow& row, std::chrono::seconds backfill,
                                     Instant now);

struct Absorbed {
  std::int64_t new_entries = 0, updated = 0, duplicates = 0, held = 0, backlog = 0;
  std::int64_t renamed = 0;  ///< old posts under new guids and links, recognised by their titles
};

/// Stores what is new in `document` and updates what was edited; nothing is ever erased. Also takes over into `row`
/// what the feed says of itself (title, site, hub). Call it inside a transaction.
[[nodiscard]] Result<Absorbed> absorb(store::Database& database, store::FeedRow& row, const Document& document,
                                      std::chrono::seconds backfill, Instant now);

}  // namespace aggregator::poll
