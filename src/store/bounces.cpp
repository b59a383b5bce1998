#include "aggregator/store/bounces.h"

#include <fmt/format.h>

#include "session.h"

namespace aggregator::store {
namespace {

struct Row {
  Bounce bounce;
  EditionId edition = 0;
};

std::vector<Row> newest_bounces(Session& session, SubscriberId subscriber, Instant since, Instant joined) {
  std::vector<Row> rows;
  Row row;
  Bounce& bounce = row.bounce;
  Statement statement(session,
                      "SELECT b.delivery, b.kind, b.at, b.reason, d.edition FROM bounces b"
                      " JOIN deliveries d ON d.id = b.delivery"
                      " WHERE b.subscriber = :subscriber AND b.at >= :since AND d.queued >= :joined"
                      " ORDER BY d.edition DESC LIMIT 1000");
  statement.use(subscriber, since, joined).into(bounce.delivery, bounce.kind, bounce.at, bounce.reason, row.edition);
  while (statement.next()) rows.push_back(row);
  return rows;
}

/// Whether a delivery between these two editions was sent and nothing came back of it. Goes by way of the editions,
/// which are few: deliveries have no index by subscriber.
bool arrived_between(Session& session, SubscriberId subscriber, EditionId older, EditionId newer) {
  std::int64_t arrived = 0;
  return read_row(session,
                  "SELECT 1 FROM editions e JOIN deliveries d ON d.edition = e.id AND d.subscriber = :subscriber"
                  " WHERE e.id > :older AND e.id < :newer AND d.state = 2"
                  " AND NOT EXISTS (SELECT 1 FROM bounces b WHERE b.delivery = d.id) LIMIT 1",
                  std::tie(arrived), subscriber, older, newer);
}

template <typename... Values>
Result<std::optional<NamedDelivery>> find_where(Database& database, std::string_view condition,
                                                const Values&... values) {
  return reading(database, [&](Session& session) -> Result<std::optional<NamedDelivery>> {
    NamedDelivery found;
    const std::string sql = fmt::format(
        "SELECT d.id, e.public_id, s.public_id, s.email, d.queued, d.reason,"
        " CASE WHEN d.settled_at IS NULL THEN 0 ELSE 1 END FROM deliveries d"
        " JOIN editions e ON e.id = d.edition JOIN subscribers s ON s.id = d.subscriber WHERE {}",
        condition);
    const bool is_there = read_row(session, sql,
                                   std::tie(found.id, found.edition_id, found.subscriber_id, found.email, found.queued,
                                            found.reason, found.is_over),
                                   values...);
    if (!is_there) return std::nullopt;
    return found;
  });
}

}  // namespace

std::string_view name_of(BounceKind kind) {
  switch (kind) {
    case BounceKind::Blocked:
      return "blocked";
    case BounceKind::Soft:
      return "soft";
    case BounceKind::Hard:
      return "hard";
    case BounceKind::Gone:
      return "gone";
    case BounceKind::Complaint:
      return "complaint";
  }
  return "soft";
}

Result<bool> record_bounce(Database& database, SubscriberId subscriber, const Bounce& bounce) {
  return writing(database, [&](Session& session) -> Result<bool> {
    return run(session,
               "INSERT INTO bounces (delivery, subscriber, kind, at, reason)"
               " VALUES (:delivery, :subscriber, :kind, :at, :reason) ON CONFLICT (delivery) DO UPDATE"
               " SET kind = excluded.kind, at = excluded.at, reason = excluded.reason"
               " WHERE bounces.kind < excluded.kind",
               bounce.delivery, subscriber, bounce.kind, bounce.at, bounce.reason) != 0;
  });
}

Result<void> visit_reported(Database& database, Instant since,
                            const std::function<void(const std::string& email)>& visit) {
  return reading(database, [&](Session& session) -> Result<void> {
    std::string email;
    Statement statement(session,
                        "SELECT DISTINCT s.email FROM bounces b JOIN subscribers s ON s.id = b.subscriber"
                        " WHERE b.at > :since AND b.kind IN (2, 3)");
    statement.use(since).into(email);
    while (statement.next()) visit(email);
    return {};
  });
}

Result<void> visit_bounced(Database& database, Instant since,
                           const std::function<void(const BouncedDelivery&)>& visit) {
  return reading(database, [&](Session& session) -> Result<void> {
    BouncedDelivery row;
    DeliveryState state{};
    Statement statement(session,
                        "SELECT s.email, b.reason, b.kind, d.state FROM bounces b JOIN subscribers s"
                        " ON s.id = b.subscriber JOIN deliveries d ON d.id = b.delivery"
                        " WHERE b.at > :since AND b.kind <> 4 AND d.settled_at > :settled AND s.state = 1");
    statement.use(since, since).into(row.email, row.reason, row.kind, state);
    while (statement.next()) {
      row.was_sent = state == DeliveryState::Sent;
      visit(row);
    }
    return {};
  });
}

Result<void> visit_readers(Database& database, Instant since,
                           const std::function<bool(const std::string& email)>& visit) {
  return reading(database, [&](Session& session) -> Result<void> {
    std::string email;
    Statement statement(session, "SELECT email FROM subscribers WHERE state = 1 OR (state = 3 AND ended > :since)");
    statement.use(since).into(email);
    while (statement.next() && visit(email)) continue;
    return {};
  });
}

Result<std::vector<Bounce>> bounces_in_a_row(Database& database, SubscriberId subscriber, Instant since,
                                             Instant joined) {
  return reading(database, [&](Session& session) -> Result<std::vector<Bounce>> {
    std::vector<Bounce> in_a_row;
    std::optional<EditionId> newer;
    for (Row& row : newest_bounces(session, subscriber, since, joined)) {
      if (newer && arrived_between(session, subscriber, row.edition, *newer)) break;
      newer = row.edition;
      in_a_row.push_back(std::move(row.bounce));
    }
    return in_a_row;
  });
}

Result<std::optional<NamedDelivery>> find_delivery(Database& database, DeliveryId id) {
  return find_where(database, "d.id = :id", id);
}

Result<std::optional<NamedDelivery>> find_delivery(Database& database, const std::string& edition,
                                                   const std::string& subscriber) {
  return find_where(database, "e.public_id = :edition AND s.public_id = :subscriber", edition, subscriber);
}

}  // namespace aggregator::store
