// What a bounce does to a subscription.
//
// A report comes alone and is judged at once. Refusals while sending are kept at once and judged when the run has
// ended, for only then is it known whether a server refuses some addresses or all (mass_refusals.h). A run that dies
// before suspends nobody: who is gone is refused again the next time.
#pragma once

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/deliver/bounce.h"
#include "aggregator/store/bounces.h"
#include "aggregator/store/database.h"

namespace aggregator::deliver {

/// Keeps the bounce and suspends the subscriber of `delivery` when the rules say so. What was sent before they came
/// back from a suspension is kept and does nothing. Call it in a transaction. Errors of all: those of the store.
[[nodiscard]] Result<Finding::Done> note_bounce(store::Database& database, const store::NamedDelivery& delivery,
                                                const store::Bounce& bounce);

/// Keeps what was refused while sending. Whether the subscriber is to be suspended for it.
[[nodiscard]] Result<bool> note_refusal(store::Database& database, const store::Bounce& bounce);

/// Suspends the subscriber of a delivery of which note_refusal() said so. `in_mass`: their whole domain is refused, and
/// that counts for no more than a full mailbox. Whether they are suspended now.
[[nodiscard]] Result<bool> suspend_refused(store::Database& database, const store::NamedDelivery& delivery,
                                           bool in_mass, Instant now);

/// Ends a subscription, for a reason in words. Nothing is done to one that has ended.
[[nodiscard]] Result<Finding::Done> unsubscribe(store::Database& database, const store::SubscriberRow& subscriber,
                                                std::string reason, Instant now);

}  // namespace aggregator::deliver
