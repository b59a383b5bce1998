#include "aggregator/store/delivery_list.h"

#include "aggregator/store/bounces.h"
#include "session.h"

namespace aggregator::store {

Result<void> visit_deliveries(Database& database, std::optional<DeliveryState> state,
                              const std::function<void(const ListedDelivery&)>& visit) {
  return reading(database, [&](Session& session) -> Result<void> {
    ListedDelivery row;
    std::optional<Instant> due, settled_at, first_tried, refused;
    int bounce_kind = -1;
    Statement statement(
        session,
        "SELECT d.id, d.edition, e.public_id, e.domain, e.kind, e.due, e.created, s.public_id, s.email, d.state,"
        " d.attempts, d.reason, d.due, d.settled_at, d.first_tried, d.refused,"
        "  COALESCE(b.kind, -1), b.at, COALESCE(b.reason, '')"
        " FROM deliveries d JOIN editions e ON e.id = d.edition"
        " JOIN subscribers s ON s.id = d.subscriber LEFT JOIN bounces b ON b.delivery = d.id ORDER BY "
        "d.edition DESC, d.subscriber DESC");
    statement.into(row.id, row.edition, row.edition_public_id, row.edition_domain, row.kind, row.edition_due,
                   row.edition_created, row.subscriber_id, row.email, row.state, row.attempts, row.reason, due,
                   settled_at, first_tried, refused, bounce_kind, row.bounced_at, row.bounce_reason);
    while (statement.next()) {
      if (state && name_of(*state) != name_of(row.state)) continue;  // a leased one is shown as queued
      row.due = settled_at ? std::nullopt : due;
      row.first_tried = settled_at ? std::nullopt : first_tried;
      row.sent_at = row.state == DeliveryState::Sent ? settled_at : std::nullopt;
      row.failed_at = row.state == DeliveryState::Failed ? settled_at : std::nullopt;
      row.refused = row.state == DeliveryState::Deferred && refused.has_value();
      row.bounce = bounce_kind < 0 ? "" : name_of(static_cast<BounceKind>(bounce_kind));
      visit(row);
    }
    return {};
  });
}

}  // namespace aggregator::store
