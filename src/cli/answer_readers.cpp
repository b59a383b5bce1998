#include "answer_readers.h"

#include <algorithm>
#include <utility>

namespace aggregator::cli {
namespace {

// As in a round of polling: some dozens of usual bodies wait at most, and of trees of large ones there is one at a
// time.
constexpr std::size_t kMaxBytesUnread = 4u << 20;
constexpr std::size_t kLargeBody = 1u << 20;

std::size_t bytes_of(const AnswerReaders::Answer& answer) { return answer ? answer->body.size() : 0; }

AnswerReaders::Answer decoded(AnswerReaders::Answer answer, std::size_t max_body) {
  if (!answer) return answer;
  if (auto done = http::decode(*answer, max_body); !done) return std::unexpected(done.error());
  return answer;
}

}  // namespace

AnswerReaders::AnswerReaders(std::size_t count, std::size_t max_body, Read read)
    : max_body_(max_body), read_(std::move(read)), arrived_(count), unread_(kMaxBytesUnread) {
  const std::size_t threads = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 4);
  while (threads_.size() < threads) threads_.emplace_back([this] { read_all(); });
}

AnswerReaders::~AnswerReaders() { arrived_.close(); }

void AnswerReaders::take(std::size_t index, Answer answer) {
  unread_.take(bytes_of(answer));
  arrived_.push({index, std::move(answer)});
}

void AnswerReaders::read_all() {
  while (auto arrived = arrived_.pop()) read_one(*std::move(arrived));
}

void AnswerReaders::read_one(Arrived arrived) {
  const std::size_t waited = bytes_of(arrived.answer);
  Answer answer = decoded(std::move(arrived.answer), max_body_);
  {
    std::unique_lock one_at_a_time(large_, std::defer_lock);
    if (bytes_of(answer) > kLargeBody) one_at_a_time.lock();
    read_(arrived.index, std::move(answer));
  }
  unread_.give_back(waited);
}

}  // namespace aggregator::cli
