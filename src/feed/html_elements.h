// What there is to know about the elements of HTML, whatever they stand in.
#pragma once

#include <gumbo.h>

#include <array>
#include <cstdint>

namespace aggregator::feed {

enum class ElementTrait : std::uint32_t {
  Void = 1 << 0,            ///< has neither content nor an end tag
  RawText = 1 << 1,         ///< its content is text up to its end tag; not frames, whose tags HtmlSource takes away
  Invisible = 1 << 2,       ///< nobody sees it and what it holds: scripts, form controls
  Block = 1 << 3,           ///< stands on lines of its own, so that it separates words
  Heading = 1 << 4,         ///< <h1> to <h6>
  EndsParagraph = 1 << 5,   ///< its start tag closes an open <p>
  ClosesContent = 1 << 6,   ///< its end tag closes it whatever of OptionalEnd is still open inside
  OptionalEnd = 1 << 7,     ///< may be left open on purpose
  Formatting = 1 << 8,      ///< is opened again by the parser where misnested tags closed it
  TableContext = 1 << 9,    ///< holds nothing but parts of a table
  TablePart = 1 << 10,      ///< stands only in a TableContext
  SetsScope = 1 << 11,      ///< hides the elements around it from the tags inside
  HasOwnGrammar = 1 << 12,  ///< needs the whole of an HTML5 parser
};

/// The traits of each element, by GumboTag.
extern const std::array<std::uint32_t, 256> kElementTraits;

[[nodiscard]] inline bool has_trait(GumboTag tag, ElementTrait trait) {
  return (kElementTraits[tag] & static_cast<std::uint32_t>(trait)) != 0;
}

[[nodiscard]] inline bool is_void(GumboTag tag) { return has_trait(tag, ElementTrait::Void); }
[[nodiscard]] inline bool is_block(GumboTag tag) { return has_trait(tag, ElementTrait::Block); }
[[nodiscard]] inline bool is_heading(GumboTag tag) { return has_trait(tag, ElementTrait::Heading); }
[[nodiscard]] inline bool holds_raw_text(GumboTag tag) { return has_trait(tag, ElementTrait::RawText); }

}  // namespace aggregator::feed
