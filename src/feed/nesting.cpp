#include "nesting.h"

#include "aggregator/base/text.h"

namespace aggregator::feed {
namespace {

bool is_cell(GumboTag tag) { return tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH; }
bool is_row_group(GumboTag tag) { return tag == GUMBO_TAG_TBODY || tag == GUMBO_TAG_THEAD || tag == GUMBO_TAG_TFOOT; }
bool is_term(GumboTag tag) { return tag == GUMBO_TAG_DT || tag == GUMBO_TAG_DD; }

/// Whether the end tag of this element closes the innermost element of that name however much else is open inside.
bool closes_what_it_holds(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_CENTER:
    case GUMBO_TAG_DETAILS:
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_MAIN:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_TR:
    case GUMBO_TAG_UL:
      return true;
    default:
      return is_cell(tag) || is_term(tag) || is_row_group(tag);
  }
}

/// Whether this element may be left open on purpose: its end tag is optional.
bool has_optional_end(GumboTag tag) {
  return tag == GUMBO_TAG_P || tag == GUMBO_TAG_LI || tag == GUMBO_TAG_TR || is_term(tag) || is_cell(tag) ||
         is_row_group(tag);
}

/// Whether a start tag `next` closes an element `last` that is innermost.
bool is_closed_by(GumboTag last, GumboTag next) {
  if (last == GUMBO_TAG_P) return next == GUMBO_TAG_P || closes_what_it_holds(next);
  if (last == GUMBO_TAG_A || last == GUMBO_TAG_LI) return next == last;
  if (is_term(last)) return is_term(next);
  if (is_cell(last)) return is_cell(next) || next == GUMBO_TAG_TR || is_row_group(next);
  if (last == GUMBO_TAG_TR) return next == GUMBO_TAG_TR || is_row_group(next);
  return is_row_group(last) && is_row_group(next);
}

}  // namespace

void Nesting::see(const HtmlToken& token) {
  const Element element{token.tag, token.name};
  if (token.kind == HtmlToken::Kind::Open && !is_void(token.tag)) open(element);
  if (token.kind == HtmlToken::Kind::Close) close(element);
}

void Nesting::open(Element element) {
  while (!open_.empty() && is_closed_by(open_.back().tag, element.tag)) open_.pop_back();
  open_.push_back(element);
}

void Nesting::close(Element element) {
  std::size_t depth = open_.size();
  while (depth > 0) {
    const Element& last = open_[depth - 1];
    const bool same =
        last.tag == element.tag && (element.tag != GUMBO_TAG_UNKNOWN || equals_ignoring_case(last.name, element.name));
    if (same) return open_.resize(depth - 1);
    if (!has_optional_end(last.tag) || !closes_what_it_holds(element.tag)) return;
    --depth;
  }
}

}  // namespace aggregator::feed
