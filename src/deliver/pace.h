// The pace of sending: a token bucket that holds one token, so that no stretch of `per` sees more than `count` messages
// beyond the one it begins with.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>

#include "aggregator/config/settings.h"

namespace aggregator::deliver {

/// Safe from several threads. Durations between messages are no dates, so this goes by the steady clock of whoever
/// asks: the program's own Clock counts whole seconds and may stand still.
class Pace {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  explicit Pace(const std::optional<config::Rate>& rate);

  /// The moment, `now` or later, at which the caller may send one message.
  [[nodiscard]] Moment next(Moment now);

 private:
  const std::chrono::steady_clock::duration interval_;
  std::mutex mutex_;
  Moment free_;  // the next message may not go before
};

}  // namespace aggregator::deliver
