// The quick look at an XML document that decides whether it can be parsed as it is.
#pragma once

#include <string_view>

namespace aggregator::feed {

/// Whether `text` holds nothing that pugixml would misread or pass over in silence: control characters, ampersands
/// that begin no reference, references other than XML's own, a document type, or something before the prolog or
/// after the end. One pass, no copies; whether the tags match is left to the parser.
[[nodiscard]] bool is_plain_xml(std::string_view text);

/// Whether XML 1.0 (section 2.2) forbids what stands at `at`: a control character, U+FFFE or U+FFFF. `text` is UTF-8.
[[nodiscard]] bool is_forbidden_at(std::string_view text, std::size_t at);

}  // namespace aggregator::feed
