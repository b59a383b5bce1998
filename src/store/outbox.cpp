#include "aggregator/store/outbox.h"

#include "session.h"

namespace aggregator::store {
namespace {

constexpr std::int64_t kPage = 256;
constexpr std::int64_t kMostLookedAt = 16384;  // in one transaction, which keeps other writers waiting
constexpr std::string_view kLeft = "left before it was sent", kConfirmed = "confirmed before it was sent",
                           kSuspended = "suspended before it was sent";

std::string_view why_not(SubscriberState state) {
  if (state == SubscriberState::Suspended) return kSuspended;
  return state == SubscriberState::Active ? kConfirmed : kLeft;
}

/// A delivery that is due, and what decides whether it may still go.
struct Candidate {
  Job job;
  Instant due;
  EditionKind kind{};
  SubscriberState state{};

  [[nodiscard]] bool may_go() const {
    return state == (kind == EditionKind::Confirmation ? SubscriberState::Pending : SubscriberState::Active);
  }
};

/// At most `limit` that are due and behind `place`. Where several machines share the work on PostgreSQL, this one ends
/// in FOR UPDATE OF d SKIP LOCKED.
std::vector<Candidate> candidates(Session& session, Instant now, const OutboxPlace& place, std::int64_t limit) {
  std::vector<Candidate> found;
  Candidate row;
  Job& job = row.job;
  Statement statement(
      session,
      "SELECT d.id, d.edition, d.attempts, d.unanswered, d.queued, d.first_tried, d.refused, d.due,"
      " s.public_id, s.email, s.state, e.kind FROM deliveries d JOIN subscribers s ON s.id = d.subscriber"
      " JOIN editions e ON e.id = d.edition WHERE d.settled_at IS NULL AND d.due <= :now"
      " AND (d.due, d.id) > (:due, :id) ORDER BY d.due, d.id LIMIT :limit");
  statement.use(now, place.due, place.id, limit)
      .into(job.id, job.edition, job.attempts, job.unanswered, job.queued, job.first_tried, job.refused, row.due,
            job.subscriber_id, job.email, row.state, row.kind);
  while (statement.next()) found.push_back(row);
  return found;
}

void lease(Session& session, DeliveryId id, Instant until) {
  run(session, "UPDATE deliveries SET state = 1, due = :until WHERE id = :id", until, id);
}

void give_up(Session& session, const Candidate& candidate, Instant now) {
  const std::string reason(why_not(candidate.state));
  run(session, "UPDATE deliveries SET state = 4, withdrawn = 1, reason = :reason, settled_at = :now WHERE id = :id",
      reason, now, candidate.job.id);
}

/// The first statement settles for good, the others only what is still leased: a courier whose lease ran out must not
/// undo what another one has recorded, but a message that was sent was sent.
void settle(Session& session, const Settled& outcome) {
  const Instant retry = outcome.retry.value_or(outcome.when);
  switch (outcome.state) {
    case DeliveryState::Sent:
      run(session,
          "UPDATE deliveries SET state = 2, attempts = attempts + 1, reason = :reason, settled_at = :when_sent"
          " WHERE id = :id AND state <> 2",
          outcome.reason, outcome.when, outcome.id);
      return;
    case DeliveryState::Failed:
      run(session,
          "UPDATE deliveries SET state = 4, attempts = attempts + 1, reason = :reason, settled_at = :when_failed"
          " WHERE id = :id AND state = 1",
          outcome.reason, outcome.when, outcome.id);
      return;
    case DeliveryState::Deferred:
      run(session,
          "UPDATE deliveries SET state = 3, attempts = attempts + 1, unanswered = unanswered + :unanswered,"
          " reason = :reason, due = :retry, first_tried = COALESCE(first_tried, CAST(:tried AS BIGINT)),"
          " refused = :refused WHERE id = :id AND state = 1",
          outcome.unanswered, outcome.reason, retry, outcome.tried, outcome.refused, outcome.id);
      return;
    case DeliveryState::Queued:
    case DeliveryState::Leased:
      run(session, "UPDATE deliveries SET state = 0, due = :retry WHERE id = :id AND state = 1", retry, outcome.id);
      return;
  }
}

}  // namespace

std::string_view name_of(DeliveryState state) {
  switch (state) {
    case DeliveryState::Queued:
    case DeliveryState::Leased:
      return "queued";
    case DeliveryState::Sent:
      return "sent";
    case DeliveryState::Deferred:
      return "deferred";
    case DeliveryState::Failed:
      return "failed";
  }
  return "queued";
}

Result<void> queue_delivery(Database& database, EditionId edition, SubscriberId subscriber, Instant now) {
  return writing(database, [&](Session& session) -> Result<void> {
    run(session,
        "INSERT INTO deliveries (edition, subscriber, state, attempts, reason, queued, due)"
        " VALUES (:edition, :subscriber, 0, 0, '', :queued, :due) ON CONFLICT (edition, subscriber) DO NOTHING",
        edition, subscriber, now, now);
    return {};
  });
}

Result<Leased> lease_deliveries(Database& database, Instant now, Instant lease_until, const LeaseOptions& options) {
  return writing(database, [&](Session& session) -> Result<Leased> {
    Leased leased{.jobs = {}, .place = options.after};
    const auto is_full = [&] { return std::ssize(leased.jobs) >= options.limit; };
    for (std::int64_t looked_at = 0; !leased.is_end && !is_full() && looked_at < kMostLookedAt; looked_at += kPage) {
      std::vector<Candidate> due = candidates(session, now, leased.place, kPage);
      leased.is_end = std::ssize(due) < kPage;
      for (Candidate& candidate : due) {
        if (is_full()) {
          leased.is_end = false;
          break;
        }
        leased.place = {candidate.due, candidate.job.id};
        if (!candidate.may_go()) {
          give_up(session, candidate, now);
        } else if (!options.is_wanted || options.is_wanted(candidate.job)) {
          lease(session, candidate.job.id, lease_until);
          leased.jobs.push_back(std::move(candidate.job));
        }
      }
    }
    return leased;
  });
}

Result<void> release_leases(Database& database) {
  return writing(database, [](Session& session) -> Result<void> {
    run(session, "UPDATE deliveries SET state = 0, due = queued WHERE settled_at IS NULL AND state = 1");
    return {};
  });
}

Result<bool> fail_refused(Database& database, DeliveryId id, Instant now) {
  return writing(database, [&](Session& session) -> Result<bool> {
    return run(session,
               "UPDATE deliveries SET state = 4, settled_at = :now"
               " WHERE id = :id AND state = 3 AND refused IS NOT NULL",
               now, id) != 0;
  });
}

Result<void> visit_refused(Database& database, const std::function<void(const RefusedDelivery&)>& visit) {
  return reading(database, [&](Session& session) -> Result<void> {
    RefusedDelivery row;
    Statement statement(session,
                        "SELECT d.id, s.email, d.reason, d.first_tried, d.refused FROM deliveries d JOIN subscribers s"
                        " ON s.id = d.subscriber WHERE d.settled_at IS NULL AND d.refused IS NOT NULL");
    statement.into(row.id, row.email, row.reason, row.first_tried, row.refused);
    while (statement.next()) visit(row);
    return {};
  });
}

Result<void> hurry_deliveries(Database& database, std::span<const DeliveryId> ids, Instant now) {
  return writing(database, [&](Session& session) -> Result<void> {
    for (const DeliveryId id : ids) {
      run(session, "UPDATE deliveries SET due = :now WHERE id = :id AND state = 3", now, id);
    }
    return {};
  });
}

Result<void> visit_sent(Database& database, Instant since, const std::function<bool(const std::string& email)>& visit) {
  return reading(database, [&](Session& session) -> Result<void> {
    std::string email;
    Statement statement(session,
                        "SELECT s.email FROM deliveries d JOIN subscribers s ON s.id = d.subscriber"
                        " WHERE d.state = 2 AND d.settled_at > :since ORDER BY d.settled_at DESC");
    statement.use(since).into(email);
    while (statement.next() && visit(email)) continue;
    return {};
  });
}

Result<std::int64_t> fail_unsettled(Database& database, Instant until, const std::string& reason, Instant now) {
  return writing(database, [&](Session& session) -> Result<std::int64_t> {
    return run(session,
               "UPDATE deliveries SET state = 4, reason = :reason, settled_at = :now WHERE settled_at IS NULL"
               " AND queued <= :until",
               reason, now, until);
  });
}

Result<void> settle_deliveries(Database& database, std::span<const Settled> settled) {
  return writing(database, [&](Session& session) -> Result<void> {
    for (const Settled& outcome : settled) settle(session, outcome);
    return {};
  });
}

Result<Unsettled> count_unsettled(Database& database) {
  return reading(database, [](Session& session) -> Result<Unsettled> {
    Unsettled unsettled;
    read_row(session, "SELECT COUNT(*), MIN(due) FROM deliveries WHERE settled_at IS NULL",
             std::tie(unsettled.deliveries, unsettled.next_due));
    return unsettled;
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

}  // namespace aggregator::store
