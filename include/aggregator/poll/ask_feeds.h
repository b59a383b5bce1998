// Asking the feeds of a list whether they are what the list says.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/config/feed_list.h"
#include "aggregator/feed/feed_places.h"
#include "aggregator/http/client.h"

namespace aggregator::poll {

/// What came of asking for one feed of a list.
struct AskedFeed {
  const config::ListedFeed* feed = nullptr;
  bool is_withheld = false;    ///< not asked, for it would be sent a secret
  bool is_answered = false;    ///< not, when the time was over or the host was left alone
  std::string busy_host{};     ///< the one that was left alone, for it was busy
  std::string problem{};       ///< in words; empty while nothing is wrong
  bool met_no_server = false;  ///< its name is not known here, or nothing answers
  bool is_busy = false;        ///< which is all that is wrong: its server refuses for now
  bool is_off_limits = false;  ///< likewise: the address spells out one that poll.allow_addresses keeps out
  std::optional<feed::FeedPlace> instead{};  ///< a feed that works; its reason is empty where somebody names it
  std::string answered_at{};                 ///< by a feed, behind all redirects; empty: no feed is there
  std::uint64_t body_hash = 0;               ///< of a feed with entries
};

/// What a listed feed is asked with.
using AccessTo = std::function<Result<http::Access>(const config::ListedFeed& feed)>;

/// Is told of each answer, how many there are to come in this go, and the URL. By one thread at a time.
using AskedProgress = std::function<void(std::int64_t done, std::int64_t total, const std::string& url)>;

/// Asks every enabled feed of `list`, many at once and each host as gently as a round of polling does: which are dead,
/// which are something else than a feed and which have moved for good. Of those, and of sites that are listed without a
/// feed, a working feed is looked for: behind the redirects, or by way of the page that stands in the feed's place, of
/// the feed's site or, without one, of the folder that the feed was in: at its platform, where it says, or at a
/// well-known path in its folder; six places at most. Feeds with a login are withheld when `access_to` is empty. What
/// comes back is in the order of the list; a feed that it has twice is asked once.
[[nodiscard]] std::vector<AskedFeed> ask_feeds(http::Client& client, const config::FeedList& list,
                                               const AccessTo& access_to,
                                               std::chrono::steady_clock::time_point deadline,
                                               const AskedProgress& progress);

}  // namespace aggregator::poll
