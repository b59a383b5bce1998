// Which subscribers are due → select entries → render → outbox.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

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

/// The moment it is, and how far ahead editions are made: no further than those due at `until`.
struct Hour {
  Instant now;
  Instant until = now;
};

/// Makes the editions that are due and queues their deliveries; sends nothing. Those made ahead of their hour may be
/// sent from then on and not before. Safe to repeat: marks move in the transaction that queues. Errors: Busy when
/// another process makes editions; Misconfigured for templates; those of the store.
[[nodiscard]] Result<EditionSummary> make_editions(store::Database& database, const config::Settings& settings,
                                                   const Hour& hour, const RandomSource& random);

/// An edition that would be made now.
struct PlannedEdition {
  store::Choice choice;
  Instant due;
  std::int64_t subscribers = 0;
  std::int64_t entries = 0;  ///< new for them, not all of which it would show
  bool is_sent = false;      ///< false: there is nothing for them, and no empty edition is sent
};

/// What make_editions() would make at `now`; changes nothing and keeps nobody from writing.
[[nodiscard]] Result<std::vector<PlannedEdition>> plan_editions(store::Database& database,
                                                                const config::Settings& settings, Instant now);

struct Preview {
  Rendered rendered;
  bool has_news =
      false;  ///< false: nothing is new for them, and it shows the latest, so that there is something to see
  std::size_t posts = 0;   ///< to choose from
  bool any_posts = false;  ///< whether there are posts at all, wanted or not
};

/// The digest as it would be now for `subscriber`, placeholders and all; changes nothing.
[[nodiscard]] Result<Preview> preview_edition(store::Database& database, const config::Settings& settings,
                                              const store::SubscriberRow& subscriber, Instant now,
                                              const RandomSource& random);

}  // namespace aggregator::digest
