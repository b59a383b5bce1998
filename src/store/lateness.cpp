#include "aggregator/store/lateness.h"

#include <map>
#include <utility>

#include "session.h"

namespace aggregator::store {
namespace {

constexpr std::chrono::days kFailuresShown{7};

/// One edition of an hour, with what is open of it or has failed.
struct OpenEdition {
  EditionId id = 0;
  OpenHour open;
  std::optional<Instant> told;
};

/// In the order of their hours.
using OpenEditions = std::map<std::pair<Instant, EditionId>, OpenEdition>;

// By the index of what is not settled, so that it costs as much as the outbox is long: CROSS JOIN keeps that order.
constexpr std::string_view kOpenEditions =
    "SELECT e.id, e.due, e.told, SUM(CASE WHEN d.state IN (0, 1) THEN 1 ELSE 0 END),"
    " SUM(CASE WHEN d.state = 3 AND d.first_tried IS NULL THEN 1 ELSE 0 END),"
    " SUM(CASE WHEN d.state = 3 AND d.first_tried IS NOT NULL AND d.refused IS NULL THEN 1 ELSE 0 END),"
    " SUM(CASE WHEN d.state = 3 AND d.refused IS NOT NULL THEN 1 ELSE 0 END),"
    " MAX(CASE WHEN d.state = 3 THEN d.reason ELSE '' END)"
    " FROM deliveries d CROSS JOIN editions e WHERE e.id = d.edition"
    " AND d.settled_at IS NULL AND e.kind = 0 AND e.due <= :until GROUP BY e.id, e.due, e.told";

// By the indexes of the latest editions (which e.created in GROUP BY keeps) and of what failed.
// What its subscriber's own turn kept from being sent (outbox.cpp) is nobody's failure.
constexpr std::string_view kFailedEditions =
    "SELECT e.id, e.due, e.told, COUNT(*), MAX(d.reason) FROM editions e CROSS JOIN deliveries d"
    " WHERE e.kind = 0 AND e.created > :since AND e.due <= :until AND d.edition = e.id AND d.state = 4"
    " AND d.withdrawn = 0 GROUP BY e.created, e.id, e.due, e.told";

OpenEditions open_editions(Session& session, Instant until) {
  OpenEditions found;
  OpenEdition row;
  Statement statement(session, kOpenEditions);
  statement.use(until).into(row.id, row.open.due, row.told, row.open.untried, row.open.unreachable, row.open.put_off,
                            row.open.refused, row.open.reason);
  while (statement.next()) found.emplace(std::pair(row.open.due, row.id), row);
  return found;
}

void add_failures(Session& session, Instant until, OpenEditions& editions) {
  OpenEdition row;
  const Instant since = until - kFailuresShown;
  Statement statement(session, kFailedEditions);
  statement.use(since, until).into(row.id, row.open.due, row.told, row.open.failed, row.open.reason);
  while (statement.next()) {
    const auto [place, is_new] = editions.emplace(std::pair(row.open.due, row.id), row);
    OpenHour& open = place->second.open;
    open.failed = row.open.failed;
    if (open.reason.empty()) open.reason = row.open.reason;
  }
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
  hour.refused += edition.open.refused;
  hour.failed += edition.open.failed;
  if (hour.reason.empty()) hour.reason = edition.open.reason;
  hour.editions.push_back(edition.id);
}

}  // namespace

Result<std::vector<OpenHour>> open_hours(Database& database, Instant until, bool untold) {
  return reading(database, [&](Session& session) -> Result<std::vector<OpenHour>> {
    std::vector<OpenHour> hours;
    OpenEditions editions = open_editions(session, until);
    add_failures(session, until, editions);
    for (const auto& [hour, edition] : editions) {
      if (untold && edition.told) continue;
      if (hours.empty() || hours.back().due != edition.open.due) hours.emplace_back().due = edition.open.due;
      add(hours.back(), edition, deliveries_of(session, edition.id));
    }
    return hours;
  });
}

Result<std::optional<Instant>> hour_sent_last(Database& database) {
  return reading(database, [](Session& session) -> Result<std::optional<Instant>> {
    Instant due;
    const bool is_there = read_row(session,
                                   "SELECT e.due FROM editions e WHERE e.kind = 0 AND EXISTS (SELECT 1 FROM"
                                   " deliveries d WHERE d.edition = e.id AND d.state = 2)"
                                   " ORDER BY e.created DESC, e.id DESC LIMIT 1",
                                   std::tie(due));
    return is_there ? std::optional(due) : std::nullopt;
  });
}

Result<void> mark_told(Database& database, const std::vector<EditionId>& editions, Instant now) {
  return writing(database, [&](Session& session) -> Result<void> {
    for (const EditionId id : editions) run(session, "UPDATE editions SET told = :now WHERE id = :id", now, id);
    return {};
  });
}

}  // namespace aggregator::store
