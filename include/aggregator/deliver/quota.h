// mail.quota: how many messages a relay takes in any 24 hours (or another stretch), by what is stored as sent.
//
// A rolling stretch, because a relay that counts by the calendar day in a zone of its own is then kept to as well,
// whatever the zone. It is counted from the outbox, so that it holds across runs, restarts and settings that change.
#pragma once

#include <cstdint>
#include <optional>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/config/settings.h"
#include "aggregator/store/database.h"

namespace aggregator::deliver {

/// How much of mail.quota is left.
struct Allowance {
  std::int64_t left = 0;
  std::optional<Instant> until;  ///< when there will be some again
};
/// Nothing, when there is no quota. Errors: those of the store.
[[nodiscard]] Result<std::optional<Allowance>> quota_left(store::Database& database,
                                                          const config::MailSettings& settings, Instant now);

}  // namespace aggregator::deliver
