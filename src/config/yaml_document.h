// YAML documents.
#pragma once

#include <yaml-cpp/yaml.h>

#include <cstddef>
#include <string_view>

#include "aggregator/base/error.h"

namespace aggregator::config {

/// The document in `text`; a null node when there is none. Errors, as "name:line: …": Malformed, for what does not
/// parse and for anything behind the first document.
[[nodiscard]] Result<YAML::Node> load_yaml(std::string_view text, std::string_view name);

/// The line that `node` begins in, from 1.
[[nodiscard]] std::size_t line_of(const YAML::Node& node);

}  // namespace aggregator::config
