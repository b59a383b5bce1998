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

}  // namespace aggregator::mail
