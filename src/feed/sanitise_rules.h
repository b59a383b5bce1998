// What sanitise() lets through: elements and attributes; everything else is gone.
#pragma once

#include <gumbo.h>

#include <string_view>

namespace aggregator::feed {

/// The name under which an element is written; empty when only its content is kept. Old names get modern ones.
[[nodiscard]] std::string_view safe_name(GumboTag tag);

/// Whether an attribute other than a URL may stay on an element as it is.
[[nodiscard]] bool is_safe_attribute(GumboTag tag, std::string_view name, std::string_view value);

}  // namespace aggregator::feed
