#include "pace.h"

namespace aggregator::deliver {
namespace {

Pace::Duration interval_of(const std::optional<config::Rate>& rate) {
  if (!rate || rate->count <= 0) return {};
  const std::chrono::duration<double> interval = std::chrono::duration<double>(rate->per) / rate->count;
  return std::chrono::ceil<Pace::Duration>(interval);
}

}  // namespace

Pace::Pace(const std::optional<config::Rate>& rate) : interval_(interval_of(rate)) {}

}  // namespace aggregator::deliver
