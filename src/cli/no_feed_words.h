// What somebody is told whose page has no feed.
#pragma once

#include <chrono>

#include "aggregator/poll/find_feed.h"

namespace aggregator::cli {

/// What the URL answered, where its feed was looked for besides, for `time` at most, and what to do.
[[nodiscard]] Error words_for(const poll::NoFeed& missing, std::chrono::seconds time);

}  // namespace aggregator::cli
