// Locks on bytes of "<database>.lock" that this room takes for itself.
#pragma once

#include <filesystem>
#include <optional>

#include "aggregator/store/database.h"

namespace aggregator::store {

/// Waits until no other process is opening this database, and keeps others from it while it lives: SQLite gives up at
/// once, whatever the busy timeout, when two switch a new database to write-ahead logging. Nothing where no lock file
/// can be written: then the database cannot be new either.
[[nodiscard]] std::optional<StageLock> lock_opening(const std::filesystem::path& database);

}  // namespace aggregator::store
