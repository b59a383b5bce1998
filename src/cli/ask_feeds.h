// Asking the feeds of a list whether they are what the list says.
#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include "aggregator/config/feed_list.h"
#include "aggregator/http/client.h"
#include "progress.h"

namespace aggregator::cli {

/// What a listed feed is asked with.
using AccessTo = std::function<Result<http::Access>(const config::ListedFeed& feed)>;

/// Asks every enabled feed of `list`, many at once and each host as gently as a round of polling does, and says which
/// are dead, which are something else than a feed and which have moved for good. Where a working feed is known instead
/// (behind the redirects, or by way of the page that stands in the feed's place, of the feed's site or, without one, of
/// the folder that the feed was in: at its platform, where it says, or at a well-known path in its folder; six places
/// at most) the finding proposes it with a mend; so does it for a site that is listed without a feed. What was not
/// asked when `deadline` passed is a remark, and so is a feed with a login when `access_to` is empty, and one whose
/// server is too busy. Findings are in the order of their lines.
[[nodiscard]] std::vector<config::Finding> ask_feeds(http::Client& client, const config::FeedList& list,
                                                     const AccessTo& access_to,
                                                     std::chrono::steady_clock::time_point deadline,
                                                     ProgressLine& progress);

}  // namespace aggregator::cli
