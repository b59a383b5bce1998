// Feeds that are asked for by an address where they are no more.
#pragma once

#include <string_view>

#include "aggregator/store/feeds.h"

namespace aggregator::poll {

/// Tells in the log where `feed`, which was found by `name`, is instead; nothing when it is there.
void tell_where_it_is(const store::FeedRow& feed, std::string_view name);

}  // namespace aggregator::poll
