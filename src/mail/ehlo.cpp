#include "ehlo.h"

#include <algorithm>

#include "aggregator/base/text.h"

namespace aggregator::mail {

std::vector<std::string> keywords_in(std::string_view heard) {
  std::vector<std::string> keywords;
  bool in_answer = false;
  for (const std::string& line : split(heard, '\n')) {
    const bool is_answer = line.starts_with("250");
    if (is_answer && !in_answer) keywords.clear();  // the line greets, and offers nothing
    const std::string_view said = trim(std::string_view(line).substr(std::min<std::size_t>(4, line.size())));
    if (is_answer && in_answer && !said.empty()) keywords.emplace_back(said);
    in_answer = line.starts_with("250-");
  }
  return keywords;
}

std::optional<std::string> find_keyword(const std::vector<std::string>& keywords, std::string_view keyword) {
  const auto found = std::ranges::find_if(keywords, [&](std::string_view offered) {
    return equals_ignoring_case(offered.substr(0, offered.find(' ')), keyword);
  });
  return found == keywords.end() ? std::nullopt : std::optional(*found);
}

}  // namespace aggregator::mail
