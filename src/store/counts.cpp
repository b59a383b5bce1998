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

}  // namespace aggregator::store
