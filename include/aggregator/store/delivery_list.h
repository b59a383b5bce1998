// Deliveries as `aggregator deliveries` lists them.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/store/database.h"
#include "aggregator/store/outbox.h"

namespace aggregator::store {

struct ListedDelivery {
  DeliveryId id = 0;
  EditionId edition = 0;
  std::string edition_public_id;
  std::string edition_domain;  ///< as in EditionRow
  EditionKind kind = EditionKind::Digest;
  Instant edition_due;      ///< the hour of the edition
  Instant edition_created;  ///< when it was made, for that hour or after it
  std::string subscriber_id, email;
  DeliveryState state = DeliveryState::Queued;
  int attempts = 0;
  std::string reason;
  std::optional<Instant> sent_at, failed_at;
  std::optional<Instant> due, first_tried;  ///< of one that is not settled
  bool refused = false;                     ///< deferred, though a server has refused it for good
  std::string bounce;                       ///< its kind ("soft", "gone" …); empty: nothing came back
  std::string bounce_reason;                ///< in words
  std::optional<Instant> bounced_at;
};

/// Calls `visit` for each delivery (in this state, if given), newest edition first, holding one at a time.
[[nodiscard]] Result<void> visit_deliveries(Database& database, std::optional<DeliveryState> state,
                                            const std::function<void(const ListedDelivery&)>& visit);

}  // namespace aggregator::store
