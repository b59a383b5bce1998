// Threads that read what the event loop of the HTTP client brings, so that a large answer holds up no transfer.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "aggregator/base/bounded_queue.h"
#include "aggregator/base/byte_budget.h"
#include "aggregator/base/error.h"
#include "aggregator/http/client.h"

namespace aggregator::poll {

/// What an answer takes up while it waits: a server may send as much in its head as others do in the body.
[[nodiscard]] std::size_t bytes_of(const Result<http::Response>& response);

/// What `read` returns. A body that is too much for this machine's memory is its feed's failure and not that of all.
[[nodiscard]] Result<void> bearing_shortage(const std::function<Result<void>()>& read);

/// Decodes the body where there is one; what keeps it from being decoded takes the answer's place.
void decode_body(Result<http::Response>& response, std::size_t max_body);

/// Arrivals come from the event loop, which must not wait: there is a place for each. What bounds the memory are their
/// bytes: with many of them unread no further transfer begins. What is in flight comes on top, bounded by the client
/// (ClientOptions::max_arriving).
class AnswerReaders {
 public:
  using Read = std::move_only_function<void()>;

  /// For at most `count` answers.
  explicit AnswerReaders(std::size_t count);
  /// As finish().
  ~AnswerReaders();
  AnswerReaders(const AnswerReaders&) = delete;
  AnswerReaders& operator=(const AnswerReaders&) = delete;

  /// Has `read` called by one of the threads, for an answer that takes up `bytes` until then. Never waits. Exceptions
  /// in it are bugs and end the process.
  void take(std::size_t bytes, Read read);
  /// For FetchEvents::has_room.
  [[nodiscard]] bool has_room() const { return unread_.has_room(); }

  /// To be held while a body of so many bytes is read. A tree can take many times the bytes that it is made of: of
  /// those of larger bodies there is one at a time.
  [[nodiscard]] std::unique_lock<std::mutex> turn_for(std::size_t bytes);

  /// Returns when all was read; nothing is taken any more.
  void finish();

 private:
  struct Arrived {
    std::size_t bytes;
    Read read;
  };
  void read_all();

  BoundedQueue<Arrived> arrived_;
  ByteBudget unread_;
  std::mutex large_;
  std::vector<std::jthread> threads_;
};

}  // namespace aggregator::poll
