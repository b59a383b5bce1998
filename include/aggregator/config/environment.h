// What may be read from besides files: the process environment, handed in.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace aggregator::config {

using Environment = std::function<std::optional<std::string>(const std::string& name)>;

}  // namespace aggregator::config
