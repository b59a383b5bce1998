#include "records.h"

namespace aggregator::deliver {
namespace {

constexpr auto kBetweenFlushes = std::chrono::milliseconds(250);

}  // namespace

Result<void> Records::store() {
  if (unsettled_.empty()) return {};
  if (auto stored = store::settle_deliveries(database_, unsettled_); !stored) return stored;
  for (const store::Settled& one : unsettled_) count(one.state);
  unsettled_.clear();
  tell_progress();
  return flush_now_and_then();
}

void Records::count(store::DeliveryState state) {
  if (state == store::DeliveryState::Sent) ++summary_.sent;
  if (state == store::DeliveryState::Failed) ++summary_.failed;
  if (state == store::DeliveryState::Deferred) ++summary_.deferred;
  if (state == store::DeliveryState::Sent || state == store::DeliveryState::Failed) --summary_.left;
}

Result<void> Records::flush_now_and_then() {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_flush_) return {};
  next_flush_ = now + kBetweenFlushes;
  return commits_.flush();
}

}  // namespace aggregator::deliver
