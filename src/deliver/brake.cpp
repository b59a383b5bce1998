#include "brake.h"

#include <algorithm>

namespace aggregator::deliver {
namespace {

constexpr int kPatience = 3;
constexpr Brake::Duration kFirst = std::chrono::milliseconds(250);
constexpr Brake::Duration kLongest = std::chrono::seconds(4);

}  // namespace

void Brake::on_pushed_back(Moment begun, Moment now) {
  if (begun < changed_) return;
  if (++in_a_row_ < kPatience) return;
  interval_ = interval_ == Duration::zero() ? kFirst : std::min(interval_ * 2, kLongest);
  changed_ = now;
}

void Brake::on_taken() {
  in_a_row_ = 0;
  interval_ /= 2;
  if (interval_ < kFirst) interval_ = Duration::zero();
}

}  // namespace aggregator::deliver
