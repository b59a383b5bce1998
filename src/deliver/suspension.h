// What a bounce does to a subscription.
//
// Refusals while sending come here when they have been judged (refusals.h).
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

/// Ends a subscription, for a reason in words. Nothing is done to one that has ended.
[[nodiscard]] Result<Finding::Done> unsubscribe(store::Database& database, const store::SubscriberRow& subscriber,
                                                std::string reason, Instant now);

}  // namespace aggregator::deliver
