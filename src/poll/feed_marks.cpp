#include "aggregator/poll/feed_marks.h"

#include <algorithm>

#include "aggregator/config/feed_list.h"

namespace aggregator::poll {

std::size_t FeedMarks::add(std::size_t number, const std::string& answered_at, std::uint64_t body_hash) {
  const std::size_t at_place = by_place_.try_emplace(config::likely_key(answered_at), number).first->second;
  const std::size_t of_bytes = body_hash == 0 ? number : by_bytes_.try_emplace(body_hash, number).first->second;
  return std::min(at_place, of_bytes);
}

}  // namespace aggregator::poll
