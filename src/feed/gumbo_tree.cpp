#include "gumbo_tree.h"

#include <algorithm>
#include <csetjmp>
#include <string>

namespace aggregator::feed {
namespace {

struct Allocation {
  std::pmr::memory_resource* resource;
  std::size_t left;
  std::jmp_buf exhausted;
};

/// gumbo knows no way to fail: it would write through a null pointer. Jumping over its frames is the only way out; they
/// are C, and all they own lies in the resource.
void* take(void* userdata, std::size_t bytes) noexcept {
  auto& allocation = *static_cast<Allocation*>(userdata);
  if (bytes > allocation.left) std::longjmp(allocation.exhausted, 1);  // NOLINT(cert-err52-cpp)
  allocation.left -= bytes;
  return allocation.resource->allocate(bytes);
}

void keep(void* /*userdata*/, void* /*pointer*/) noexcept {}

/// Whether a style attribute says `display: none`, which feeds use for the preview lines of mails.
bool is_hidden_by(std::string_view style) {
  constexpr std::string_view kDisplay = "display";
  const std::size_t display = style.find(kDisplay);
  if (display == style.npos) return false;
  std::string_view value = style.substr(display + kDisplay.size());
  value.remove_prefix(std::min(value.find_first_not_of(" \t\n:"), value.size()));
  return value.starts_with("none");
}

bool is_invisible_tag(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_AREA:
    case GUMBO_TAG_BASE:
    case GUMBO_TAG_BASEFONT:
    case GUMBO_TAG_BGSOUND:
    case GUMBO_TAG_BUTTON:
    case GUMBO_TAG_COL:
    case GUMBO_TAG_COLGROUP:
    case GUMBO_TAG_DATALIST:
    case GUMBO_TAG_EMBED:
    case GUMBO_TAG_FRAME:
    case GUMBO_TAG_HEAD:
    case GUMBO_TAG_IFRAME:
    case GUMBO_TAG_INPUT:
    case GUMBO_TAG_KEYGEN:
    case GUMBO_TAG_LINK:
    case GUMBO_TAG_MATH:
    case GUMBO_TAG_META:
    case GUMBO_TAG_NOEMBED:
    case GUMBO_TAG_NOFRAMES:
    case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_PARAM:
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_SELECT:
    case GUMBO_TAG_SOURCE:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_SVG:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_TEXTAREA:
    case GUMBO_TAG_TITLE:
    case GUMBO_TAG_TRACK:
      return true;
    default:
      return false;
  }
}

}  // namespace

const GumboOutput* GumboMemory::parse(std::string_view html, GumboTag context) {
  Allocation allocation{&buffer_, kMaxBytes, {}};
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = take;
  options.deallocator = keep;
  options.userdata = &allocation;
  options.max_errors = 0;
  options.fragment_context = context;
  if (setjmp(allocation.exhausted) != 0) {  // NOLINT(cert-err52-cpp)
    buffer_.release();
    return nullptr;
  }
  return gumbo_parse_with_options(&options, html.data(), html.size());
}

HtmlTree::HtmlTree(std::string_view html, Kind kind) : source_(html) {
  const GumboTag context = kind == Kind::Fragment ? GUMBO_TAG_BODY : GUMBO_TAG_LAST;
  std::string_view source = source_.text();
  while ((output_ = memory_.parse(source, context)) == nullptr) source = source.substr(0, source.size() / 2);
}

const char* attribute_of(const GumboElement& element, const char* name) {
  const GumboAttribute* const found = gumbo_get_attribute(&element.attributes, name);
  return found == nullptr ? nullptr : found->value;
}

bool is_invisible(const GumboElement& element) {
  if (element.tag_namespace != GUMBO_NAMESPACE_HTML || is_invisible_tag(element.tag)) return true;
  if (element.attributes.length == 0) return false;
  const char* const style = attribute_of(element, "style");
  return (style != nullptr && is_hidden_by(style)) || attribute_of(element, "hidden") != nullptr;
}

bool is_block(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_ADDRESS:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_BR:
    case GUMBO_TAG_CAPTION:
    case GUMBO_TAG_CENTER:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_DETAILS:
    case GUMBO_TAG_DIR:
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_FIELDSET:
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_FORM:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_HGROUP:
    case GUMBO_TAG_HR:
    case GUMBO_TAG_LEGEND:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_LISTING:
    case GUMBO_TAG_MAIN:
    case GUMBO_TAG_MENU:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_OPTION:
    case GUMBO_TAG_P:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_SUMMARY:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_TBODY:
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TFOOT:
    case GUMBO_TAG_TH:
    case GUMBO_TAG_THEAD:
    case GUMBO_TAG_TR:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_XMP:
      return true;
    default:
      return false;
  }
}

}  // namespace aggregator::feed
