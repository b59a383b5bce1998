// Feeds that are gone or have failed for long, of which the runner is told once.
#pragma once

#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/config/settings.h"
#include "aggregator/poll/round.h"
#include "aggregator/store/database.h"

namespace aggregator::poll {

/// Those that the runner was not told of yet, in words. Of whatever round: who was killed before it told its runner has
/// not told.
[[nodiscard]] Result<std::vector<LongFailing>> long_failing(store::Database& database, const config::Settings& settings,
                                                            Instant now);

}  // namespace aggregator::poll
