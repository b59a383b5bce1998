// Sealing: entries get their place in the order in which they became news.
//
// The last number given stands in a row of `counters`, which is locked before anything is numbered. An auto-increment
// id would not do: with several writers a lower one can be committed after a higher one was read, and its entry would
// be skipped for ever.
#include "aggregator/store/entries.h"
#include "session.h"

namespace aggregator::store {
namespace {

Sequence lock_counter(Session& session) {
  Sequence last = 0;
  read_row(session, "UPDATE counters SET value = value WHERE name = 'sequence' RETURNING value", std::tie(last));
  return last;
}

std::int64_t number_unsealed(Session& session, Sequence last) {
  return run(session,
             "UPDATE entries SET sequence = CAST(:last AS BIGINT) + fresh.place FROM"
             " (SELECT id, ROW_NUMBER() OVER (ORDER BY first_seen, dated, id) AS place FROM entries"
             "  WHERE state = 0 AND sequence IS NULL) AS fresh"
             " WHERE entries.id = fresh.id",
             last);
}

}  // namespace

Result<Sequence> seal_entries(Database& database) {
  return writing(database, [&](Session& session) -> Result<Sequence> {
    const Sequence last = lock_counter(session);
    const std::int64_t sealed = number_unsealed(session, last);
    if (sealed == 0) return last;
    const Sequence highest = last + sealed;
    run(session, "UPDATE counters SET value = :highest WHERE name = 'sequence'", highest);
    return highest;
  });
}

Result<Sequence> last_sequence(Database& database) {
  return reading(database, [](Session& session) -> Result<Sequence> {
    Sequence last = 0;
    read_row(session, "SELECT value FROM counters WHERE name = 'sequence'", std::tie(last));
    return last;
  });
}

Result<Sequence> sequence_before(Database& database, Instant moment) {
  return reading(database, [&](Session& session) -> Result<Sequence> {
    Sequence highest = 0;
    // Numbers rise nearly as first_seen does, so only what is younger than `moment` is walked over.
    read_row(session,
             "SELECT sequence FROM entries WHERE sequence IS NOT NULL AND first_seen < :moment"
             " ORDER BY sequence DESC LIMIT 1",
             std::tie(highest), moment);
    return highest;
  });
}

}  // namespace aggregator::store
