// What the database throws, in words for the runner.
#pragma once

#include <soci/soci.h>

#include <filesystem>

#include "aggregator/base/error.h"

namespace aggregator::store {

/// Names the file, says what is wrong with it and what to do. No values of the statement: they may be secret.
[[nodiscard]] Error describe(const soci::soci_error& thrown, const std::filesystem::path& file);

}  // namespace aggregator::store
