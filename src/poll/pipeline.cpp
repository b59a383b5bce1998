#include "pipeline.h"

#include <algorithm>
#include <utility>

#include "aggregator/base/hash.h"
#include "aggregator/feed/html.h"
#include "aggregator/poll/client.h"

namespace aggregator::poll {
namespace {

/// Of documents that have arrived and are not written yet. Some dozens of usual ones; of the largest allowed only one,
/// which takes some 100 MB while it is parsed. Answers without a body count nothing: the more of them one transaction
/// takes, the fewer flushes to the disk there are.
constexpr std::size_t kMaxBytesInHand = 8u << 20;

std::size_t parser_count() { return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 4); }

http::Request request_for(const store::FeedRow& feed, http::Access access) {
  return {feed.url, feed.etag, feed.last_modified, feed.address, feed.validator_url, std::move(access)};
}

}  // namespace

// Arrivals are pushed from the event loop, which must not wait: the queues have a place for every feed. What bounds the
// memory is has_room(): with so many bytes in hand no further transfer begins.
Pipeline::Pipeline(const std::vector<store::FeedRow>& feeds, const Keys& keys, const config::Settings& settings,
                   Instant now)
    : feeds_(feeds),
      keys_(keys),
      settings_(settings),
      now_(now),
      arrived_(feeds.size() + 1),
      parsed_(feeds.size() + 1),
      parsers_left_(parser_count()) {
  threads_.emplace_back([this] { transfer(); });
  for (std::size_t parser = parsers_left_; parser > 0; --parser) threads_.emplace_back([this] { parse_all(); });
}

Pipeline::~Pipeline() {
  stopped_ = true;
  arrived_.close();
  parsed_.close();
}

void Pipeline::transfer() {
  std::vector<http::Request> requests;
  std::vector<std::size_t> asked;  // the feed of each request
  requests.reserve(feeds_.size());
  asked.reserve(feeds_.size());
  for (std::size_t index = 0; index < feeds_.size(); ++index) {
    const auto key = keys_.find(index);
    if (key != keys_.end() && !key->second) {
      arrived_.push({index, std::unexpected(key->second.error())});
      continue;
    }
    requests.push_back(request_for(feeds_[index], key == keys_.end() ? http::Access() : *key->second));
    asked.push_back(index);
  }
  http::FetchEvents events;
  events.done = [&](std::size_t request, Result<http::Response> response) {
    if (response) bytes_in_hand_ += response->body.size();
    arrived_.push({asked[request], std::move(response)});
  };
  events.stopped = [this] { return stopped_.load(); };
  events.has_room = [this] { return bytes_in_hand_ < kMaxBytesInHand; };
  http::Client(client_options(settings_))
      .fetch(requests, events, std::chrono::steady_clock::now() + settings_.poll.round_deadline);
  arrived_.close();
}

void Pipeline::parse_all() {
  while (auto arrived = arrived_.pop()) {
    if (!parsed_.push(understand(*std::move(arrived)))) break;
  }
  if (--parsers_left_ == 0) parsed_.close();
}

std::optional<Fetched> Pipeline::handed_over(std::optional<Fetched> fetched) {
  if (fetched) bytes_in_hand_ -= fetched->body_bytes;
  return fetched;
}

std::size_t Pipeline::decode_body(Result<http::Response>& response) {
  if (!response) return 0;
  const std::size_t sent = response->body.size();
  if (auto decoded = http::decode(*response, settings_.poll.max_body); !decoded) {
    response = std::unexpected(decoded.error());
    return sent;
  }
  bytes_in_hand_ += response->body.size() - sent;
  return response->body.size();
}

Fetched Pipeline::understand(Arrived arrived) {
  const store::FeedRow& feed = feeds_[arrived.index];
  const std::size_t body_bytes = decode_body(arrived.response);
  Fetched fetched{
      arrived.index, judge(feed, arrived.response, now_), std::move(arrived.response), body_bytes, 0, false, {}, {}};
  if (fetched.answer.kind != Answer::Kind::Body) return fetched;
  const std::string body = std::exchange(fetched.response->body, {});
  fetched.body_hash = hash64(body);
  fetched.same_body = feed.status == store::FeedStatus::Ok && fetched.body_hash == feed.body_hash;
  if (fetched.same_body) return fetched;
  const std::string& url = fetched.response->url;
  auto parsed = feed::parse_feed(body, {url, fetched.response->content_type});
  if (!parsed) {
    const auto links = feed::find_feed_links(body, url);
    if (!links.empty()) fetched.feed_link = links.front().url;
    fetched.document = std::unexpected(parsed.error());
    return fetched;
  }
  fetched.document = read_document(*std::move(parsed), feed, settings_.digest.backfill, now_);
  return fetched;
}

}  // namespace aggregator::poll
