#include "xml_prolog.h"

#include <algorithm>

#include "aggregator/base/text.h"
#include "xml_tag.h"

namespace aggregator::feed {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

/// Instructions and document types are short; looking further for their ends would let a hostile one take its time.
constexpr std::size_t kMaxInstruction = 4u << 10;
constexpr std::size_t kMaxDoctype = 64u << 10;
constexpr std::size_t kMaxSearchedInVain = 16u << 20;

/// Where `mark` ends in `text`, 0 when it is not there.
std::size_t after(std::string_view text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  return at == std::string_view::npos ? 0 : at + mark.size();
}

std::size_t doctype_length(std::string_view text) {
  text = text.substr(0, kMaxDoctype);
  const std::size_t end = after(text, ">");
  const std::size_t subset = text.substr(0, end).find('[');
  if (end == 0 || subset == std::string_view::npos) return end;
  const std::size_t subset_end = text.find(']', subset);
  if (subset_end == std::string_view::npos) return 0;
  const std::size_t close = after(text.substr(subset_end), ">");
  return close == 0 ? 0 : subset_end + close;
}

bool is_feed_root(std::string_view name) {
  const std::string_view local = local_part(name);
  return std::ranges::any_of(std::initializer_list<std::string_view>{"rss", "feed", "rdf", "channel"},
                             [&](std::string_view root) { return equals_ignoring_case(local, root); });
}

bool is_page(std::string_view name) { return equals_ignoring_case(name, "html") || equals_ignoring_case(name, "body"); }

}  // namespace

std::size_t MiscReader::length(std::string_view text) {
  if (text.starts_with("<!--")) return comment_length(text);
  if (text.starts_with("<?")) return instruction_length(text.substr(0, kMaxInstruction));
  constexpr std::string_view kDoctype = "<!DOCTYPE";
  return equals_ignoring_case(text.substr(0, kDoctype.size()), kDoctype) ? doctype_length(text) : 0;
}

std::size_t MiscReader::comment_length(std::string_view text) {
  const std::size_t length = has_comment_end_ ? after(text, "-->") : 0;
  has_comment_end_ = length > 0;
  return length;
}

std::size_t MiscReader::instruction_length(std::string_view text) {
  const std::size_t carelessly = after(text, ">");
  if (carelessly == 0 || text.substr(0, carelessly).ends_with("?>")) return carelessly;
  const std::size_t next_tag = text.find('<', 2);
  const std::size_t properly = searched_in_vain_ < kMaxSearchedInVain ? after(text, "?>") : 0;
  if (properly == 0) searched_in_vain_ += text.size();
  if (properly != 0 && (next_tag == std::string_view::npos || properly <= next_tag + 1)) return properly;
  return carelessly <= next_tag ? carelessly : properly;
}

Prolog read_prolog(std::string_view text) {
  Prolog prolog;
  MiscReader misc;
  bool is_declared = false;
  const auto note = [&](std::string_view fault) {
    if (std::ranges::find(prolog.faults, fault) == prolog.faults.end()) prolog.faults.push_back(fault);
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = std::min(text.find('<', at), text.size());
    const std::string_view before = text.substr(at, open - at);
    const bool is_blank = before.find_first_not_of(kBlanks) == std::string_view::npos;
    const std::string_view rest = text.substr(open);
    const bool is_declaration = rest.starts_with("<?xml ");
    if (!is_blank || (is_declaration && open > 0 && !is_declared)) note("text before the feed");
    if (is_declaration && is_declared) note("a second XML declaration");
    is_declared = is_declared || is_declaration;

    const std::size_t length = misc.length(rest);
    if (rest.starts_with("<!") && length > 0 && !rest.starts_with("<!--")) prolog.doctype = rest.substr(0, length);
    if (is_declaration && !rest.substr(0, length).ends_with("?>")) note("a broken XML declaration");
    at = open + std::max<std::size_t>(length, 1);
    if (length > 0) continue;
    const std::string_view name = read_xml_name(rest.substr(std::min<std::size_t>(1, rest.size())));
    if (is_page(name)) return prolog;
    if (is_feed_root(name)) {
      prolog.root = open;
      return prolog;
    }
    if (!rest.empty()) note("markup before the feed");
  }
  return prolog;
}

bool is_epilog(std::string_view text) {
  MiscReader misc;
  while (true) {
    const std::size_t start = text.find_first_not_of(kBlanks);
    if (start == std::string_view::npos) return true;
    text.remove_prefix(start);
    const std::size_t length = misc.length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
}

}  // namespace aggregator::feed
