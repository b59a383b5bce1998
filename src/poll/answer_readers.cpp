#include "answer_readers.h"

#include <algorithm>
#include <new>
#include <string>
#include <utility>

namespace aggregator::poll {
namespace {

// Bodies as they came: some dozens of usual ones. Answers without a body count little.
constexpr std::size_t kMaxBytesUnread = 4u << 20;

constexpr std::size_t kLargeBody = 1u << 20;

std::size_t reader_count() { return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 4); }

}  // namespace

std::size_t bytes_of(const Result<http::Response>& response) {
  if (!response) return 0;
  std::size_t bytes = 0;
  for (const std::string* part : {&response->url, &response->body, &response->etag, &response->last_modified,
                                  &response->content_type, &response->cache_control, &response->expires,
                                  &response->retry_after, &response->date, &response->link, &response->authenticate}) {
    bytes += part->size();
  }
  for (const http::Redirect& redirect : response->redirects) bytes += redirect.target.size();
  return bytes;
}

Result<void> bearing_shortage(const std::function<Result<void>()>& read) {
  try {
    return read();
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::Unavailable, "there was not enough memory to read it");
  }
}

void decode_body(Result<http::Response>& response, std::size_t max_body) {
  if (!response) return;
  const auto decoded = bearing_shortage([&] { return http::decode(*response, max_body); });
  if (!decoded) response = std::unexpected(decoded.error());
}

AnswerReaders::AnswerReaders(std::size_t count) : arrived_(count + 1), unread_(kMaxBytesUnread) {
  try {
    while (threads_.size() < reader_count()) threads_.emplace_back([this] { read_all(); });
  } catch (...) {
    arrived_.close();  // else those that could be started would be waited for without end
    throw;
  }
}

AnswerReaders::~AnswerReaders() { finish(); }

void AnswerReaders::take(std::size_t bytes, Read read) {
  unread_.take(bytes);
  arrived_.push({bytes, std::move(read)});
}

std::unique_lock<std::mutex> AnswerReaders::turn_for(std::size_t bytes) {
  return bytes > kLargeBody ? std::unique_lock(large_) : std::unique_lock<std::mutex>();
}

void AnswerReaders::finish() {
  arrived_.close();
  threads_.clear();
}

void AnswerReaders::read_all() {
  while (auto arrived = arrived_.pop()) {
    arrived->read();
    unread_.give_back(arrived->bytes);
  }
}

}  // namespace aggregator::poll
