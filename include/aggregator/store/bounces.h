// What came back of deliveries: refused while sending, reported afterwards, or complained about. One row a delivery,
// the heaviest that was said of it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/store/database.h"
#include "aggregator/store/outbox.h"
#include "aggregator/store/subscribers.h"

namespace aggregator::store {

/// What a bounce says, from the lightest to the heaviest.
enum class BounceKind {
  Blocked,    ///< the message or its sender was not wanted (policy, size, content): about us
  Soft,       ///< it may pass: mailbox full, host away, given up after trying
  Hard,       ///< refused for good, but not in so many words that there is no mailbox
  Gone,       ///< there is no such mailbox or domain, or it is disabled
  Complaint,  ///< the reader called it spam
};
[[nodiscard]] std::string_view name_of(BounceKind kind);  ///< "blocked" "soft" "hard" "gone" "complaint"

struct Bounce {
  DeliveryId delivery = 0;
  BounceKind kind = BounceKind::Soft;
  Instant at;
  std::string reason;  ///< the other side's words, one line
};

/// Keeps the bounce unless one as heavy is kept of this delivery already. Whether it was kept.
[[nodiscard]] Result<bool> record_bounce(Database& database, SubscriberId subscriber, const Bounce& bounce);

/// Calls `visit` with the address of each subscriber of whom something came back after `since` that is hard or gone.
[[nodiscard]] Result<void> visit_reported(Database& database, Instant since,
                                          const std::function<void(const std::string& email)>& visit);

/// Calls `visit` for each delivery to an active subscriber that was sent or failed after `since` and of which something
/// came back, but for complaints.
struct BouncedDelivery {
  std::string email, reason;
  BounceKind kind = BounceKind::Soft;
  bool was_sent = false;  ///< it came back later, and was not refused at once
};
[[nodiscard]] Result<void> visit_bounced(Database& database, Instant since,
                                         const std::function<void(const BouncedDelivery&)>& visit);

/// Calls `visit` with the address of each subscriber who is active, or was until after `since`, until it returns false.
[[nodiscard]] Result<void> visit_readers(Database& database, Instant since,
                                         const std::function<bool(const std::string& email)>& visit);

/// The bounces of a subscriber in a row, newest delivery first, 1,000 at most: those since `since`, of deliveries
/// queued since `joined`, back to the newest delivery before one of them that was sent and did not bounce.
[[nodiscard]] Result<std::vector<Bounce>> bounces_in_a_row(Database& database, SubscriberId subscriber, Instant since,
                                                           Instant joined);

/// A delivery as a report names it.
struct NamedDelivery {
  DeliveryId id = 0;
  std::string edition_id, subscriber_id;  ///< public ids
  std::string email;
  Instant queued;
  std::string reason;    ///< what was recorded of it last
  bool is_over = false;  ///< it is sent, or failed
};
[[nodiscard]] Result<std::optional<NamedDelivery>> find_delivery(Database& database, DeliveryId id);
/// The same by public ids.
[[nodiscard]] Result<std::optional<NamedDelivery>> find_delivery(Database& database, const std::string& edition,
                                                                 const std::string& subscriber);

}  // namespace aggregator::store
