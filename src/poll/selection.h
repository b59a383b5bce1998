// Which feeds a round polls.
#pragma once

#include <optional>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/config/settings.h"
#include "aggregator/poll/round.h"
#include "aggregator/store/database.h"
#include "aggregator/store/feeds.h"

namespace aggregator::poll {

/// What is to be polled, and where that is nothing, when the first feed may be.
struct Selection {
  std::vector<store::FeedRow> feeds;
  std::optional<Instant> next{};
};

/// Of the feeds in the store those that are due at `now`, or what `options` asks for instead. Errors: those of
/// run_round() for `options.feed`; those of the store.
[[nodiscard]] Result<Selection> select_feeds(store::Database& database, const config::Settings& settings,
                                             const RoundOptions& options, Instant now);

}  // namespace aggregator::poll
