#include "aggregator/store/lateness.h"

#include "session.h"

namespace aggregator::store {
namespace {

/// One edition of an hour, with what is open of it.
struct OpenEdition {
  EditionId id = 0;
  OpenHour open;
  std::optional<Instant> told;
};

// By the index of what is not settled, so that it costs as much as the outbox is long.
constexpr std::string_view kOpenEditions =
    "SELECT e.id, e.due, e.told, SUM(CASE WHEN d.state IN (0, 1) THEN 1 ELSE 0 END),"
    " SUM(CASE WHEN d.state = 3 AND d.reason NOT LIKE '4%' THEN 1 ELSE 0 END),"
    " SUM(CASE WHEN d.state = 3 AND d.reason LIKE '4%' THEN 1 ELSE 0 END),"
    " MAX(CASE WHEN d.state = 3 THEN d.reason ELSE '' END)"
    " FROM deliveries d JOIN editions e ON e.id = d.edition"
    " WHERE d.settled_at IS NULL AND e.kind = 0 AND e.due <= :until GROUP BY e.id, e.due, e.told ORDER BY e.due, e.id";

std::vector<OpenEdition> open_editions(Session& session, Instant until) {
  std::vector<OpenEdition> found;
  OpenEdition row;
  Statement statement(session, kOpenEditions);
  statement.use(until).into(row.id, row.open.due, row.told, row.open.untried, row.open.unreachable, row.open.put_off,
                            row.open.reason);
  while (statement.next()) found.push_back(row);
  return found;
}

std::int64_t deliveries_of(Session& session, EditionId edition) {
  std::int64_t number = 0;
  read_row(session, "SELECT COUNT(*) FROM deliveries WHERE edition = :edition", std::tie(number), edition);
  return number;
}

void add(OpenHour& hour, const OpenEdition& edition, std::int64_t deliveries) {
  hour.deliveries += deliveries;
  hour.untried += edition.open.untried;
  hour.unreachable += edition.open.unreachable;
  hour.put_off += edition.open.put_off;
  if (hour.reason.empty()) hour.reason = edition.open.reason;
  hour.editions.push_back(edition.id);
}

}  // namespace

Result<std::vector<OpenHour>> open_hours(Database& database, Instant until, bool untold) {
  return reading(database, [&](Session& session) -> Result<std::vector<OpenHour>> {
    std::vector<OpenHour> hours;
    for (const OpenEdition& edition : open_editions(session, until)) {
      if (untold && edition.told) continue;
      if (hours.empty() || hours.back().due != edition.open.due) hours.emplace_back().due = edition.open.due;
      add(hours.back(), edition, deliveries_of(session, edition.id));
    }
    return hours;
  });
}

Result<void> mark_told(Database& database, const std::vector<EditionId>& editions, Instant now) {
  return writing(database, [&](Session& session) -> Result<void> {
    for (const EditionId id : editions) run(session, "UPDATE editions SET told = :now WHERE id = :id", now, id);
    return {};
  });
}

Result<std::string> read_note(Database& database, const std::string& name) {
  return reading(database, [&](Session& session) -> Result<std::string> {
    std::string value;
    read_row(session, "SELECT value FROM settings WHERE name = :name", std::tie(value), name);
    return value;
  });
}

Result<void> keep_note(Database& database, const std::string& name, const std::string& value) {
  return writing(database, [&](Session& session) -> Result<void> {
    run(session,
        "INSERT INTO settings (name, value) VALUES (:name, :value)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name, value);
    return {};
  });
}

Result<std::optional<Instant>> last_edition(Database& database) {
  return reading(database, [](Session& session) -> Result<std::optional<Instant>> {
    std::optional<Instant> due;
    read_row(session, "SELECT MAX(due) FROM editions WHERE kind = 0", std::tie(due));
    return due;
  });
}

}  // namespace aggregator::store
