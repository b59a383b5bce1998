#include "nesting.h"

#include <ranges>

#include "aggregator/base/text.h"

namespace aggregator::feed {
namespace {

using enum ElementTrait;

bool is_cell(GumboTag tag) { return tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH; }
bool is_row_group(GumboTag tag) { return tag == GUMBO_TAG_TBODY || tag == GUMBO_TAG_THEAD || tag == GUMBO_TAG_TFOOT; }
bool is_term(GumboTag tag) { return tag == GUMBO_TAG_DT || tag == GUMBO_TAG_DD; }

bool is_same(OpenElements::Element a, OpenElements::Element b) {
  return a.tag == b.tag && (a.tag != GUMBO_TAG_UNKNOWN || equals_ignoring_case(a.name, b.name));
}

/// Whether a start tag `next` closes an element `last` that is innermost.
bool is_closed_by(GumboTag last, GumboTag next) {
  if (last == GUMBO_TAG_P) return has_trait(next, EndsParagraph) || has_trait(next, TablePart);
  if (last == GUMBO_TAG_LI || last == GUMBO_TAG_A) return next == last;
  if (is_term(last)) return is_term(next);
  if (is_cell(last)) return is_cell(next) || next == GUMBO_TAG_TR || is_row_group(next);
  if (last == GUMBO_TAG_TR) return next == GUMBO_TAG_TR || is_row_group(next);
  return is_row_group(last) && is_row_group(next);
}

}  // namespace

void OpenElements::push(Element element) {
  open_.push_back(element);
  ++counts_[element.tag];
}

void OpenElements::pop() {
  --counts_[open_.back().tag];
  open_.pop_back();
}

bool OpenElements::is_innermost_closed_by(GumboTag next) const { return is_closed_by(innermost(), next); }

std::optional<GumboTag> OpenElements::implied_before(GumboTag next) const {
  const GumboTag last = innermost();
  if (last == GUMBO_TAG_TABLE && (next == GUMBO_TAG_TR || is_cell(next))) return GUMBO_TAG_TBODY;
  if (is_row_group(last) && is_cell(next)) return GUMBO_TAG_TR;
  return std::nullopt;
}

bool OpenElements::is_plainly_opened(GumboTag next) const {
  if (has_trait(next, HasOwnGrammar)) return false;
  if (has_trait(next, TablePart) || has_trait(innermost(), TableContext)) return is_table_part_in_place(next);
  if (has_trait(next, EndsParagraph) && has_paragraph_in_scope()) return false;
  if (has_trait(next, Heading)) return !is_heading(innermost());
  if (has_trait(next, Formatting)) {
    // A fourth one like three others makes the parser forget the first; of these two there is only ever one.
    const bool is_single = next == GUMBO_TAG_A || next == GUMBO_TAG_NOBR;
    return counts_[next] < (is_single ? 1 : 3);
  }
  if (next == GUMBO_TAG_BUTTON) return !is_open(next);
  return !is_item_in_reach_of(next);
}

bool OpenElements::is_table_part_in_place(GumboTag next) const {
  const GumboTag last = innermost();
  if (is_cell(next)) return last == GUMBO_TAG_TR;
  if (next == GUMBO_TAG_TR) return is_row_group(last);
  if (next == GUMBO_TAG_COL) return last == GUMBO_TAG_COLGROUP;
  if (next == GUMBO_TAG_SCRIPT || next == GUMBO_TAG_STYLE) return last != GUMBO_TAG_COLGROUP;
  return has_trait(next, TablePart) && last == GUMBO_TAG_TABLE;
}

/// Whether the start tag of a list item or term closes one that is not innermost, with all it holds.
bool OpenElements::is_item_in_reach_of(GumboTag next) const {
  const bool is_item = next == GUMBO_TAG_LI;
  if (!is_item && !is_term(next)) return false;
  for (const Element& element : open_ | std::views::reverse) {
    if (is_item ? element.tag == GUMBO_TAG_LI : is_term(element.tag)) return true;
    const bool is_passed = element.tag == GUMBO_TAG_ADDRESS || element.tag == GUMBO_TAG_DIV ||
                           element.tag == GUMBO_TAG_P || element.tag == GUMBO_TAG_MAIN;
    if (has_trait(element.tag, SetsScope) || (has_trait(element.tag, EndsParagraph) && !is_passed)) return false;
  }
  return false;
}

std::size_t OpenElements::closed_by_end_of(Element element) const {
  std::size_t count = 0;
  for (const Element& last : open_ | std::views::reverse) {
    ++count;
    if (is_same(last, element)) return count;
    if (!has_trait(last.tag, OptionalEnd) || !has_trait(element.tag, ClosesContent)) return 0;
  }
  return 0;
}

bool OpenElements::is_end_ignored(GumboTag tag) const {
  if (tag == GUMBO_TAG_BR || tag == GUMBO_TAG_P || has_trait(tag, HasOwnGrammar)) return false;
  if (is_heading(tag) && is_heading_open()) return false;
  return !is_open(tag) && innermost() != GUMBO_TAG_COLGROUP;
}

bool OpenElements::has_paragraph_in_scope() const {
  if (!is_open(GUMBO_TAG_P)) return false;
  for (const Element& element : open_ | std::views::reverse) {
    if (element.tag == GUMBO_TAG_P) return true;
    if (has_trait(element.tag, SetsScope)) return false;
  }
  return false;
}

bool OpenElements::is_heading_open() const {
  for (unsigned tag = GUMBO_TAG_H1; tag <= GUMBO_TAG_H6; ++tag) {
    if (counts_[tag] > 0) return true;
  }
  return false;
}

void Nesting::see(const HtmlToken& token) {
  const OpenElements::Element element{token.tag, token.name};
  if (token.kind == HtmlToken::Kind::Open) {
    while (open_.is_innermost_closed_by(element.tag)) open_.pop();
    while (const auto implied = open_.implied_before(element.tag)) open_.push({*implied, {}});
    if (!is_void(element.tag)) open_.push(element);
  } else if (token.kind == HtmlToken::Kind::Close) {
    for (std::size_t count = open_.closed_by_end_of(element); count > 0; --count) open_.pop();
  }
}

}  // namespace aggregator::feed
