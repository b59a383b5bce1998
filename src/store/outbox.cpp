#include "aggregator/store/outbox.h"

#include "session.h"

namespace aggregator::store {
namespace {

constexpr std::string_view kLeft = "left before it was sent", kConfirmed = "confirmed before it was sent",
                           kSuspended = "suspended before it was sent";

std::string_view why_not(SubscriberState state) {
  if (state == SubscriberState::Suspended) return kSuspended;
  return state == SubscriberState::Active ? kConfirmed : kLeft;
}

/// A delivery that is due, and what decides whether it may still go.
struct Candidate {
  Job job;
  EditionKind kind{};
  SubscriberState state{};

  [[nodiscard]] bool may_go() const {
    return state == (kind == EditionKind::Confirmation ? SubscriberState::Pending : SubscriberState::Active);
  }
};

/// Where several machines share the work on PostgreSQL, this one ends in FOR UPDATE OF d SKIP LOCKED.
std::vector<Candidate> candidates(Session& session, Instant now, std::int64_t limit) {
  std::vector<Candidate> found;
  Candidate row;
  Job& job = row.job;
  Statement statement(session,
                      "SELECT d.id, d.edition, d.attempts, d.queued, s.public_id, s.email, s.state, e.kind"
                      " FROM deliveries d JOIN subscribers s ON s.id = d.subscriber JOIN editions e ON e.id = d.edition"
                      " WHERE d.settled_at IS NULL AND d.due <= :now ORDER BY d.due, d.id LIMIT :limit");
  statement.use(now, limit)
      .into(job.id, job.edition, job.attempts, job.queued, job.subscriber_id, job.email, row.state, row.kind);
  while (statement.next()) found.push_back(row);
  return found;
}

void lease(Session& session, DeliveryId id, Instant until) {
  run(session, "UPDATE deliveries SET state = 1, due = :until WHERE id = :id", until, id);
}

void give_up(Session& session, const Candidate& candidate, Instant now) {
  const std::string reason(why_not(candidate.state));
  run(session, "UPDATE deliveries SET state = 4, reason = :reason, settled_at = :now WHERE id = :id", reason, now,
      candidate.job.id);
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
          "UPDATE deliveries SET state = 3, attempts = attempts + 1, reason = :reason, due = :retry"
          " WHERE id = :id AND state = 1",
          outcome.reason, retry, outcome.id);
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

Result<std::vector<Job>> lease_deliveries(Database& database, Instant now, Instant lease_until, std::int64_t limit) {
  return writing(database, [&](Session& session) -> Result<std::vector<Job>> {
    std::vector<Job> jobs;
    // An empty answer means that nothing is due, so a batch of people who all left is followed by the next one.
    while (jobs.empty()) {
      std::vector<Candidate> due = candidates(session, now, limit);
      if (due.empty()) break;
      for (Candidate& candidate : due) {
        if (!candidate.may_go()) {
          give_up(session, candidate, now);
          continue;
        }
        lease(session, candidate.job.id, lease_until);
        jobs.push_back(std::move(candidate.job));
      }
    }
    return jobs;
  });
}

Result<void> settle_deliveries(Database& database, std::span<const Settled> settled) {
  return writing(database, [&](Session& session) -> Result<void> {
    for (const Settled& outcome : settled) settle(session, outcome);
    return {};
  });
}

}  // namespace aggregator::store
