// Fetching one feed outside a round: for `add-feed` and `check --online`.
#pragma once

#include <string>

#include "aggregator/base/error.h"
#include "aggregator/config/settings.h"
#include "aggregator/feed/feed.h"
#include "aggregator/http/client.h"

namespace aggregator::cli {

struct FoundFeed {
  std::string url;  ///< of the feed itself
  feed::Feed feed;
  bool through_page = false;  ///< `url` was found on the page that was asked for
};

/// The feed at `url`, or the one that the page at `url` names first. Permanent redirects are followed into
/// FoundFeed::url. `access` names its server. Errors: those of http::Client; Unavailable for an HTTP status; Malformed
/// when there is no feed.
[[nodiscard]] Result<FoundFeed> fetch_feed(const config::Settings& settings, const std::string& url,
                                           const http::Access& access = {});

}  // namespace aggregator::cli
