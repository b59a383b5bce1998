// A document as the parser threads hand it to the writer.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "aggregator/base/time.h"
#include "aggregator/feed/feed.h"
#include "aggregator/feed/html.h"
#include "aggregator/store/entries.h"
#include "aggregator/store/feeds.h"
#include "identity.h"

namespace aggregator::poll {

struct Document {
  feed::Feed feed;
  Identities identities;
  std::vector<std::optional<feed::Body>> bodies;  ///< of each entry that will be shown if nobody knows it
  std::string answered_at{};                      ///< the URL that it came from, behind all redirects
};

/// What can be known of a document without the store. `row`: the feed before this document.
[[nodiscard]] Document read_document(feed::Feed feed, const store::FeedRow& row, std::chrono::seconds backfill,
                                     Instant now);

/// Whether its last entry, cut off, waits until it comes whole: half a link or guid would make it another post then.
/// An only entry is taken as it is.
[[nodiscard]] bool leaves_out_last(const feed::Feed& document);

/// How the entry at `index` reads in the store, as one of the feed `feed`; all but the reason for its state.
[[nodiscard]] store::EntryRow row_of(const Document& document, std::size_t index, store::FeedId feed,
                                     store::EntryState state, Instant now);

}  // namespace aggregator::poll
