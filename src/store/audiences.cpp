// An edition moves its whole audience on by one row, whatever the number of subscribers: in 50 views of a million
// people every page of the table of subscribers holds members of every view.
#include "audiences.h"

#include <fmt/format.h>

#include <tuple>
#include <vector>

#include "aggregator/store/outbox.h"

namespace aggregator::store {
namespace {

/// The oldest audience with this choice, mark and hour.
std::optional<AudienceId> find(Session& session, ChoiceId choice, Sequence mark,
                               const std::optional<Instant>& next_due) {
  std::optional<AudienceId> oldest;
  if (next_due) {
    read_row(session, "SELECT MIN(id) FROM audiences WHERE choice = :choice AND mark = :mark AND next_due = :next_due",
             std::tie(oldest), choice, mark, *next_due);
  } else {
    read_row(session, "SELECT MIN(id) FROM audiences WHERE choice = :choice AND mark = :mark AND next_due IS NULL",
             std::tie(oldest), choice, mark);
  }
  return oldest;
}

/// Takes the members of `younger` into `older`, which has come to be the same.
void unite(Session& session, AudienceId older, AudienceId younger) {
  run(session, "UPDATE subscribers SET audience = :older WHERE audience = :younger", older, younger);
  run(session, "DELETE FROM audiences WHERE id = :younger", younger);
}

void advance(Session& session, const DueAudience& audience, Sequence mark, Instant next_due) {
  const auto same = find(session, choice_id(session, audience.choice), mark, next_due);
  run(session, "UPDATE audiences SET mark = :mark, next_due = :next_due WHERE id = :id", mark, next_due, audience.id);
  if (same && *same != audience.id) unite(session, std::min(*same, audience.id), std::max(*same, audience.id));
}

std::int64_t queue(Session& session, EditionId edition, const DueAudience& audience) {
  run(session,
      "INSERT INTO edition_choices (choice, created, edition) SELECT a.choice, e.created, e.id"
      " FROM audiences a CROSS JOIN editions e WHERE a.id = :audience AND e.id = :edition ON CONFLICT DO NOTHING",
      audience.id, edition);
  return run(session,
             "INSERT INTO deliveries (edition, subscriber, state, attempts, reason, queued, due)"
             " SELECT e.id, s.id, 0, 0, '', e.created, e.created FROM editions e CROSS JOIN subscribers s"
             " WHERE e.id = :edition AND s.audience = :audience AND s.state = 1"
             " ON CONFLICT (edition, subscriber) DO NOTHING",
             edition, audience.id);
}

/// `members`: how many an audience has, in SQL; those that have none are left out.
Result<std::vector<DueAudience>> audiences_where(Database& database, std::string_view condition, Instant moment,
                                                 std::string_view members) {
  return reading(database, [&](Session& session) -> Result<std::vector<DueAudience>> {
    std::vector<DueAudience> audiences;
    DueAudience audience;
    ChoiceColumns choice;
    const std::string sql = fmt::format(
        "SELECT a.id, a.next_due, a.mark, a.members, {} FROM"
        " (SELECT id, choice, mark, next_due, {} AS members FROM audiences WHERE {}) AS a"
        " JOIN choices c ON c.id = a.choice WHERE a.members > 0 ORDER BY a.next_due, a.choice, a.mark",
        kChoiceColumns, members, condition);
    Statement statement(session, sql);
    statement.use(moment).into(audience.id, audience.due, audience.mark, audience.subscribers);
    choice.bind(statement);
    while (statement.next()) {
      audience.choice = choice.take();
      audiences.push_back(audience);
    }
    return audiences;
  });
}

}  // namespace

AudienceId audience_id(Session& session, const Choice& choice, Sequence mark, const std::optional<Instant>& next_due) {
  const ChoiceId chosen = choice_id(session, choice);
  if (const auto known = find(session, chosen, mark, next_due)) return *known;
  AudienceId id = 0;
  read_row(session, "INSERT INTO audiences (choice, mark, next_due) VALUES (:choice, :mark, :next_due) RETURNING id",
           std::tie(id), chosen, mark, next_due);
  return id;
}

void drop_if_empty(Session& session, AudienceId audience) {
  run(session,
      "DELETE FROM audiences WHERE id = :id AND NOT EXISTS (SELECT 1 FROM subscribers s WHERE s.audience = "
      "audiences.id)",
      audience);
}

Result<std::vector<DueAudience>> due_audiences(Database& database, Instant now) {
  return audiences_where(database, "next_due <= :now", now,
                         "(SELECT COUNT(*) FROM subscribers s WHERE s.audience = audiences.id AND s.state = 1)");
}

Result<std::vector<DueAudience>> audiences_due_after(Database& database, Instant moment) {
  auto audiences = audiences_where(database, "next_due > :moment", moment,
                                   "(CASE WHEN EXISTS (SELECT 1 FROM subscribers s WHERE s.audience = audiences.id AND "
                                   "s.state = 1) THEN 1 ELSE 0 END)");
  if (audiences) {
    for (DueAudience& audience : *audiences) audience.subscribers = 0;
  }
  return audiences;
}

Result<std::int64_t> count_due_subscribers(Database& database, Instant moment) {
  return reading(database, [&](Session& session) -> Result<std::int64_t> {
    std::int64_t number = 0;
    read_row(session,
             "SELECT COUNT(*) FROM audiences a JOIN subscribers s ON s.audience = a.id AND s.state = 1"
             " WHERE a.next_due <= :moment",
             std::tie(number), moment);
    return number;
  });
}

Result<std::optional<Instant>> earliest_due(Database& database) {
  return reading(database, [](Session& session) -> Result<std::optional<Instant>> {
    std::optional<Instant> earliest;
    read_row(session, "SELECT MIN(next_due) FROM audiences", std::tie(earliest));
    return earliest;
  });
}

Result<std::vector<Instant>> due_hours(Database& database, Instant after, Instant until) {
  return reading(database, [&](Session& session) -> Result<std::vector<Instant>> {
    std::vector<Instant> hours;
    Instant due;
    Statement statement(session,
                        "SELECT DISTINCT next_due FROM audiences WHERE next_due > :after AND next_due <= :until"
                        " ORDER BY next_due");
    statement.use(after, until).into(due);
    while (statement.next()) hours.push_back(due);
    return hours;
  });
}

Result<std::optional<SubscriberId>> newest_member(Database& database, const DueAudience& audience) {
  return reading(database, [&](Session& session) -> Result<std::optional<SubscriberId>> {
    std::optional<SubscriberId> newest;
    read_row(session, "SELECT MAX(id) FROM subscribers WHERE audience = :audience AND state = 1", std::tie(newest),
             audience.id);
    return newest;
  });
}

Result<bool> all_had(Database& database, AudienceId audience, EditionId edition) {
  return reading(database, [&](Session& session) -> Result<bool> {
    std::int64_t missed = 0;
    return !read_row(session,
                     "SELECT s.id FROM subscribers s WHERE s.audience = :audience AND s.state = 1 AND NOT EXISTS"
                     " (SELECT 1 FROM deliveries d WHERE d.edition = :edition AND d.subscriber = s.id) LIMIT 1",
                     std::tie(missed), audience, edition);
  });
}

Result<void> advance_audience(Database& database, const DueAudience& audience, Sequence mark, Instant next_due) {
  return writing(database, [&](Session& session) -> Result<void> {
    advance(session, audience, mark, next_due);
    return {};
  });
}

Result<std::int64_t> queue_edition(Database& database, EditionId edition, const DueAudience& audience, Sequence mark,
                                   Instant next_due) {
  return writing(database, [&](Session& session) -> Result<std::int64_t> {
    const std::int64_t queued = queue(session, edition, audience);
    advance(session, audience, mark, next_due);
    return queued;
  });
}

}  // namespace aggregator::store
