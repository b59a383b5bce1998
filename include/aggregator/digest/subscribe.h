// Joining: a new subscriber, confirmed by the runner or asked to confirm by mail.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/base/token.h"
#include "aggregator/config/settings.h"
#include "aggregator/store/database.h"
#include "aggregator/store/subscribers.h"

namespace aggregator::digest {

/// What a subscriber gets who chose nothing else.
[[nodiscard]] store::Choice default_choice(const config::Settings& settings);

struct Newcomer {
  std::string email;
  store::Choice choice;
  /// Pending: a confirmation mail is queued. Active: at once. Others, in a list: remembered as not to be mailed.
  store::SubscriberState state = store::SubscriberState::Pending;
};

/// Adds a subscriber. Somebody pending or suspended who is added again as active becomes it, with the new choice, and
/// what bounced before no longer counts. Their first digest covers the last `digest.backfill`, without what they got
/// before they left. Errors: Conflict, for somebody already there; Malformed for the zone.
[[nodiscard]] Result<void> subscribe(store::Database& database, const config::Settings& settings,
                                     const Newcomer& newcomer, Instant now, const RandomSource& random);

/// Adds many in one transaction, all or none. Who is already there stays as they are, but that somebody pending who is
/// listed as active becomes it; who has left or is suspended does not come back, and who has left according to the list
/// is remembered so. The number of changes.
[[nodiscard]] Result<std::int64_t> subscribe_all(store::Database& database, const config::Settings& settings,
                                                 std::span<const Newcomer> newcomers, Instant now,
                                                 const RandomSource& random);

}  // namespace aggregator::digest
