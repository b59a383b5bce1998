// How an entry of a document reads in the store.
#pragma once

#include <optional>

#include "aggregator/base/time.h"
#include "aggregator/feed/feed.h"
#include "aggregator/feed/html.h"
#include "aggregator/store/entries.h"

namespace aggregator::poll {

/// Whether the body of an entry in `state` is read: only of those that will be shown (ARCHITECTURE.md, rule 11), or
/// that have nothing else to be called by.
[[nodiscard]] bool reads_body(const feed::Entry& entry, store::EntryState state);

/// All of `entry` but its feed, content_hash and reason. `body`: when it has been read already.
[[nodiscard]] store::EntryRow stored_entry(const feed::Entry& entry, const std::optional<feed::Body>& body,
                                           store::EntryState state, Instant now);

}  // namespace aggregator::poll
