// How the database itself is, for `doctor`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "aggregator/base/error.h"
#include "aggregator/store/database.h"

namespace aggregator::store {

struct Checkup {
  std::filesystem::path file;
  std::string damage;        ///< the first thing that SQLite finds wrong; empty: nothing
  std::int64_t held = 0;     ///< entries that wait for the runner
  std::int64_t waiting = 0;  ///< deliveries that are not settled
};

/// Reads all pages, which takes a while for a large database. Errors: also when it cannot be written.
[[nodiscard]] Result<Checkup> check_database(Database& database);

/// Whether the database's disk has room for `bytes` more. Errors: Unavailable, when it has not; where that cannot be
/// found out it counts as room.
[[nodiscard]] Result<void> check_room(Database& database, std::uintmax_t bytes);

}  // namespace aggregator::store
