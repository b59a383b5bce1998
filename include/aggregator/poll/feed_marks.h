// Telling whether two addresses lead to one feed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>

namespace aggregator::poll {

/// Feeds by what they are known by, whatever a list calls them: the place that answers behind all redirects, or the
/// very bytes that it said.
class FeedMarks {
 public:
  /// Takes note of a feed, and gives the number of the first one that is the same: `number` when there was none.
  /// `answered_at` is compared by canonical_url, several slashes in its path being one; `body_hash` is 0 when it is not
  /// known or says nothing, as that of a feed without entries.
  std::size_t add(std::size_t number, const std::string& answered_at, std::uint64_t body_hash);

 private:
  std::unordered_map<std::string, std::size_t> by_place_;
  std::unordered_map<std::uint64_t, std::size_t> by_bytes_;
};

}  // namespace aggregator::poll
