// A queue between threads that never grows beyond its capacity.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace aggregator {

template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

  /// Waits for room. False when the queue is closed; `value` is then dropped.
  bool push(T value) {
    {
      std::unique_lock lock(mutex_);
      has_room_.wait(lock, [&] { return closed_ || values_.size() < capacity_; });
      if (closed_) return false;
      values_.push_back(std::move(value));
    }
    has_values_.notify_one();  // who wakes up finds the lock free
    return true;
  }

  /// Waits for a value. Nothing once the queue is closed and empty.
  std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    has_values_.wait(lock, [&] { return closed_ || !values_.empty(); });
    return take(lock);
  }

  /// A value if there is one now.
  std::optional<T> try_pop() {
    std::unique_lock lock(mutex_);
    return take(lock);
  }

  /// No more pushes; what is in the queue can still be popped.
  void close() {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    has_values_.notify_all();
    has_room_.notify_all();
  }

 private:
  std::optional<T> take(const std::unique_lock<std::mutex>&) {
    if (values_.empty()) return std::nullopt;
    std::optional<T> value(std::move(values_.front()));
    values_.pop_front();
    has_room_.notify_one();
    return value;
  }

  const std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable has_room_, has_values_;
  std::deque<T> values_;
  bool closed_ = false;
};

}  // namespace aggregator
