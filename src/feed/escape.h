// Text as HTML source.
#pragma once

#include <string>
#include <string_view>

namespace aggregator::feed {

/// Appends `text` so that a parser reads it back as text, between tags and between double quotes alike. Control
/// characters other than tab and line break are dropped.
void append_escaped(std::string& html, std::string_view text);

}  // namespace aggregator::feed
