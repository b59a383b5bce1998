// What `check --online` says of a list.
#pragma once

#include <vector>

#include "aggregator/config/feed_list.h"
#include "aggregator/poll/ask_feeds.h"

namespace aggregator::cli {

/// What came of asking for the feeds of `list`, in words and in the order of their lines. A working feed is proposed
/// with a mend. What was not asked by poll.round_deadline is a remark, and so are a feed with a login that was
/// withheld, one whose server is too busy, one whose address this machine does not go to (no server was asked, so it is
/// told as without the network), and one that is another feed of the list under another address.
[[nodiscard]] std::vector<config::Finding> online_findings(const config::FeedList& list,
                                                           const std::vector<poll::AskedFeed>& asked);

}  // namespace aggregator::cli
