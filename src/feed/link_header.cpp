#include "link_header.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"

namespace aggregator::feed {
namespace {

/// Takes the header apart from its beginning on.
class LinkReader {
 public:
  explicit LinkReader(std::string_view header) : rest_(header) {}

  /// The next link about what was asked for; false when there is none any more.
  bool next(PageLink& link) {
    do {
      rest_.remove_prefix(std::min(rest_.find('<'), rest_.size()));
      const std::size_t end = rest_.find('>');
      if (end == rest_.npos) return false;
      link = PageLink();
      link.reference = rest_.substr(1, end - 1);
      is_about_another_ = false;
      rest_.remove_prefix(end + 1);
      while (take(';')) read_parameter(link);
      pass_until(",");
    } while (is_about_another_);
    return true;
  }

 private:
  void pass_blanks() { rest_ = rest_.substr(std::min(rest_.find_first_not_of(" \t"), rest_.size())); }

  std::string_view pass_until(std::string_view any_of) {
    const std::string_view passed = rest_.substr(0, rest_.find_first_of(any_of));
    rest_.remove_prefix(passed.size());
    return passed;
  }

  bool take(char mark) {
    pass_blanks();
    if (!rest_.starts_with(mark)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void read_parameter(PageLink& link) {
    pass_blanks();
    const std::string_view name = trim(pass_until("=;,"));
    std::string value = take('=') ? read_value() : "";
    if (equals_ignoring_case(name, "anchor")) is_about_another_ = true;
    const auto* const known = std::ranges::find_if(
        kParameters, [&](const auto& parameter) { return equals_ignoring_case(parameter.first, name); });
    if (known == std::end(kParameters)) return;
    std::string& kept = link.*known->second;
    if (kept.empty()) kept = std::move(value);
  }

  std::string read_value() {
    if (!take('"')) return std::string(trim(pass_until(";,")));
    std::string value;
    while (!rest_.empty() && rest_.front() != '"') {
      if (rest_.front() == '\\' && rest_.size() > 1) rest_.remove_prefix(1);
      value += rest_.front();
      rest_.remove_prefix(1);
    }
    if (!rest_.empty()) rest_.remove_prefix(1);
    return value;
  }

  static constexpr std::pair<std::string_view, std::string PageLink::*> kParameters[] = {
      {"rel", &PageLink::relations},
      {"type", &PageLink::type},
      {"title", &PageLink::title},
      {"hreflang", &PageLink::language},
  };
  std::string_view rest_;
  bool is_about_another_ = false;
};

}  // namespace

HeaderLinks read_link_header(std::string_view header, const std::string& base) {
  HeaderLinks links;
  LinkReader reader(header);
  for (PageLink link; reader.next(link);) {
    if (links.self.empty() && has_relation(link, "self")) links.self = web_url(link.reference, base);
    if (links.hub.empty() && has_relation(link, "hub")) links.hub = web_url(link.reference, base);
  }
  return links;
}

std::vector<PageLink> links_of_header(std::string_view header, std::size_t max_links) {
  std::vector<PageLink> links;
  LinkReader reader(header);
  for (PageLink link; links.size() < max_links && reader.next(link);) links.push_back(link);
  return links;
}

}  // namespace aggregator::feed
