// The pace of sending: a token bucket that holds one token, so that no stretch of `per` sees more than `count` messages
// beyond the one it begins with.
#pragma once

#include <chrono>
#include <optional>

#include "aggregator/config/settings.h"

namespace aggregator::deliver {

/// Durations between messages are no dates, so this goes by the steady clock of whoever asks: the program's own Clock
/// counts whole seconds and may stand still.
class Pace {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  using Duration = Moment::duration;

  explicit Pace(const std::optional<config::Rate>& rate);

  [[nodiscard]] Duration interval() const { return interval_; }

  /// The next message may not go before.
  [[nodiscard]] Moment next() const { return next_; }

  /// A message goes at `now`, next() or later.
  void take(Moment now) { next_ = now + interval_; }

 private:
  Duration interval_;
  Moment next_;
};

}  // namespace aggregator::deliver
