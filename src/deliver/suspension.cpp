#include "suspension.h"

#include <utility>

#include "aggregator/store/subscribers.h"
#include "bounce_rules.h"

namespace aggregator::deliver {
namespace {

using Done = Finding::Done;
using store::SubscriberState;

bool is_sent_to(const store::SubscriberRow& subscriber) {
  return subscriber.state == SubscriberState::Active || subscriber.state == SubscriberState::Pending;
}

Result<Done> end(store::Database& database, store::SubscriberRow subscriber, SubscriberState state,
                 std::string reason) {
  subscriber.state = state;
  subscriber.next_due.reset();
  subscriber.reason = std::move(reason);
  if (auto updated = store::update_subscriber(database, subscriber); !updated) {
    return std::unexpected(updated.error());
  }
  return state == SubscriberState::Suspended ? Done::Suspended : Done::Unsubscribed;
}

}  // namespace

Result<Done> note_bounce(store::Database& database, const store::NamedDelivery& delivery, const store::Bounce& bounce) {
  const auto subscriber = store::find_subscriber_by_id(database, delivery.subscriber_id);
  if (!subscriber) return std::unexpected(subscriber.error());
  if (!*subscriber) return Done::Nothing;
  const auto kept = store::record_bounce(database, (*subscriber)->id, bounce);
  if (!kept) return std::unexpected(kept.error());
  const Instant joined = (*subscriber)->confirmed.value_or(Instant{});
  if (!*kept || !is_sent_to(**subscriber) || delivery.queued < joined) return Done::Nothing;
  const auto in_a_row = store::bounces_in_a_row(database, (*subscriber)->id, bounce.at - kMemory, joined);
  if (!in_a_row) return std::unexpected(in_a_row.error());
  auto why = why_suspend(*in_a_row);
  if (!why) return Done::Counted;
  return end(database, **subscriber, SubscriberState::Suspended, *std::move(why));
}

Result<void> note_refusal(store::Database& database, const store::Bounce& bounce) {
  const auto delivery = store::find_delivery(database, bounce.delivery);
  if (!delivery) return std::unexpected(delivery.error());
  if (!*delivery) return {};
  const auto done = note_bounce(database, **delivery, bounce);
  if (!done) return std::unexpected(done.error());
  return {};
}

Result<Done> unsubscribe(store::Database& database, store::SubscriberRow subscriber, std::string reason) {
  if (subscriber.state == SubscriberState::Unsubscribed) return Done::Nothing;
  return end(database, std::move(subscriber), SubscriberState::Unsubscribed, std::move(reason));
}

}  // namespace aggregator::deliver
