#include <algorithm>
#include <string>
#include <string_view>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/feed/html.h"
#include "gumbo_tree.h"

namespace aggregator::feed {
namespace {

constexpr std::string_view kBlanks = " \t\n\f\r";

/// The reference in "0; url='next.html'", as lenient as the HTML standard (shared declarative refresh steps) for what
/// pages write; empty when the page stays for a while or is only loaded anew.
std::string_view target_in(std::string_view content) {
  content = trim(content);
  if (!content.starts_with('0')) return {};
  content.remove_prefix(std::min(content.find_first_not_of("0."), content.size()));
  const std::size_t begin = content.find_first_not_of(";, \t\n\f\r");
  if (begin == 0 || begin == content.npos) return {};
  content.remove_prefix(begin);
  if (equals_ignoring_case(content.substr(0, 3), "url")) {
    const std::size_t equals = content.find_first_not_of(kBlanks, 3);
    if (equals != content.npos && content[equals] == '=') content = trim(content.substr(equals + 1));
  }
  if (content.starts_with('"') || content.starts_with('\'')) {
    const char quote = content.front();
    content.remove_prefix(1);
    content = content.substr(0, content.find(quote));
  }
  return trim(content);
}

/// Finds the first refresh, and the base that it counts from.
class RefreshReader {
 public:
  explicit RefreshReader(std::string_view page_url) : base_(page_url) {}

  bool enter(const GumboElement& element) {
    const char* const href = element.tag == GUMBO_TAG_BASE ? attribute_of(element, "href") : nullptr;
    if (href != nullptr) base_ = web_url(href, base_);
    if (element.tag == GUMBO_TAG_META && reference_.empty()) read(element);
    return true;
  }
  void leave(const GumboElement& /*element*/) {}
  void text(std::string_view /*text*/) {}

  [[nodiscard]] std::string target() const {
    return reference_.empty() ? std::string() : shown_url(web_url(reference_, base_));
  }

 private:
  void read(const GumboElement& meta) {
    const char* const what = attribute_of(meta, "http-equiv");
    const char* const content = attribute_of(meta, "content");
    if (what != nullptr && content != nullptr && equals_ignoring_case(trim(what), "refresh")) {
      reference_ = target_in(content);
    }
  }

  std::string base_, reference_;
};

}  // namespace

std::string refresh_target(std::string_view html, std::string_view page_url) {
  const HtmlTree tree(html, HtmlTree::Kind::Page);
  RefreshReader reader(page_url);
  walk(tree.root(), reader);
  return reader.target();
}

}  // namespace aggregator::feed
