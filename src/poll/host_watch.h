// Which hosts somebody who watches a round would want to know of: the slowest, and those still waited for.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "aggregator/poll/round.h"
#include "aggregator/store/feeds.h"

namespace aggregator::poll {

class HostWatch {
 public:
  /// Waits for all of `feeds`.
  explicit HostWatch(const std::vector<store::FeedRow>& feeds);

  /// So long was spent on the feed with this index, whether it answered or was given up; 0: it was not asked.
  void asked(std::size_t index, std::chrono::milliseconds spent);
  /// The feed with this index is waited for no longer, whatever came of it. Once for each.
  void done(std::size_t index);

  /// As RoundSummary::slowest.
  [[nodiscard]] const std::vector<HostTime>& slowest() const { return slowest_; }
  /// As RoundProgress::waited_for.
  [[nodiscard]] std::vector<HostWait> waited_for() const;

 private:
  std::unordered_map<std::string, std::int64_t> left_;  ///< feeds by host
  std::vector<std::string> hosts_;                      ///< by index of the feed
  std::vector<HostTime> slowest_;
};

}  // namespace aggregator::poll
