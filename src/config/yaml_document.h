// YAML documents.
#pragma once

#include <string_view>

#include "aggregator/base/error.h"
#include "yaml_tree.h"

namespace aggregator::config {

/// The document in `text`; its root is null when there is none. Errors, as "name:line: …": Malformed, for what does not
/// parse, is nested some hundred levels deep, and for anything behind the first document.
[[nodiscard]] Result<YamlTree> load_yaml(std::string_view text, std::string_view name);

}  // namespace aggregator::config
