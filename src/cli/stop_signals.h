// SIGTERM and SIGINT ask a long command to end well. A second one ends it at once.
#pragma once

#include <csignal>

namespace aggregator::cli {

/// Catches both while it lives; only one may live at a time.
class StopSignals {
 public:
  StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals();

  /// Since the last one began to live, also after its end.
  [[nodiscard]] static bool is_requested();
  /// Whether it was asked for so long ago that nobody should be waited for any longer: 10 s.
  [[nodiscard]] static bool is_overdue();

 private:
  struct sigaction old_term_{}, old_int_{};
};

}  // namespace aggregator::cli
