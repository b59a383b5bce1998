// The list of feeds as the runner keeps it, carried over into the store.
#pragma once

#include <filesystem>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/config/feed_list.h"
#include "aggregator/store/database.h"

namespace aggregator::poll {

/// Makes the store's list that of `file`. Returns the feeds that are asked with a login or headers: what the list says
/// of those is not stored.
///
/// A file whose bytes are those of the last time is not read again, unless it has such feeds: reading the YAML of
/// thousands of feeds takes a good part of the time of asking them whether they have changed.
/// Errors: those of config::read_feed_list() and of the store.
[[nodiscard]] Result<std::vector<config::ListedFeed>> take_list(store::Database& database,
                                                                const std::filesystem::path& file, Instant now);

}  // namespace aggregator::poll
