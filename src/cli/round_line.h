// The progress line of a round of polling. It goes on while nothing comes, so that a wait can be seen to be one.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "aggregator/poll/round.h"
#include "progress.h"

namespace aggregator::cli {

/// "39/s, 57 new, waiting 12 s for velog.io (120), a.example, 3 more; slowest b.example 8.2 s", without what is not
/// worth telling. `running` is since the begin of the round, `idle` since the last feed that was done.
[[nodiscard]] std::string words_for(const poll::RoundProgress& progress, std::chrono::duration<double> running,
                                    std::chrono::duration<double> idle);

class RoundLine {
 public:
  explicit RoundLine(Screen screen);

  /// To be called with every feed that is done.
  void show(const poll::RoundProgress& progress);

 private:
  using Moment = std::chrono::steady_clock::time_point;
  void redraw_now_and_then(const std::stop_token& stop);
  void draw();

  const Screen screen_;
  const Moment begin_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable_any never_;
  ProgressLine line_;
  poll::RoundProgress progress_;
  Moment last_done_;
  std::jthread redrawing_;  // last: it ends before the line does
};

}  // namespace aggregator::cli
