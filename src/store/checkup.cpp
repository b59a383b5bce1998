#include "aggregator/store/checkup.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "session.h"

namespace aggregator::store {
namespace {

/// Writes the value that is there already.
Result<void> try_to_write(Database& database) {
  return writing(database, [](Session& session) -> Result<void> {
    run(session, "UPDATE counters SET value = value WHERE name = 'sequence'");
    return {};
  });
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

Result<void> check_room(Database& database, std::uintmax_t bytes) {
  const std::filesystem::path& file = database.session().file();
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(file, error);
  if (error || space.available >= bytes) return {};
  return fail(ErrorCode::Unavailable, fmt::format("{}: the disk is full: {} kB are left; make room and run again",
                                                  file.string(), space.available / 1000));
}

}  // namespace aggregator::store
