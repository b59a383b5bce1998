#include "failure.h"

#include <fmt/format.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <cstdint>
#include <string>
#include <system_error>

#include "opening.h"

namespace aggregator::store {
namespace {

/// SQLite calls it an I/O error when the index of its log, which readers make too, finds no room.
bool is_disk_full(const std::filesystem::path& file) {
  constexpr std::uintmax_t kRoomForIndex = 64u << 10;
  std::error_code failed;
  const auto space = std::filesystem::space(file.parent_path(), failed);
  return !failed && space.available < kRoomForIndex;
}

/// Also of what SQLite keeps beside the file: its log, or the index of it.
std::string words_for_missing_permission(const std::filesystem::path& file) {
  std::string words = words_for_database(file);
  return !words.empty() ? words
                        : "cannot be written; give this account write permission on the file, on those beside it that "
                          "begin with its name, and on its directory; reading needs that too";
}

/// What to tell for a result code of SQLite; empty for those that only its own message explains.
std::string words_for(int result, const std::filesystem::path& file) {
  switch (result & 0xff) {  // the low byte is the primary code
    case SQLITE_FULL:
      return "the disk is full; make room and run again";
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return words_for_missing_permission(file);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another process has been writing to it for too long; try again later";
    case SQLITE_CORRUPT:
      return "is damaged; restore it from a backup";
    case SQLITE_NOTADB:
      return "is no SQLite database; set `database` to another file";
    case SQLITE_CANTOPEN:
      return words_for_database(file);
    case SQLITE_IOERR:
      if (is_disk_full(file)) return "the disk is full, and reading needs a little room too; make some and run again";
      return "the disk does not read or write as it should; check the disk and the system log";
    case SQLITE_NOMEM:
      return "memory ran out; try again later";
    default:
      return {};
  }
}

}  // namespace

Error describe(const soci::soci_error& thrown, const std::filesystem::path& file) {
  std::string words;
  auto code = ErrorCode::Unavailable;
  if (const auto* of_sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&thrown)) {
    words = words_for(of_sqlite->result(), file);
    if ((of_sqlite->result() & 0xff) == SQLITE_CONSTRAINT) code = ErrorCode::Conflict;
  }
  if (words.empty()) words = thrown.get_error_message();
  return {code, fmt::format("database {}: {}", file.string(), words)};
}

}  // namespace aggregator::store
