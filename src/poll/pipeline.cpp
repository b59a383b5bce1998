#include "pipeline.h"

#include <algorithm>
#include <utility>

#include "aggregator/base/hash.h"
#include "aggregator/base/url.h"
#include "aggregator/feed/html.h"
#include "aggregator/poll/client.h"
#include "pacing.h"

namespace aggregator::poll {
namespace {

// Documents which wait for the writer: some dozens of usual ones. Answers without a body count little: the more of them
// one transaction takes, the fewer flushes to the disk there are.
constexpr std::size_t kMaxBytesToWrite = 8u << 20;

// Worth a transaction: some documents, or a thousand answers without one. Nobody notices that the writer waits so long.
constexpr std::size_t kWorthWriting = 256u << 10;
constexpr std::chrono::milliseconds kTimeToGather{100};

// An answer of so few bytes, as 304 is, takes less time to understand than to hand over to a reader.
constexpr std::size_t kSmallAnswer = 1024;

http::Request request_for(const store::FeedRow& feed, http::Access access) {
  return {feed.url, feed.etag, feed.last_modified, feed.address, feed.validator_url, std::move(access)};
}

/// The feed that the page which came with `response` names. Where it names several and the first is none, page and link
/// fail in turns: each second failure takes the next one.
std::string feed_named_by(const std::string& page, const http::Response& response, int failures) {
  const std::string& url = response.url;
  auto links = feed::find_feed_links(page, url, response.link);
  std::erase_if(links, [&](const feed::FeedLink& link) {
    return link.of_comments || link.is_shown || canonical_url(link.url) == canonical_url(url);
  });
  return links.empty() ? std::string() : links[static_cast<std::size_t>(failures / 2) % links.size()].url;
}

std::unexpected<Error> came_late() { return fail(ErrorCode::Busy, "the deadline came before it was parsed"); }

std::chrono::seconds longest_of(const std::vector<std::string>& retry_after, Instant now) {
  std::chrono::seconds longest(0);
  for (const std::string& value : retry_after) longest = std::max(longest, parse_retry_after(value, {}, now));
  return longest;
}

}  // namespace

Pipeline::Pipeline(const std::vector<store::FeedRow>& feeds, const Keys& keys, const config::Settings& settings,
                   Instant now, Deadlines deadlines)
    : feeds_(feeds),
      keys_(keys),
      settings_(settings),
      now_(now),
      deadlines_(deadlines),
      parsed_(feeds.size() + 1),
      to_write_(kMaxBytesToWrite),
      readers_(feeds.size()),
      transfers_([this] { transfer(); }) {}

Pipeline::~Pipeline() {
  stopped_ = true;
  to_write_.close();
}

void Pipeline::transfer() {
  std::vector<std::size_t> asked;  // the feed of each request
  asked.reserve(feeds_.size());
  for (std::size_t index = 0; index < feeds_.size(); ++index) {
    const auto key = keys_.find(index);
    if (key != keys_.end() && !key->second) {
      take({index, std::unexpected(key->second.error()), {}});
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
  events.done = [&](std::size_t request, Result<http::Response> response, std::chrono::milliseconds spent) {
    take({asked[request], std::move(response), since_beginning(), {}, spent});
  };
  events.left_alone = [&](std::size_t request, const http::LeftAlone& host) {
    const std::chrono::seconds after = since_beginning();
    take({asked[request], fail(ErrorCode::Unavailable, host.host + " wants to be left alone"), after,
          longest_of(host.retry_after, now_ + after)});
  };
  events.stopped = [this] { return stopped_.load(); };
  events.has_room = [this] { return readers_.has_room() && to_write_.has_room(); };
  http::Client(client_options(settings_)).fetch(requests, events, deadlines_.fetch_until);
  readers_.finish();
  parsed_.close();
  to_write_.close();
}

void Pipeline::take(Arrived arrived) {
  const std::size_t bytes = bytes_of(arrived.response);
  const bool has_body = arrived.response && !arrived.response->body.empty();
  if (!has_body && bytes <= kSmallAnswer) {
    hand_over(understand(std::move(arrived)));
    return;
  }
  readers_.take(bytes, [this, bytes, arrived = std::move(arrived)]() mutable {
    if (stopped_) return;
    if (bytes > 0) to_write_.wait_for_room();
    hand_over(understand(std::move(arrived)));
  });
}

void Pipeline::hand_over(Fetched fetched) {
  to_write_.take(fetched.bytes);
  parsed_.push(std::move(fetched));
}

std::optional<Fetched> Pipeline::next() {
  to_write_.wait_for_much(kWorthWriting, kTimeToGather);
  return handed_over(parsed_.pop());
}

std::optional<Fetched> Pipeline::handed_over(std::optional<Fetched> fetched) {
  if (fetched) to_write_.give_back(fetched->bytes);
  return fetched;
}

std::chrono::seconds Pipeline::since_beginning() const {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::steady_clock::now() - deadlines_.began);
}

bool Pipeline::is_late() const { return std::chrono::steady_clock::now() >= deadlines_.parse_until; }

Fetched Pipeline::understand(Arrived arrived) {
  const bool has_body = arrived.response && !arrived.response->body.empty();
  if (has_body && is_late()) arrived.response = came_late();
  decode_body(arrived.response, settings_.poll.max_body);
  const std::size_t bytes = bytes_of(arrived.response);
  Answer answer = judge(feeds_[arrived.index], arrived.response, now_ + arrived.after);
  // The writer counts from the beginning of the round, a server from its answer on.
  if (answer.asked_wait.count() > 0) answer.asked_wait += arrived.after;
  if (arrived.left_alone) *arrived.left_alone += arrived.after;
  Fetched fetched{.index = arrived.index,
                  .answer = std::move(answer),
                  .response = std::move(arrived.response),
                  .bytes = bytes,
                  .left_alone = arrived.left_alone,
                  .spent = arrived.spent};
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
  const auto turn = readers_.turn_for(body.size());
  if (turn && is_late()) {
    fetched.response = came_late();
    return;
  }
  const std::string& url = fetched.response->url;
  auto parsed = feed::parse_feed(body, {url, fetched.response->content_type, fetched.response->link});
  if (!parsed) {
    fetched.feed_link = feed_named_by(body, *fetched.response, feed.failures);
    fetched.document = std::unexpected(parsed.error());
    return;
  }
  Document document = read_document(*std::move(parsed), feed, settings_.digest.backfill, now_);
  document.answered_at = url;
  fetched.document = std::move(document);
}

}  // namespace aggregator::poll
