// The progress line of `send`.
#pragma once

#include <chrono>
#include <string>

#include "aggregator/deliver/send_summary.h"
#include "progress.h"

namespace aggregator::cli {

/// "830/s, 1 min 20 s left, 3 deferred, 1 failed", without what is not worth telling. `running` is since the begin.
[[nodiscard]] std::string words_for(const deliver::SendSummary& summary, std::chrono::duration<double> running);

/// "830/s", "2.5/s".
[[nodiscard]] std::string rate_text(double rate);

/// "45 s", "1 min 20 s", "2 h 5 min".
[[nodiscard]] std::string span_text(std::chrono::duration<double> span);

class SendLine {
 public:
  explicit SendLine(const Screen& screen) : screen_(screen), begin_(screen.clock()), line_(screen) {}

  /// To be called several times a second, also when nothing has come.
  void show(const deliver::SendSummary& summary);

  [[nodiscard]] std::chrono::duration<double> running() const { return screen_.clock() - begin_; }

 private:
  const Screen screen_;
  const std::chrono::steady_clock::time_point begin_;
  ProgressLine line_;
};

}  // namespace aggregator::cli
