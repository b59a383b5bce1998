// How often feeds of a round failed for the same reason.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "aggregator/poll/round.h"

namespace aggregator::poll {

/// What many feeds have in common of the reason why one failed: "…" where it names a host, an address, a URL or quotes
/// foreign text, and without the advice behind a semicolon. "connection refused by 192.0.2.1:80" → "connection refused
/// by …".
[[nodiscard]] std::string kind_of_failure(std::string_view reason);

class FailureCount {
 public:
  void add(std::string_view reason);

  /// As RoundSummary::reasons.
  [[nodiscard]] std::vector<FailureReason> most_frequent() const;

 private:
  std::unordered_map<std::string, std::int64_t> feeds_;  ///< by kind of failure; a bounded number of kinds
};

}  // namespace aggregator::poll
