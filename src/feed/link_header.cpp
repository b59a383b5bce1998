#include "link_header.h"

#include <algorithm>
#include <utility>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"

namespace aggregator::feed {
namespace {

struct Link {
  std::string target;
  std::string relations;  ///< parted by blanks
  bool is_about_another = false;
};

/// Takes the header apart from its beginning on.
class LinkReader {
 public:
  explicit LinkReader(std::string_view header) : rest_(header) {}

  /// The next link; false when there is none any more.
  bool next(Link& link) {
    rest_.remove_prefix(std::min(rest_.find('<'), rest_.size()));
    const std::size_t end = rest_.find('>');
    if (end == rest_.npos) return false;
    link = {.target = std::string(rest_.substr(1, end - 1)), .relations = {}};
    rest_.remove_prefix(end + 1);
    while (take(';')) read_parameter(link);
    pass_until(",");
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

  void read_parameter(Link& link) {
    pass_blanks();
    const std::string_view name = trim(pass_until("=;,"));
    std::string value = take('=') ? read_value() : "";
    if (equals_ignoring_case(name, "rel") && link.relations.empty()) link.relations = std::move(value);
    if (equals_ignoring_case(name, "anchor")) link.is_about_another = true;
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

  std::string_view rest_;
};

bool has_relation(const Link& link, std::string_view wanted) {
  return std::ranges::any_of(split(link.relations, ' '),
                             [&](const std::string& relation) { return equals_ignoring_case(relation, wanted); });
}

}  // namespace

HeaderLinks read_link_header(std::string_view header, const std::string& base) {
  HeaderLinks links;
  LinkReader reader(header);
  for (Link link; reader.next(link);) {
    if (link.is_about_another) continue;
    if (links.self.empty() && has_relation(link, "self")) links.self = web_url(link.target, base);
    if (links.hub.empty() && has_relation(link, "hub")) links.hub = web_url(link.target, base);
  }
  return links;
}

}  // namespace aggregator::feed
