// Threads that read what the event loop of the HTTP client brings, so that a large answer holds up no transfer.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "aggregator/base/bounded_queue.h"
#include "aggregator/base/byte_budget.h"
#include "aggregator/http/client.h"

namespace aggregator::cli {

class AnswerReaders {
 public:
  using Answer = Result<http::Response>;
  /// Is given answers with their bodies decoded, from several threads at once but each index to one.
  using Read = std::function<void(std::size_t index, Answer answer)>;

  /// For at most `count` answers, whose bodies have at most `max_body` bytes.
  AnswerReaders(std::size_t count, std::size_t max_body, Read read);
  /// Returns when all was read.
  ~AnswerReaders();
  AnswerReaders(const AnswerReaders&) = delete;
  AnswerReaders& operator=(const AnswerReaders&) = delete;

  /// Never waits.
  void take(std::size_t index, Answer answer);
  /// For FetchEvents::has_room.
  [[nodiscard]] bool has_room() const { return unread_.has_room(); }

 private:
  struct Arrived {
    std::size_t index;
    Answer answer;
  };

  void read_all();
  void read_one(Arrived arrived);

  const std::size_t max_body_;
  const Read read_;
  BoundedQueue<Arrived> arrived_;
  ByteBudget unread_;
  std::mutex large_;  ///< held while a large body is read
  std::vector<std::jthread> threads_;
};

}  // namespace aggregator::cli
