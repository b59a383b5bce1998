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
                                               const store::SubscriberRow& subscriber, Instant now,
                                               const RandomSource& random);

}  // namespace aggregator::digest
