#include "pipeline.h"

#include <algorithm>
#include <functional>
#include <new>
#include <utility>

#include "aggregator/base/hash.h"
#include "aggregator/base/url.h"
#include "aggregator/feed/html.h"
#include "aggregator/poll/client.h"
#include "pacing.h"

namespace aggregator::poll {
namespace {

// Bodies as they came, which wait for a parser, and documents, which wait for the writer: some dozens of usual ones.
// Answers without a body count little: the more of them one transaction takes, the fewer flushes to the disk there are.
constexpr std::size_t kMaxBytesToParse = 4u << 20;
constexpr std::size_t kMaxBytesToWrite = 8u << 20;

// A tree can take many times the bytes that it is made of: of trees of larger bodies there is one at a time.
constexpr std::size_t kLargeBody = 1u << 20;

std::size_t parser_count() { return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 4); }

http::Request request_for(const store::FeedRow& feed, http::Access access) {
  return {feed.url, feed.etag, feed.last_modified, feed.address, feed.validator_url, std::move(access)};
}

/// What an answer takes up while it waits: a server may send as much in its head as others do in the body.
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

/// The feed that the page at `url` names. Where it names several and the first is none, page and link fail in turns:
/// each second failure takes the next one.
std::string feed_named_by(const std::string& page, const std::string& url, int failures) {
  auto links = feed::find_feed_links(page, url);
  std::erase_if(links, [&](const feed::FeedLink& link) {
    return link.of_comments || canonical_url(link.url) == canonical_url(url);
  });
  return links.empty() ? std::string() : links[static_cast<std::size_t>(failures / 2) % links.size()].url;
}

/// What `read` returns. A body that is too much for this machine's memory is its feed's failure and not that of all.
Result<void> bearing_shortage(const std::function<Result<void>()>& read) {
  try {
    return read();
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::Unavailable, "there was not enough memory to read it");
  }
}

std::unexpected<Error> came_late() { return fail(ErrorCode::Busy, "the deadline came before it was parsed"); }

std::chrono::seconds longest_of(const std::vector<std::string>& retry_after, Instant now) {
  std::chrono::seconds longest(0);
  for (const std::string& value : retry_after) longest = std::max(longest, parse_retry_after(value, {}, now));
  return longest;
}

}  // namespace

// Arrivals are pushed from the event loop, which must not wait: the queues have a place for every feed. What bounds the
// memory are bytes: with many to parse no further transfer begins, with many to write the parsers wait. What is in
// flight comes on top, bounded by the client (ClientOptions::max_arriving).
Pipeline::Pipeline(const std::vector<store::FeedRow>& feeds, const Keys& keys, const config::Settings& settings,
                   Instant now, Deadlines deadlines)
    : feeds_(feeds),
      keys_(keys),
      settings_(settings),
      now_(now),
      deadlines_(deadlines),
      arrived_(feeds.size() + 1),
      parsed_(feeds.size() + 1),
      to_parse_(kMaxBytesToParse),
      to_write_(kMaxBytesToWrite),
      parsers_left_(parser_count()) {
  threads_.emplace_back([this] { transfer(); });
  for (std::size_t parser = parsers_left_; parser > 0; --parser) threads_.emplace_back([this] { parse_all(); });
}

Pipeline::~Pipeline() {
  stopped_ = true;
  to_write_.close();
  arrived_.close();
  parsed_.close();
}

void Pipeline::transfer() {
  std::vector<std::size_t> asked;  // the feed of each request
  asked.reserve(feeds_.size());
  for (std::size_t index = 0; index < feeds_.size(); ++index) {
    const auto key = keys_.find(index);
    if (key != keys_.end() && !key->second) {
      arrived_.push({index, std::unexpected(key->second.error()), {}});
      continue;
    }
    asked.push_back(index);
  }
  const http::Requests requests{asked.size(), [&](std::size_t request) {
                                  const auto key = keys_.find(asked[request]);
                                  return request_for(feeds_[asked[request]],
                                                     key == keys_.end() ? http::Access() : *key->second);
                                }};
  http::FetchEvents events;
  events.done = [&](std::size_t request, Result<http::Response> response) {
    to_parse_.take(bytes_of(response));
    arrived_.push({asked[request], std::move(response), since_beginning()});
  };
  events.left_alone = [&](std::size_t request, const http::LeftAlone& host) {
    const std::chrono::seconds after = since_beginning();
    arrived_.push({asked[request], fail(ErrorCode::Unavailable, host.host + " wants to be left alone"), after,
                   longest_of(host.retry_after, now_ + after)});
  };
  events.stopped = [this] { return stopped_.load(); };
  events.has_room = [this] { return to_parse_.has_room(); };
  http::Client(client_options(settings_)).fetch(requests, events, deadlines_.fetch_until);
  arrived_.close();
}

void Pipeline::parse_all() {
  while (auto arrived = arrived_.pop()) {
    const std::size_t waited = bytes_of(arrived->response);
    if (waited > 0) to_write_.wait_for_room();
    Fetched fetched = understand(*std::move(arrived));
    to_parse_.give_back(waited);
    if (!parsed_.push(std::move(fetched))) break;
  }
  if (--parsers_left_ == 0) parsed_.close();
}

std::optional<Fetched> Pipeline::handed_over(std::optional<Fetched> fetched) {
  if (fetched) to_write_.give_back(fetched->bytes);
  return fetched;
}

std::size_t Pipeline::decode_body(Result<http::Response>& response) {
  if (!response) return 0;
  if (auto decoded = bearing_shortage([&] { return http::decode(*response, settings_.poll.max_body); }); !decoded) {
    response = std::unexpected(decoded.error());
    return 0;
  }
  const std::size_t bytes = bytes_of(response);
  to_write_.take(bytes);
  return bytes;
}

std::chrono::seconds Pipeline::since_beginning() const {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::steady_clock::now() - deadlines_.began);
}

bool Pipeline::is_late() const { return std::chrono::steady_clock::now() >= deadlines_.parse_until; }

Fetched Pipeline::understand(Arrived arrived) {
  const bool has_body = arrived.response && !arrived.response->body.empty();
  if (has_body && is_late()) arrived.response = came_late();
  const std::size_t bytes = decode_body(arrived.response);
  Answer answer = judge(feeds_[arrived.index], arrived.response, now_ + arrived.after);
  // The writer counts from the beginning of the round, a server from its answer on.
  if (answer.asked_wait.count() > 0) answer.asked_wait += arrived.after;
  if (arrived.left_alone) *arrived.left_alone += arrived.after;
  Fetched fetched{.index = arrived.index,
                  .answer = std::move(answer),
                  .response = std::move(arrived.response),
                  .bytes = bytes,
                  .body_hash = 0,
                  .same_body = false,
                  .document = {},
                  .left_alone = arrived.left_alone,
                  .feed_link = {}};
  if (fetched.answer.kind != Answer::Kind::Body) return fetched;
  const auto parsed = bearing_shortage([&]() -> Result<void> {
    parse(fetched);
    return {};
  });
  if (!parsed) fetched.document = std::unexpected(parsed.error());
  return fetched;
}

void Pipeline::parse(Fetched& fetched) {
  const store::FeedRow& feed = feeds_[fetched.index];
  const std::string body = std::exchange(fetched.response->body, {});
  fetched.body_hash = hash64(body);
  fetched.same_body = feed.status == store::FeedStatus::Ok && fetched.body_hash == feed.body_hash;
  if (fetched.same_body) return;
  std::unique_lock one_at_a_time(large_, std::defer_lock);
  if (body.size() > kLargeBody) {
    one_at_a_time.lock();
    if (is_late()) {
      fetched.response = came_late();
      return;
    }
  }
  const std::string& url = fetched.response->url;
  auto parsed = feed::parse_feed(body, {url, fetched.response->content_type, fetched.response->link});
  if (!parsed) {
    fetched.feed_link = feed_named_by(body, url, feed.failures);
    fetched.document = std::unexpected(parsed.error());
    return;
  }
  fetched.document = read_document(*std::move(parsed), feed, settings_.digest.backfill, now_);
}

}  // namespace aggregator::poll
