// Groups of subscribers who are due together: found, queued for and moved on by one statement each, whatever their
// number.
#include "aggregator/store/outbox.h"
#include "aggregator/store/subscribers.h"
#include "choices.h"
#include "session.h"

namespace aggregator::store {
namespace {

void advance(Session& session, const DueGroup& group, Sequence mark, Instant next_due) {
  run(session,
      "UPDATE subscribers SET mark = :mark, next_due = :next_due"
      " WHERE state = 1 AND next_due = :due AND choice = :choice AND mark = :before",
      mark, next_due, group.due, choice_id(session, group.choice), group.mark);
}

std::int64_t queue(Session& session, EditionId edition, const DueGroup& group) {
  return run(session,
             "INSERT INTO deliveries (edition, subscriber, state, attempts, reason, queued, due)"
             " SELECT e.id, s.id, 0, 0, '', e.created, e.created FROM editions e CROSS JOIN subscribers s"
             " WHERE e.id = :edition AND s.state = 1 AND s.next_due = :due AND s.choice = :choice AND s.mark = :mark"
             " ON CONFLICT (edition, subscriber) DO NOTHING",
             edition, group.due, choice_id(session, group.choice), group.mark);
}

Result<std::vector<DueGroup>> groups_where(Database& database, std::string_view condition, Instant moment) {
  return reading(database, [&](Session& session) -> Result<std::vector<DueGroup>> {
    std::vector<DueGroup> groups;
    DueGroup group;
    ChoiceColumns choice;
    const std::string sql = std::string("SELECT g.next_due, g.mark, g.members, ")
                                .append(kChoiceColumns)
                                .append(
                                    " FROM (SELECT next_due, choice, mark, COUNT(*) AS members FROM subscribers"
                                    "  WHERE state = 1 AND ")
                                .append(condition)
                                .append(
                                    " GROUP BY next_due, choice, mark) AS g"
                                    " JOIN choices c ON c.id = g.choice ORDER BY g.next_due, g.choice, g.mark");
    Statement statement(session, sql);
    statement.use(moment).into(group.due, group.mark, group.subscribers);
    choice.bind(statement);
    while (statement.next()) {
      group.choice = choice.take();
      groups.push_back(group);
    }
    return groups;
  });
}

}  // namespace

Result<std::vector<DueGroup>> due_groups(Database& database, Instant now) {
  return groups_where(database, "next_due <= :now", now);
}

Result<std::vector<DueGroup>> groups_due_after(Database& database, Instant moment) {
  return groups_where(database, "next_due > :moment", moment);
}

Result<std::optional<Instant>> earliest_due(Database& database) {
  return reading(database, [](Session& session) -> Result<std::optional<Instant>> {
    std::optional<Instant> earliest;
    read_row(session, "SELECT MIN(next_due) FROM subscribers WHERE state = 1", std::tie(earliest));
    return earliest;
  });
}

Result<std::optional<SubscriberId>> newest_member(Database& database, const DueGroup& group) {
  return reading(database, [&](Session& session) -> Result<std::optional<SubscriberId>> {
    std::optional<SubscriberId> newest;
    const ChoiceId choice = choice_id(session, group.choice);
    read_row(session,
             "SELECT MAX(id) FROM subscribers"
             " WHERE state = 1 AND next_due = :due AND choice = :choice AND mark = :mark",
             std::tie(newest), group.due, choice, group.mark);
    return newest;
  });
}

Result<void> advance_group(Database& database, const DueGroup& group, Sequence mark, Instant next_due) {
  return writing(database, [&](Session& session) -> Result<void> {
    advance(session, group, mark, next_due);
    return {};
  });
}

Result<std::int64_t> queue_edition(Database& database, EditionId edition, const DueGroup& group, Sequence mark,
                                   Instant next_due) {
  return writing(database, [&](Session& session) -> Result<std::int64_t> {
    const std::int64_t queued = queue(session, edition, group);
    advance(session, group, mark, next_due);
    return queued;
  });
}

}  // namespace aggregator::store
