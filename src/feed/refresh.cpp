#include "refresh.h"

#include <algorithm>

#include "aggregator/base/text.h"
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

}  // namespace

std::string_view refresh_in(const GumboElement& meta) {
  const char* const what = attribute_of(meta, "http-equiv");
  const char* const content = attribute_of(meta, "content");
  if (what == nullptr || content == nullptr || !equals_ignoring_case(trim(what), "refresh")) return {};
  return target_in(content);
}

}  // namespace aggregator::feed
