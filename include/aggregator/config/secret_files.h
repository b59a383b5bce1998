// Where the settings keep their secrets, for those who look at permissions: Settings itself holds only what is in them.
#pragma once

#include <filesystem>
#include <vector>

#include "aggregator/base/error.h"

namespace aggregator::config {

/// The files that aggregator.yaml in `settings` names as holding a secret. Errors: those of the file and of YAML.
[[nodiscard]] Result<std::vector<std::filesystem::path>> secret_files(const std::filesystem::path& settings);

}  // namespace aggregator::config
