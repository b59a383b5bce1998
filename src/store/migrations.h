// The schema and how an older one becomes the present one.
#pragma once

#include "aggregator/base/error.h"
#include "aggregator/store/database.h"

namespace aggregator::store {

/// Brings the schema up to date; writes nothing when it is.
/// Errors: Misconfigured, for a schema newer than this program; Unavailable.
[[nodiscard]] Result<void> migrate(Database& database);

}  // namespace aggregator::store
