// Which subscribers are due → select entries → render → outbox.
#pragma once

#include <cstdint>
#include <string>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/base/token.h"
#include "aggregator/config/settings.h"
#include "aggregator/digest/render.h"
#include "aggregator/store/database.h"
#include "aggregator/store/subscribers.h"

namespace aggregator::digest {

struct EditionSummary {
  std::int64_t editions = 0, deliveries = 0;
  std::int64_t empty = 0;  ///< subscribers who were due and for whom there was nothing
};

/// Makes the editions that are due at `now` and queues their deliveries; sends nothing. Safe to repeat: marks move in
/// the transaction that queues. Errors: Busy when another process makes editions; Misconfigured for templates; those
/// of the store.
[[nodiscard]] Result<EditionSummary> make_editions(store::Database& database, const config::Settings& settings,
                                                   Instant now, const RandomSource& random);

/// The digest as it would be now for `subscriber`, placeholders and all; changes nothing. With nothing new since their
/// mark it shows the latest entries, so that there is something to look at.
[[nodiscard]] Result<Rendered> preview_edition(store::Database& database, const config::Settings& settings,
                                               const store::SubscriberRow& subscriber, Instant now);

/// What a subscriber gets who chose nothing else.
[[nodiscard]] store::Choice default_choice(const config::Settings& settings);

/// Adds a subscriber: active at once when `confirmed`, else pending with a confirmation mail queued. Their first digest
/// covers the last `digest.backfill`. Errors: Conflict, as add_subscriber(); Malformed for the zone.
[[nodiscard]] Result<void> subscribe(store::Database& database, const config::Settings& settings,
                                     const std::string& email, const store::Choice& choice, bool confirmed, Instant now,
                                     const RandomSource& random);

}  // namespace aggregator::digest
