#include "suspension.h"

#include <utility>
#include <vector>

#include "aggregator/store/subscribers.h"
#include "bounce_rules.h"

namespace aggregator::deliver {
namespace {

using Done = Finding::Done;
using store::SubscriberState;
using FoundSubscriber = Result<std::optional<store::SubscriberRow>>;

/// When they joined, or came back from a suspension: what was sent before counts no more.
Instant joined(const store::SubscriberRow& subscriber) { return subscriber.confirmed.value_or(Instant{}); }

/// The subscriber of the delivery, when it counts for them what came back of it.
FoundSubscriber subscriber_of(store::Database& database, const store::NamedDelivery& delivery) {
  auto found = store::find_subscriber_by_id(database, delivery.subscriber_id);
  if (!found || !*found) return found;
  const SubscriberState state = (*found)->state;
  const bool is_sent_to = state == SubscriberState::Active || state == SubscriberState::Pending;
  if (!is_sent_to || delivery.queued < joined(**found)) return std::nullopt;
  return found;
}

/// Keeps the bounce. Whose it is, when it is news and counts.
FoundSubscriber keep(store::Database& database, const store::NamedDelivery& delivery, const store::Bounce& bounce) {
  const auto subscriber = store::find_subscriber_by_id(database, delivery.subscriber_id);
  if (!subscriber || !*subscriber) return subscriber;
  const auto kept = store::record_bounce(database, (*subscriber)->id, bounce);
  if (!kept) return std::unexpected(kept.error());
  return *kept ? subscriber_of(database, delivery) : FoundSubscriber(std::nullopt);
}

/// Of what came back until `now`.
Result<std::vector<store::Bounce>> in_a_row(store::Database& database, const store::SubscriberRow& subscriber,
                                            Instant now) {
  return store::bounces_in_a_row(database, subscriber.id, now - kMemory, joined(subscriber));
}

}  // namespace

Result<Done> note_bounce(store::Database& database, const store::NamedDelivery& delivery, const store::Bounce& bounce) {
  const auto subscriber = keep(database, delivery, bounce);
  if (!subscriber) return std::unexpected(subscriber.error());
  if (!*subscriber) return Done::Nothing;
  const auto bounces = in_a_row(database, **subscriber, bounce.at);
  if (!bounces) return std::unexpected(bounces.error());
  auto why = why_suspend(*bounces);
  if (!why) return Done::Counted;
  const auto ended =
      store::end_subscription(database, **subscriber, SubscriberState::Suspended, *std::move(why), bounce.at);
  if (!ended) return std::unexpected(ended.error());
  return Done::Suspended;
}

Result<Done> unsubscribe(store::Database& database, const store::SubscriberRow& subscriber, std::string reason,
                         Instant now) {
  if (subscriber.state == SubscriberState::Unsubscribed) return Done::Nothing;
  const auto ended =
      store::end_subscription(database, subscriber, SubscriberState::Unsubscribed, std::move(reason), now);
  if (!ended) return std::unexpected(ended.error());
  return Done::Unsubscribed;
}

}  // namespace aggregator::deliver
