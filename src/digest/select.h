// Which entries of a window an edition shows, and in what order.
//
// Groups stand in the runner's order. Every blog gets a turn before any gets a second, over all groups, also when
// max_entries ends the turns. Inside a group rare voices speak first: the fewer posts a blog had of late, in steps of
// twice as many, so that one post more or less is no matter. Among equals a hash of the edition and the blog decides,
// which is fair over time and nothing that dates, titles or the moment of posting could change.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "aggregator/config/settings.h"
#include "aggregator/digest/render.h"
#include "aggregator/store/entries.h"
#include "blogs.h"
#include "posts.h"

namespace aggregator::digest {

struct Selection {
  std::vector<ShownGroup> groups;
  std::vector<store::EntryId> shown;  ///< in the order shown
  Omitted omitted;                    ///< of the window
  std::size_t total = 0;              ///< in the window, shown or not
};

/// At most `max_per_feed` entries of one blog, those that became news last, with "and N more" under the last of them,
/// and `max_entries` in all. The same window and seed give the same selection, whatever the order of the window; `seed`
/// is the edition's.
[[nodiscard]] Selection select_entries(const Posts& window, const config::DigestSettings& settings, const Blogs& blogs,
                                       std::uint64_t seed);

}  // namespace aggregator::digest
