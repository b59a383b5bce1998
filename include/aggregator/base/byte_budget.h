// How many bytes may be held between two threads.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <limits>
#include <mutex>

namespace aggregator {

/// A budget that the last taker may overdraw: nobody knows beforehand how large the next thing is.
class ByteBudget {
 public:
  explicit ByteBudget(std::size_t limit) : limit_(limit) {}

  void take(std::size_t bytes) {
    {
      const std::scoped_lock lock(mutex_);
      taken_ += bytes;
      if (taken_ < awaited_) return;
    }
    has_much_.notify_all();
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

  /// For the one who gives back: returns when so many bytes are taken, or none will be any more, or after `time`. Who
  /// takes less does not wake the caller.
  void wait_for_much(std::size_t bytes, std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    awaited_ = bytes;
    has_much_.wait_for(lock, time, [&] { return closed_ || taken_ >= bytes; });
    awaited_ = kNotAwaited;
  }

  void close() {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    has_room_.notify_all();
    has_much_.notify_all();
  }

 private:
  static constexpr std::size_t kNotAwaited = std::numeric_limits<std::size_t>::max();

  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::condition_variable has_room_, has_much_;
  std::size_t taken_ = 0, awaited_ = kNotAwaited;
  bool closed_ = false;
};

}  // namespace aggregator
