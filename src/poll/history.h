// The turns in the life of a feed, in words: what `aggregator why` tells of it.
#pragma once

#include <string>
#include <vector>

#include "absorb.h"
#include "aggregator/store/feeds.h"

namespace aggregator::poll {

/// What is different in a feed's row after a round, each turn in a sentence of its own. Nothing for a poll like the one
/// before.
[[nodiscard]] std::vector<std::string> turns_between(const store::FeedRow& before, const store::FeedRow& after);

/// What was unusual about the entries of a document.
[[nodiscard]] std::vector<std::string> turns_in(const Absorbed& absorbed);

}  // namespace aggregator::poll
