// The list of feeds as the runner keeps it, carried over into the store.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/config/feed_list.h"
#include "aggregator/store/database.h"

namespace aggregator::poll {

struct TakenList {
  std::vector<config::ListedFeed> guarded;  ///< asked with a login or headers, of which nothing is stored
  bool is_empty = false;                    ///< the list has no feeds
  std::size_t lost = 0;                     ///< then: how many it had before; 0: it never had any
};

/// Makes the store's list that of `file`.
///
/// A file whose bytes are those of the last time is not read again, unless it has guarded feeds or none at all: reading
/// the YAML of thousands of feeds takes a good part of the time of asking them whether they have changed.
/// Errors: those of config::read_feed_list() and of the store.
[[nodiscard]] Result<TakenList> take_list(store::Database& database, const std::filesystem::path& file, Instant now);

}  // namespace aggregator::poll
