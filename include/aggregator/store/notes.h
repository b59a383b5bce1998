// Small facts that are kept from run to run.
#pragma once

#include <string>

#include "aggregator/base/error.h"
#include "aggregator/store/database.h"

namespace aggregator::store {

/// The fact of this name. Empty: there is none.
[[nodiscard]] Result<std::string> read_note(Database& database, const std::string& name);
[[nodiscard]] Result<void> keep_note(Database& database, const std::string& name, const std::string& value);

}  // namespace aggregator::store
