// What `deliveries` and `stats` show.
#include "aggregator/store/counts.h"

#include "aggregator/store/bounces.h"
#include "aggregator/store/outbox.h"
#include "session.h"

namespace aggregator::store {
namespace {

OutboxCounts count_outbox(Session& session) {
  OutboxCounts counts;
  DeliveryState state{};
  std::int64_t number = 0;
  Statement statement(session, "SELECT state, COUNT(*) FROM deliveries GROUP BY state");
  statement.into(state, number);
  while (statement.next()) {
    switch (state) {
      case DeliveryState::Queued:
      case DeliveryState::Leased:
        counts.queued += number;
        break;
      case DeliveryState::Deferred:
        counts.deferred += number;
        break;
      case DeliveryState::Sent:
        counts.sent += number;
        break;
      case DeliveryState::Failed:
        counts.failed += number;
        break;
    }
  }
  return counts;
}

void count_bounces(Session& session, Counts& counts) {
  BounceKind kind{};
  std::int64_t number = 0;
  Statement statement(session, "SELECT kind, COUNT(*) FROM bounces GROUP BY kind");
  statement.into(kind, number);
  while (statement.next()) {
    switch (kind) {
      case BounceKind::Blocked:
        counts.blocked = number;
        break;
      case BounceKind::Soft:
        counts.soft = number;
        break;
      case BounceKind::Hard:
        counts.hard = number;
        break;
      case BounceKind::Gone:
        counts.gone = number;
        break;
      case BounceKind::Complaint:
        counts.complaints = number;
        break;
    }
  }
}

std::int64_t count(Session& session, std::string_view sql) {
  std::int64_t number = 0;
  read_row(session, sql, std::tie(number));
  return number;
}

}  // namespace

Result<std::int64_t> count_unsettled(Database& database) {
  return reading(database, [](Session& session) -> Result<std::int64_t> {
    return count(session, "SELECT COUNT(*) FROM deliveries WHERE settled_at IS NULL");
  });
}

Result<std::int64_t> count_due(Database& database, Instant now) {
  return reading(database, [&](Session& session) -> Result<std::int64_t> {
    std::int64_t number = 0;
    read_row(session, "SELECT COUNT(*) FROM deliveries WHERE settled_at IS NULL AND due <= :now", std::tie(number),
             now);
    return number;
  });
}

Result<SentCount> count_sent(Database& database, Instant since, std::int64_t limit) {
  return reading(database, [&](Session& session) -> Result<SentCount> {
    SentCount count;
    read_row(session, "SELECT COUNT(*) FROM deliveries WHERE state = 2 AND settled_at > :since", std::tie(count.sent),
             since);
    if (count.sent < limit) return count;
    Instant in_the_way;
    const std::int64_t newer = limit - 1;
    read_row(session,
             "SELECT settled_at FROM deliveries WHERE state = 2 AND settled_at > :since"
             " ORDER BY settled_at DESC LIMIT 1 OFFSET :newer",
             std::tie(in_the_way), since, newer);
    count.in_the_way = in_the_way;
    return count;
  });
}

Result<Counts> count_all(Database& database) {
  return reading(database, [](Session& session) -> Result<Counts> {
    Counts counts;
    counts.feeds = count(session, "SELECT COUNT(*) FROM feeds WHERE listed = 1");
    counts.entries = count(session, "SELECT COUNT(*) FROM entries");
    counts.subscribers =
        count(session, "SELECT COUNT(*) FROM subscribers WHERE state <> 2");  // those who did not leave
    counts.suspended = count(session, "SELECT COUNT(*) FROM subscribers WHERE state = 3");
    counts.deliveries = count_outbox(session);
    count_bounces(session, counts);
    return counts;
  });
}

Result<void> visit_deliveries(Database& database, std::optional<DeliveryState> state,
                              const std::function<void(const ListedDelivery&)>& visit) {
  return reading(database, [&](Session& session) -> Result<void> {
    ListedDelivery row;
    std::optional<Instant> due, settled_at, first_tried, refused;
    int bounce_kind = -1;
    Statement statement(session,
                        "SELECT d.id, d.edition, e.public_id, e.domain, e.kind, e.due, s.public_id, s.email, d.state,"
                        " d.attempts, d.reason, d.due, d.settled_at, d.first_tried, d.refused,"
                        "  COALESCE(b.kind, -1), b.at, COALESCE(b.reason, '')"
                        " FROM deliveries d JOIN editions e ON e.id = d.edition"
                        " JOIN subscribers s ON s.id = d.subscriber LEFT JOIN bounces b ON b.delivery = d.id ORDER BY "
                        "d.edition DESC, d.subscriber DESC");
    statement.into(row.id, row.edition, row.edition_public_id, row.edition_domain, row.kind, row.edition_due,
                   row.subscriber_id, row.email, row.state, row.attempts, row.reason, due, settled_at, first_tried,
                   refused, bounce_kind, row.bounced_at, row.bounce_reason);
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
