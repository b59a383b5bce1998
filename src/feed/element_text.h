// The text and the markup inside XML elements. No recursion: documents may be nested deeper than the stack is high.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace aggregator::feed {

/// All character data inside `element`, as it comes.
[[nodiscard]] std::string text_in(pugi::xml_node element);

/// The same without white space around it.
[[nodiscard]] std::string trimmed_text_in(pugi::xml_node element);

/// Whether nothing but white space is inside.
[[nodiscard]] bool is_blank(pugi::xml_node element);

[[nodiscard]] bool has_elements(pugi::xml_node element);

/// What is inside `element` as HTML: prefixes and namespace declarations gone, elements below level 256 left out.
[[nodiscard]] std::string markup_in(pugi::xml_node element);

/// The value of the attribute, whatever the case of its name and without white space around it.
[[nodiscard]] std::string_view attribute_of(pugi::xml_node element, std::string_view name);

}  // namespace aggregator::feed
