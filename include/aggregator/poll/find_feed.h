// Looking for the feed of a page on the web.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/config/settings.h"
#include "aggregator/feed/feed.h"
#include "aggregator/feed/feed_places.h"

namespace aggregator::poll {

using Places = std::vector<feed::FeedPlace>;

/// What makes somebody look at a place.
enum class PlaceKind : unsigned char {
  Platform,   ///< the page's platform serves its feeds there
  Posts,      ///< the page names it
  Shown,      ///< the page leads its readers there, and it looks like a feed
  WellKnown,  ///< a usual name
  Comments,   ///< the page names it, for comments
};

struct FoundFeed {
  std::string url;  ///< of the feed itself
  feed::Feed feed;
  std::string reason{};         ///< why it was looked for there, in words; empty when it is what was asked for
  Places others{};              ///< other feeds of the page, not asked; those of comments come last
  std::string answered_at{};    ///< where it was after all redirects, also those that do not last
  std::uint64_t body_hash = 0;  ///< of a feed with entries
};

/// Why there is none, and where it was looked for.
struct NoFeed {
  /// Of what the URL itself answered: those of http::Client; Unavailable for an HTTP status; Malformed when it is none.
  Error error;
  int status = 0;  ///< of HTTP; 0 when nothing answered
  struct InVain {
    PlaceKind kind;
    std::int64_t places = 0;
  };
  std::vector<InVain> asked{};  ///< besides
  Places not_asked{};           ///< of what the page names
  bool is_cut_short = false;    ///< the search was over before its end
};

/// The feed at `url`, or that of the page at `url` by all that helps to find it: where the platform serves it, what the
/// page names, where it plainly leads its readers, well-known paths, and feeds of comments when there is nothing else.
/// The first that is a feed counts. A page that sends its readers on at once is followed, once, and for a sitemap the
/// page in whose folder it lies is asked. One request when `url` is a feed or of a known platform, never more than 31,
/// one after the other and before `deadline`. Permanent redirects are followed into FoundFeed::url.
[[nodiscard]] std::expected<FoundFeed, NoFeed> find_feed(const config::Settings& settings, const std::string& url,
                                                         std::chrono::steady_clock::time_point deadline);

}  // namespace aggregator::poll
