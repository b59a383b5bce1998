#include "aggregator/store/database.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "failure.h"
#include "lock.h"
#include "migrations.h"
#include "opening.h"
#include "session.h"

namespace aggregator::store {
namespace {
namespace fs = std::filesystem;

/// The file that "sqlite:PATH" names.
Result<fs::path> file_named(const std::string& url) {
  constexpr std::string_view kScheme = "sqlite:";
  if (!url.starts_with(kScheme)) {
    // Only the scheme is shown: there may be a password in the rest.
    return fail(
        ErrorCode::Misconfigured,
        fmt::format("`database` begins with \"{}\" and this build has sqlite:PATH only", url.substr(0, url.find(':'))));
  }
  const std::string path = url.substr(kScheme.size());
  if (path.empty()) return fail(ErrorCode::Misconfigured, "`database` names no file; write sqlite:PATH");
  if (path.find('"') != std::string::npos || path.find('\0') != std::string::npos) {
    return fail(ErrorCode::Misconfigured, "`database` has a quotation mark or NUL in its path; choose another name");
  }
  std::error_code failed;
  fs::path absolute = fs::absolute(path, failed);
  if (failed) return fail(ErrorCode::Unavailable, fmt::format("database {}: {}", path, failed.message()));
  return absolute;
}

/// Makes an empty file where there is none, for its owner alone: addresses and the signing key will be in it. SQLite
/// gives the files it puts beside it the same permissions.
Result<void> create_missing(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (descriptor >= 0 || error == EEXIST) return {};
  return fail(ErrorCode::Unavailable, fmt::format("database {}: {}", file.string(), words_for_opening(file, error)));
}

/// A misspelt path must not look like a database that has lost everything.
Result<void> require_existing(const fs::path& file) {
  std::error_code failed;
  if (fs::exists(file, failed)) return {};
  if (failed) {
    return fail(ErrorCode::Unavailable,
                fmt::format("database {}: {}", file.string(), words_for_opening(file, failed.value())));
  }
  return fail(ErrorCode::NotFound, fmt::format("there is no database at {} yet; `aggregator init` or `aggregator poll` "
                                               "begins one, or set `database` to where yours is",
                                               file.string()));
}

constexpr int kCache = 4096, kLargeCache = 16384;  // KiB

/// synchronous FULL: every commit is on the disk before it is reported. NORMAL would keep the database whole too, but
/// could lose the last commits with the power: a "sent" that is forgotten is mailed twice, and an edition that is
/// forgotten after its first messages left is made again under other Message-IDs. The price is one fsync a
/// transaction, and the stages put many rows into each.
Result<void> prepare(Session& session) {
  std::string mode;
  read_row(session, "PRAGMA journal_mode = WAL", std::tie(mode));
  if (mode != "wal") {
    return fail(ErrorCode::Unavailable,
                fmt::format("database {}: cannot use write-ahead logging here; put it on a local, "
                            "writable disk",
                            session.file().string()));
  }
  for (const char* setting : {"PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON",
                              "PRAGMA journal_size_limit = 67108864"}) {  // a log that once grew is cut again
    run(session, setting);
  }
  run(session, fmt::format("PRAGMA cache_size = -{}", kCache));
  return {};
}

/// Of this connection, outside of a transaction. PostgreSQL calls it synchronous_commit.
Result<void> set_synchronous(Database& database, std::string_view mode) {
  return reading(database, [&](Session& session) -> Result<void> {
    run(session, fmt::format("PRAGMA synchronous = {}", mode));
    return {};
  });
}

/// How it is set is no matter to what is done, so nobody hears when it fails.
void set_cache(Database& database, int kib) {
  std::ignore = reading(database, [&](Session& session) -> Result<void> {
    run(session, fmt::format("PRAGMA cache_size = -{}", kib));
    return {};
  });
}

}  // namespace

Database::Database(std::unique_ptr<Session> session) : session_(std::move(session)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const std::string& url) {
  const auto file = file_named(url);
  if (!file) return std::unexpected(file.error());
  if (const auto created = create_missing(*file); !created) return std::unexpected(created.error());
  return open_file(*file);
}

Result<Database> Database::open_existing(const std::string& url) {
  const auto file = file_named(url);
  if (!file) return std::unexpected(file.error());
  if (const auto exists = require_existing(*file); !exists) return std::unexpected(exists.error());
  return open_file(*file);
}

Result<Database> Database::open_file(const fs::path& file) {
  const std::optional<StageLock> alone = lock_opening(file);
  std::unique_ptr<Session> session;
  try {
    session = std::make_unique<Session>(file);
  } catch (const soci::soci_error& thrown) {
    return std::unexpected(describe(thrown, file));
  }
  Database database(std::move(session));
  if (const auto prepared = reading(database, prepare); !prepared) return std::unexpected(prepared.error());
  if (const auto migrated = migrate(database); !migrated) return std::unexpected(migrated.error());
  return database;
}

Result<void> Database::transact(const std::function<Result<void>()>& work) {
  if (session_->in_transaction()) throw std::logic_error("store: transact() inside transact()");
  return session_->atomically(work);
}

LargeCache::LargeCache(Database& database) : database_(database) { set_cache(database_, kLargeCache); }

LargeCache::~LargeCache() { set_cache(database_, kCache); }

QuickCommits::~QuickCommits() { std::ignore = set_synchronous(database_, "FULL"); }

Result<void> QuickCommits::begin() { return set_synchronous(database_, "NORMAL"); }

/// A safe commit flushes the log with all that stands in it; a transaction that writes nothing would not be one.
Result<void> QuickCommits::flush() {
  if (auto set = set_synchronous(database_, "FULL"); !set) return set;
  auto flushed = writing(database_, [](Session& session) -> Result<void> {
    run(session, "UPDATE counters SET value = value WHERE name = 'sequence'");
    return {};
  });
  auto reset = begin();
  return flushed ? reset : flushed;
}

}  // namespace aggregator::store
