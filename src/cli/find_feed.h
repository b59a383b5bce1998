// Looking for a feed on the web: for `add-feed`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/config/settings.h"
#include "aggregator/feed/feed.h"
#include "aggregator/feed/feed_places.h"

namespace aggregator::cli {

struct FoundFeed {
  std::string url;  ///< of the feed itself
  feed::Feed feed;
  std::string reason{};  ///< why it was looked for there, in words; empty when it is what was asked for
  std::vector<feed::FeedPlace> others{};  ///< other feeds of the page, not asked; those of comments come last
  std::string answered_at{};              ///< where it was after all redirects, also those that do not last
  std::uint64_t body_hash = 0;            ///< of a feed with entries
};

/// The feed at `url`, or that of the page at `url` by all that helps to find it: where the platform serves it, what the
/// page names, well-known paths, and feeds of comments when there is nothing else. The first that is a feed counts. One
/// request when `url` is a feed or of a known platform, never more than 27, one after the other and within twice
/// poll.timeout. Permanent redirects are followed into FoundFeed::url. Errors, for what `url` itself answered, with
/// what was tried besides and what to do: those of http::Client; Unavailable for an HTTP status; Malformed when there
/// is no feed.
[[nodiscard]] Result<FoundFeed> find_feed(const config::Settings& settings, const std::string& url);

}  // namespace aggregator::cli
