// Where a page sends its readers instead of letting them read.
#pragma once

#include <gumbo.h>

#include <string_view>

namespace aggregator::feed {

/// The reference in a `<meta http-equiv=refresh>` that waits for nothing, as long as the tree lives; empty for any
/// other element.
[[nodiscard]] std::string_view refresh_in(const GumboElement& meta);

}  // namespace aggregator::feed
