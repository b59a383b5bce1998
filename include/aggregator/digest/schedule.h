// When a subscriber's next digest is due.
#pragma once

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/store/subscribers.h"

namespace aggregator::digest {

/// Instant digests gather for this long.
inline constexpr std::chrono::minutes kInstantInterval{15};

/// The first moment after `after` at which `choice` wants a digest: its time of day (and weekday) in its zone, right
/// across changes of the clocks. Errors: Malformed, for an unknown zone.
[[nodiscard]] Result<Instant> next_due(const store::Choice& choice, Instant after);

}  // namespace aggregator::digest
