// What became of deliveries, on its way into the outbox, and the sums of it.
//
// All that is there goes into one transaction. It outlives a kill at once and a power cut a quarter of a second later.
#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/deliver/send_summary.h"
#include "aggregator/store/database.h"
#include "aggregator/store/outbox.h"

namespace aggregator::deliver {

class Records {
 public:
  using Progress = std::function<void(const SendSummary&)>;  // may be empty

  Records(store::Database& database, Progress progress)
      : database_(database), progress_(std::move(progress)), commits_(database) {}

  [[nodiscard]] Result<void> begin() { return commits_.begin(); }

  void add(store::Settled settled) { unsettled_.push_back(std::move(settled)); }

  /// Stores what was added. What cannot be stored now is tried again with what comes next: forgotten, a message that
  /// went out would go out again. Errors: those of the store.
  [[nodiscard]] Result<void> store();

  /// Now, and not in a quarter of a second.
  [[nodiscard]] Result<void> flush() { return commits_.flush(); }

  void tell_progress() const {
    if (progress_) progress_(summary_);
  }

  [[nodiscard]] SendSummary& summary() { return summary_; }

 private:
  void count(store::DeliveryState state);
  [[nodiscard]] Result<void> flush_now_and_then();

  store::Database& database_;
  const Progress progress_;
  store::QuickCommits commits_;
  std::vector<store::Settled> unsettled_;
  std::chrono::steady_clock::time_point next_flush_;
  SendSummary summary_;
};

}  // namespace aggregator::deliver
