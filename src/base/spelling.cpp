#include "aggregator/base/spelling.h"

#include <algorithm>
#include <vector>

namespace aggregator {

std::size_t spelling_distance(std::string_view a, std::string_view b) {
  // Three rows of the table of optimal string alignment: for a's letter before last, last and current.
  std::vector<std::size_t> older(b.size() + 1), old(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    older.swap(old);
    old.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({old[j] + 1, row[j - 1] + 1, old[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (is_swap) row[j] = std::min(row[j], older[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::optional<std::string_view> nearest_word(std::string_view word, std::span<const std::string_view> known) {
  constexpr std::size_t kLongestWord = 40;
  if (known.empty() || word.size() > kLongestWord) return std::nullopt;
  const std::string_view nearest =
      *std::ranges::min_element(known, {}, [&](std::string_view other) { return spelling_distance(word, other); });
  const std::size_t slips = std::max(word.size(), nearest.size()) < 6 ? 1 : 2;
  if (spelling_distance(word, nearest) > slips) return std::nullopt;
  return nearest;
}

}  // namespace aggregator
