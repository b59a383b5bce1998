#include "feed_words.h"

#include "aggregator/base/url.h"
#include "output.h"

namespace aggregator::cli {

bool is_polled(const store::FeedRow& feed) { return feed.enabled && feed.status != store::FeedStatus::Gone; }

std::optional<Instant> next_poll_of(const store::FeedRow& feed) {
  return is_polled(feed) ? feed.next_poll : std::nullopt;
}

std::string next_poll_in_words(const store::FeedRow& feed) {
  if (!is_polled(feed)) return "-";
  return feed.next_poll ? short_time(feed.next_poll) : "due now";
}

const std::string& place_of(const store::FeedRow& feed) {
  return feed.validator_url.empty() ? feed.url : feed.validator_url;
}

std::optional<Instant> left_alone_until(const store::FeedRow& feed, Instant now) {
  return is_polled(feed) && feed.not_before && *feed.not_before > now ? feed.not_before : std::nullopt;
}

bool has_moved(const store::FeedRow& feed) { return canonical_url(feed.url) != canonical_url(feed.listed_url); }

}  // namespace aggregator::cli
