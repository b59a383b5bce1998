// The character references of HTML that need no table of 2,231 names.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace aggregator::feed {

/// What an ampersand in HTML source stands for.
struct HtmlReference {
  std::size_t length;  ///< bytes of source that it takes
  std::array<char, 4> bytes;
  std::size_t size;  ///< how many of `bytes` are its meaning, as UTF-8

  [[nodiscard]] std::string_view text() const { return {bytes.data(), size}; }
};

enum class ReferencePlace { Text, Attribute };

/// The reference at the beginning of `text`, which begins with an ampersand, perhaps a mere ampersand. Nothing when it
/// takes a whole HTML parser to tell: rare names, those without a semicolon, numbers of control characters.
[[nodiscard]] std::optional<HtmlReference> read_html_reference(std::string_view text, ReferencePlace place);

}  // namespace aggregator::feed
