#include "failure_count.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "aggregator/base/ascii.h"
#include "aggregator/base/text.h"

namespace aggregator::poll {
namespace {

constexpr std::size_t kReasons = 8;
// Servers write into some reasons; more kinds than these are not told apart.
constexpr std::size_t kMaxKinds = 256;
constexpr std::string_view kPunctuation = ",:;()";

/// Whether the word is a host, an address or a URL: a dot or a colon inside, and not a number as "2.0".
bool names_place(std::string_view word) {
  const bool is_number = std::ranges::none_of(word, is_ascii_letter) && std::ranges::count(word, '.') < 2;
  return word.find(':') != word.npos || (word.find('.') != word.npos && word.back() != '.' && !is_number);
}

/// `reason` with "…" for each quoted text; what a quote holds may be cut, so the last one may lack its end.
std::string without_quotes(std::string_view reason) {
  std::string text;
  const auto pieces = split(reason, '"');
  for (std::size_t at = 0; at < pieces.size(); ++at) text += at % 2 == 0 ? pieces[at] : "…";
  return text;
}

}  // namespace

std::string kind_of_failure(std::string_view reason) {
  std::string unquoted = without_quotes(reason);
  std::string kind;
  for (const std::string& word : split(unquoted.substr(0, unquoted.find("; ")), ' ')) {
    const std::size_t begin = std::min(word.find_first_not_of(kPunctuation), word.size());
    const std::size_t end = word.find_last_not_of(kPunctuation) + 1;
    if (!kind.empty()) kind += ' ';
    if (begin < end && names_place(std::string_view(word).substr(begin, end - begin)))
      kind += word.substr(0, begin) + "…" + word.substr(end);
    else
      kind += word;
  }
  return kind;
}

void FailureCount::add(std::string_view reason) {
  std::string kind = kind_of_failure(reason);
  if (const auto known = feeds_.find(kind); known != feeds_.end())
    ++known->second;
  else if (feeds_.size() < kMaxKinds)
    feeds_.emplace(std::move(kind), 1);
}

std::vector<FailureReason> FailureCount::most_frequent() const {
  std::vector<FailureReason> reasons;
  reasons.reserve(feeds_.size());
  for (const auto& [reason, feeds] : feeds_) reasons.push_back({reason, feeds});
  std::ranges::sort(reasons, [](const FailureReason& a, const FailureReason& b) {
    return a.feeds != b.feeds ? a.feeds > b.feeds : a.reason < b.reason;
  });
  reasons.resize(std::min(reasons.size(), kReasons));
  return reasons;
}

}  // namespace aggregator::poll
