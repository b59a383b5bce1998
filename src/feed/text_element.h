// Elements that hold text for people, read as their format says: titles as plain text, bodies as markup.
#pragma once

#include <pugixml.hpp>
#include <string>

#include "aggregator/feed/feed.h"
#include "base_urls.h"

namespace aggregator::feed {

/// By whose rules the content of an element is text or markup.
enum class TextRules {
  Rss,    ///< always HTML, escaped or not
  Plain,  ///< always text
  Atom,   ///< the attributes `type` and `mode` say it (RFC 4287 section 3.1; Atom 0.3 section 3.1)
};

struct TextElement {
  pugi::xml_node node;
  TextRules rules = TextRules::Rss;
};

/// What the element holds, raw, with the base of its references.
[[nodiscard]] Markup read_markup(const TextElement& element, const BaseUrls& bases);

/// The element as one line of plain text, at most 1,000 characters.
[[nodiscard]] std::string read_line(const TextElement& element);

/// `text`, in which HTML may be hidden when `is_html`, as one line of plain text, at most 1,000 characters.
[[nodiscard]] std::string plain_line(std::string_view text, bool is_html);

/// What `text` says in base64, white space overlooked; empty when it is none or its bytes are no UTF-8.
[[nodiscard]] std::string decode_base64(std::string_view text);

}  // namespace aggregator::feed
