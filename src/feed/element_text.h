// The text and the markup inside XML elements. No recursion: documents may be nested deeper than the stack is high.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "aggregator/base/text.h"

namespace aggregator::feed {

/// All character data inside an element. Almost always that is one piece, which is not copied.
class TextIn {
 public:
  explicit TextIn(pugi::xml_node element);
  TextIn(const TextIn&) = delete;
  TextIn& operator=(const TextIn&) = delete;

  /// As it comes; valid as long as this object and the document.
  [[nodiscard]] std::string_view text() const { return text_; }
  /// The same without white space around it.
  [[nodiscard]] std::string_view trimmed() const { return trim(text_); }

 private:
  std::string gathered_;  ///< where there are several pieces
  std::string_view text_;
};

/// Whether nothing but white space is inside.
[[nodiscard]] bool is_blank(pugi::xml_node element);

[[nodiscard]] bool has_elements(pugi::xml_node element);

/// What is inside `element` as HTML: prefixes and namespace declarations gone, elements below level 256 left out.
[[nodiscard]] std::string markup_in(pugi::xml_node element);

/// The value of the attribute, whatever the case of its name and without white space around it.
[[nodiscard]] std::string_view attribute_of(pugi::xml_node element, std::string_view name);

}  // namespace aggregator::feed
