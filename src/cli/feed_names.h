// Feeds by their names: as people write them in a choice, and as they are shown there.
#pragma once

#include "choice_text.h"
#include "context.h"

namespace aggregator::cli {

/// Finds feeds in the database; one that is not there may have been listed since the last round of polling, so that the
/// list is read then. `context` must outlive it.
[[nodiscard]] FindFeed feeds_by_name(Context& context);

}  // namespace aggregator::cli
