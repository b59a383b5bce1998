// Whether so many readers came back in reports within a day that it is rather about a server or about us: the rule of
// mass_refusals.h for what a relay takes first and returns later.
#pragma once

#include <optional>
#include <string>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/deliver/bounce.h"
#include "aggregator/store/database.h"

namespace aggregator::deliver {

/// Whether the reader with this address is one of so many, when they come back now: of their domain, or of all
/// together. Those who are sent to are looked through only as far as it takes. Errors: those of the store.
[[nodiscard]] Result<std::optional<MassReport>> mass_report(store::Database& database, std::string_view email,
                                                            Instant now);

}  // namespace aggregator::deliver
