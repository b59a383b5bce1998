// Feeds fetched outside a round: for `add-feed` and `check --online`.
#pragma once

#include <string>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/config/settings.h"
#include "aggregator/feed/feed.h"
#include "aggregator/feed/feed_places.h"
#include "aggregator/http/client.h"

namespace aggregator::cli {

struct FoundFeed {
  std::string url;  ///< of the feed itself
  feed::Feed feed;
  bool through_page = false;              ///< `url` is not what was asked for
  std::string reason{};                   ///< then why it was looked for there, in words
  std::vector<feed::FeedPlace> others{};  ///< other feeds of the page, not asked; those of comments come last
};

/// The feed at `url`, or the one that the page at `url` names first. Permanent redirects are followed into
/// FoundFeed::url. `access` names its server. Errors: those of http::Client; Unavailable for an HTTP status; Malformed
/// when there is no feed.
[[nodiscard]] Result<FoundFeed> fetch_feed(const config::Settings& settings, const std::string& url,
                                           const http::Access& access = {});

/// The feed at `url`, or that of the page at `url` by all that helps to find it: where the platform serves it, what the
/// page names, well-known paths, and feeds of comments when there is nothing else. The first that is a feed counts. One
/// request when `url` is a feed or of a known platform, never more than 25, one after the other. Errors: as
/// fetch_feed(), for what `url` itself answered, with what was tried besides.
[[nodiscard]] Result<FoundFeed> find_feed(const config::Settings& settings, const std::string& url);

}  // namespace aggregator::cli
