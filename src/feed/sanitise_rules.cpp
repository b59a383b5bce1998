#include "sanitise_rules.h"

#include <algorithm>

#include "aggregator/base/ascii.h"

namespace aggregator::feed {
namespace {

constexpr std::size_t kMaxDigits = 4;

bool is_number(std::string_view value) {
  return !value.empty() && value.size() <= kMaxDigits && value.find_first_not_of("0123456789") == value.npos;
}

/// Letters, digits and `marks`, as in `ko-KR` or `language-c++`.
bool is_word(std::string_view value, std::string_view marks) {
  constexpr std::size_t kMaxLength = 40;
  return !value.empty() && value.size() <= kMaxLength &&
         std::ranges::all_of(value, [marks](char c) { return is_ascii_alphanumeric(c) || marks.contains(c); });
}

bool is_safe_everywhere(std::string_view name, std::string_view value) {
  if (name == "title") return true;
  if (name == "lang") return is_word(value, "-");
  return name == "dir" && (value == "ltr" || value == "rtl" || value == "auto");
}

}  // namespace

std::string_view safe_name(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_A:
    case GUMBO_TAG_ABBR:
    case GUMBO_TAG_ADDRESS:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_B:
    case GUMBO_TAG_BDI:
    case GUMBO_TAG_BDO:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_BR:
    case GUMBO_TAG_CAPTION:
    case GUMBO_TAG_CITE:
    case GUMBO_TAG_CODE:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_DEL:
    case GUMBO_TAG_DETAILS:
    case GUMBO_TAG_DFN:
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_EM:
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_HR:
    case GUMBO_TAG_I:
    case GUMBO_TAG_IMG:
    case GUMBO_TAG_INS:
    case GUMBO_TAG_KBD:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_MARK:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_P:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_Q:
    case GUMBO_TAG_RB:
    case GUMBO_TAG_RP:
    case GUMBO_TAG_RT:
    case GUMBO_TAG_RTC:
    case GUMBO_TAG_RUBY:
    case GUMBO_TAG_S:
    case GUMBO_TAG_SAMP:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_SMALL:
    case GUMBO_TAG_SPAN:
    case GUMBO_TAG_STRONG:
    case GUMBO_TAG_SUB:
    case GUMBO_TAG_SUMMARY:
    case GUMBO_TAG_SUP:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_TBODY:
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TFOOT:
    case GUMBO_TAG_TH:
    case GUMBO_TAG_THEAD:
    case GUMBO_TAG_TIME:
    case GUMBO_TAG_TR:
    case GUMBO_TAG_U:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_VAR:
    case GUMBO_TAG_WBR:
      return gumbo_normalized_tagname(tag);
    case GUMBO_TAG_ACRONYM:
      return "abbr";
    case GUMBO_TAG_CENTER:
    case GUMBO_TAG_FIELDSET:
    case GUMBO_TAG_FORM:
    case GUMBO_TAG_HGROUP:
    case GUMBO_TAG_LEGEND:
    case GUMBO_TAG_MAIN:
    case GUMBO_TAG_NAV:
      return "div";
    case GUMBO_TAG_DIR:
    case GUMBO_TAG_MENU:
      return "ul";
    case GUMBO_TAG_LISTING:
    case GUMBO_TAG_XMP:
      return "pre";
    case GUMBO_TAG_STRIKE:
      return "s";
    case GUMBO_TAG_TT:
      return "code";
    default:
      return "";
  }
}

bool is_safe_attribute(GumboTag tag, std::string_view name, std::string_view value) {
  if (is_safe_everywhere(name, value)) return true;
  switch (tag) {
    case GUMBO_TAG_IMG:
      return name == "alt" || ((name == "width" || name == "height") && is_number(value));
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TH:
      return (name == "colspan" || name == "rowspan") && is_number(value);
    case GUMBO_TAG_OL:
      return name == "start" && is_number(value);
    case GUMBO_TAG_LI:
      return name == "value" && is_number(value);
    case GUMBO_TAG_CODE:
    case GUMBO_TAG_PRE:
      return name == "class" && value.starts_with("language-") && is_word(value, "-+#_");
    case GUMBO_TAG_TIME:
      return name == "datetime";
    default:
      return false;
  }
}

}  // namespace aggregator::feed
