// Which entries of a window an edition shows, and in what order.
//
// Groups stand in the runner's order. Inside a group every blog gets a turn before any gets a second; whoever has the
// fewest posts in the window comes first, then the latest post: nothing that a writer can gain from by posting more.
#pragma once

#include <cstddef>
#include <vector>

#include "aggregator/config/settings.h"
#include "aggregator/digest/render.h"
#include "aggregator/store/entries.h"

namespace aggregator::digest {

struct Selection {
  std::vector<ShownGroup> groups;
  std::vector<store::EntryId> shown;  ///< in the order shown
  std::size_t total = 0;              ///< in the window, shown or not
};

/// At most `max_per_feed` entries of one feed, with "and N more" under the last of them, and `max_entries` in all.
/// The same window gives the same selection.
[[nodiscard]] Selection select_entries(const std::vector<store::ListedEntry>& window,
                                       const config::DigestSettings& settings);

}  // namespace aggregator::digest
