#include "aggregator/store/checkup.h"

#include "session.h"

namespace aggregator::store {
namespace {

constexpr const char* kWritable = "nothing to write";

/// Begins to write and takes it back.
Result<void> try_to_write(Database& database) {
  const auto tried = writing(database, [](Session& session) -> Result<void> {
    run(session, "UPDATE counters SET value = value WHERE name = 'sequence'");
    return fail(ErrorCode::Conflict, kWritable);
  });
  if (!tried && tried.error().detail != kWritable) return tried;
  return {};
}

}  // namespace

Result<Checkup> check_database(Database& database) {
  if (const auto writable = try_to_write(database); !writable) return std::unexpected(writable.error());
  return reading(database, [](Session& session) -> Result<Checkup> {
    Checkup checkup;
    checkup.file = session.file();
    read_row(session, "PRAGMA quick_check(1)", std::tie(checkup.damage));
    if (checkup.damage == "ok") checkup.damage.clear();
    read_row(session, "SELECT COUNT(*) FROM entries WHERE state = 2", std::tie(checkup.held));
    read_row(session, "SELECT COUNT(*) FROM deliveries WHERE settled_at IS NULL", std::tie(checkup.waiting));
    return checkup;
  });
}

}  // namespace aggregator::store
