#include "xml_prolog.h"

#include <algorithm>

#include "aggregator/base/text.h"
#include "xml_tag.h"

namespace aggregator::feed {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::size_t after(std::string_view text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  return at == std::string_view::npos ? 0 : at + mark.size();
}

std::size_t instruction_length(std::string_view text) {
  const std::size_t properly = after(text, "?>");
  const std::size_t next_tag = text.find('<', 2);
  if (properly != 0 && (next_tag == std::string_view::npos || properly <= next_tag + 1)) return properly;
  const std::size_t carelessly = after(text, ">");
  if (properly == 0 || carelessly == 0) return carelessly;
  return next_tag != std::string_view::npos && carelessly <= next_tag ? carelessly : properly;
}

std::size_t doctype_length(std::string_view text) {
  const std::size_t end = text.find('>');
  const std::size_t subset = text.find('[');
  if (subset == std::string_view::npos || subset > end) return end == std::string_view::npos ? 0 : end + 1;
  const std::size_t subset_end = text.find(']', subset);
  if (subset_end == std::string_view::npos) return 0;
  const std::size_t close = text.find('>', subset_end);
  return close == std::string_view::npos ? 0 : close + 1;
}

bool is_feed_root(std::string_view name) {
  const std::string_view local = local_part(name);
  return std::ranges::any_of(std::initializer_list<std::string_view>{"rss", "feed", "rdf", "channel"},
                             [&](std::string_view root) { return equals_ignoring_case(local, root); });
}

bool is_page(std::string_view name) { return equals_ignoring_case(name, "html") || equals_ignoring_case(name, "body"); }

}  // namespace

std::size_t misc_length(std::string_view text) {
  if (text.starts_with("<!--")) return after(text, "-->");
  if (text.starts_with("<?")) return instruction_length(text);
  constexpr std::string_view kDoctype = "<!DOCTYPE";
  return equals_ignoring_case(text.substr(0, kDoctype.size()), kDoctype) ? doctype_length(text) : 0;
}

Prolog read_prolog(std::string_view text) {
  Prolog prolog;
  bool is_declared = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = std::min(text.find('<', at), text.size());
    const std::string_view before = text.substr(at, open - at);
    const bool is_blank = before.find_first_not_of(kBlanks) == std::string_view::npos;
    const std::string_view rest = text.substr(open);
    const bool is_declaration = rest.starts_with("<?xml ");
    if (!is_blank || (is_declaration && open > 0 && !is_declared)) prolog.faults.emplace_back("text before the feed");
    if (is_declaration && is_declared) prolog.faults.emplace_back("a second XML declaration");
    is_declared = is_declared || is_declaration;

    const std::size_t length = misc_length(rest);
    if (rest.starts_with("<!") && length > 0 && !rest.starts_with("<!--")) prolog.doctype = rest.substr(0, length);
    if (is_declaration && !rest.substr(0, length).ends_with("?>"))
      prolog.faults.emplace_back("a broken XML declaration");
    at = open + std::max<std::size_t>(length, 1);
    if (length > 0) continue;
    const std::string_view name = read_xml_name(rest.substr(std::min<std::size_t>(1, rest.size())));
    if (is_page(name)) return prolog;
    if (is_feed_root(name)) {
      prolog.root = open;
      return prolog;
    }
    if (!rest.empty()) prolog.faults.emplace_back("markup before the feed");
  }
  return prolog;
}

bool is_epilog(std::string_view text) {
  while (true) {
    const std::size_t start = text.find_first_not_of(kBlanks);
    if (start == std::string_view::npos) return true;
    text.remove_prefix(start);
    const std::size_t length = misc_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
}

}  // namespace aggregator::feed
