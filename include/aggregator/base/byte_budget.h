// How many bytes may be held between two threads.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace aggregator {

/// A budget that the last taker may overdraw: nobody knows beforehand how large the next thing is.
class ByteBudget {
 public:
  explicit ByteBudget(std::size_t limit) : limit_(limit) {}

  void take(std::size_t bytes) {
    const std::scoped_lock lock(mutex_);
    taken_ += bytes;
  }

  void give_back(std::size_t bytes) {
    const std::scoped_lock lock(mutex_);
    taken_ -= bytes;
    has_room_.notify_all();
  }

  [[nodiscard]] bool has_room() const {
    const std::scoped_lock lock(mutex_);
    return taken_ < limit_;
  }

  /// Returns when there is room, or nobody will give anything back any more.
  void wait_for_room() {
    std::unique_lock lock(mutex_);
    has_room_.wait(lock, [&] { return closed_ || taken_ < limit_; });
  }

  void close() {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    has_room_.notify_all();
  }

 private:
  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::condition_variable has_room_;
  std::size_t taken_ = 0;
  bool closed_ = false;
};

}  // namespace aggregator
