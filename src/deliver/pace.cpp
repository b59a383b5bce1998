#include "pace.h"

#include <algorithm>

namespace aggregator::deliver {
namespace {

std::chrono::steady_clock::duration interval_of(const std::optional<config::Rate>& rate) {
  if (!rate || rate->count <= 0) return {};
  const std::chrono::duration<double> interval = std::chrono::duration<double>(rate->per) / rate->count;
  return std::chrono::ceil<std::chrono::steady_clock::duration>(interval);
}

}  // namespace

Pace::Pace(const std::optional<config::Rate>& rate) : interval_(interval_of(rate)) {}

Pace::Moment Pace::next(Moment now) {
  const std::scoped_lock lock(mutex_);
  const Moment moment = std::max(now, free_);
  free_ = moment + interval_;
  return moment;
}

}  // namespace aggregator::deliver
