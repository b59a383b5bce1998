// Dates in all the ways that people write them, read token by token.
#pragma once

#include <optional>
#include <string_view>

#include "aggregator/base/time.h"

namespace aggregator::feed {

/// The instant that `text` names by the rules of parse_date(); nothing for other text.
[[nodiscard]] std::optional<Instant> any_date(std::string_view text);

}  // namespace aggregator::feed
