// The best of several answers to one question.
#pragma once

#include <limits>
#include <utility>

namespace aggregator::feed {

/// How much an element's word counts when several say the same thing: the format's own first.
enum Rank { kOwn, kAtom, kDublinCore, kItunes, kMedia, kLast };

/// Keeps the value of the lowest rank; of equals the first.
template <typename T>
class Best {
 public:
  void offer(int rank, T value) {
    if (rank >= rank_) return;
    rank_ = rank;
    value_ = std::move(value);
  }

  [[nodiscard]] bool would_take(int rank) const { return rank < rank_; }
  [[nodiscard]] bool is_set() const { return rank_ != kUnset; }
  [[nodiscard]] const T& value() const { return value_; }
  [[nodiscard]] T& value() { return value_; }

 private:
  static constexpr int kUnset = std::numeric_limits<int>::max();
  T value_{};
  int rank_ = kUnset;
};

}  // namespace aggregator::feed
