// What HTML holds, told to a visitor in document order: each element that can be seen, and the text in it.
#pragma once

#include <gumbo.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>

#include "html_tokens.h"

namespace aggregator::feed {

/// An element as the parser makes it. Valid only while the visitor is told of it.
struct HtmlElement {
  GumboTag tag;
  std::span<const HtmlAttribute> attributes;  ///< names in lower case, each once; references in the values resolved

  [[nodiscard]] std::optional<std::string_view> attribute(std::string_view name) const {
    const auto found = std::ranges::find(attributes, name, &HtmlAttribute::name);
    return found == attributes.end() ? std::nullopt : std::optional(found->value);
  }
};

class HtmlVisitor {
 public:
  virtual ~HtmlVisitor() = default;

  /// The document begins. Called a second time when the first reading was given up: what it told does not count.
  virtual void begin() = 0;
  virtual void open(const HtmlElement& element) = 0;
  /// Every element that was opened is closed, unless it is void.
  virtual void close(GumboTag tag) = 0;
  virtual void text(std::string_view text) = 0;
};

/// Reads a fragment of HTML, what stands in a <body>. Elements that nobody sees are left out with all they hold; what
/// lies beyond the limits of HtmlSource counts as absent.
///
/// The parser is gumbo. Most bodies are written so regularly that it would only open and close what the tags say: those
/// are read without it, ten times as fast and to the same result (read_plain_html).
void read_html(std::string_view html, HtmlVisitor& visitor);

/// The two ways of read_html(), apart. The first returns false as soon as it is not certain of what gumbo would do.
[[nodiscard]] bool read_plain_html(std::string_view html, HtmlVisitor& visitor);
void read_html_tree(std::string_view html, HtmlVisitor& visitor);

/// Whether nobody sees this element and what it holds: scripts, form controls, elements hidden by themselves.
[[nodiscard]] bool is_invisible(const HtmlElement& element);

}  // namespace aggregator::feed
