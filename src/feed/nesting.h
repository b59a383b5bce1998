// The elements that are open while HTML is read, and what a tag does to them: the regular part of what an HTML5 parser
// does (WHATWG HTML section 13.2.6).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "html_tokens.h"

namespace aggregator::feed {

/// A stack of elements. What it answers is true of every HTML5 parser that has the same elements open.
class OpenElements {
 public:
  struct Element {
    GumboTag tag;
    std::string_view name;  ///< tells elements apart that HTML does not know
  };

  void push(Element element);
  void pop();
  [[nodiscard]] std::size_t depth() const { return open_.size(); }
  /// GUMBO_TAG_BODY when nothing is open.
  [[nodiscard]] GumboTag innermost() const { return open_.empty() ? GUMBO_TAG_BODY : open_.back().tag; }
  [[nodiscard]] bool is_open(GumboTag tag) const { return counts_[tag] > 0; }

  /// Whether the start tag `next` closes the innermost element.
  [[nodiscard]] bool is_innermost_closed_by(GumboTag next) const;
  /// The part of a table that the parser adds in front of `next`.
  [[nodiscard]] std::optional<GumboTag> implied_before(GumboTag next) const;
  /// Whether all that is left for the start tag `next` to do is to open its element.
  [[nodiscard]] bool is_plainly_opened(GumboTag next) const;

  /// How many elements an end tag closes, the one it names being the last. 0 when it finds none, or it is none of the
  /// simple cases.
  [[nodiscard]] std::size_t closed_by_end_of(Element element) const;
  /// Whether an end tag that closes nothing is passed over.
  [[nodiscard]] bool is_end_ignored(GumboTag tag) const;
  /// Whether `</p>` finds its element; otherwise it makes an empty one.
  [[nodiscard]] bool has_paragraph_in_scope() const;

 private:
  [[nodiscard]] bool is_heading_open() const;
  [[nodiscard]] bool is_item_in_reach_of(GumboTag next) const;
  [[nodiscard]] bool is_table_part_in_place(GumboTag next) const;

  std::vector<Element> open_;
  std::array<std::uint32_t, 256> counts_{};  ///< how many of `open_` are of each GumboTag
};

/// How deep gumbo would nest the elements of a document, judged from its tags alone: an estimate that errs upwards. An
/// element counts as closed only where every HTML5 parser closes it. So sloppy markup (`<ul><li>a<li>b</ul>`) nests no
/// deeper than it looks, but misnested tags (`<b><i></b>`) stay open for good.
class Nesting {
 public:
  void see(const HtmlToken& token);
  [[nodiscard]] std::size_t depth() const { return open_.depth(); }

 private:
  OpenElements open_;
};

}  // namespace aggregator::feed
