// The store: one connection to the database, its schema, transactions, and the locks that keep two runs apart.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "aggregator/base/descriptor.h"
#include "aggregator/base/error.h"
#include "aggregator/base/token.h"

namespace aggregator::store {

/// What only one process may do at a time. The stages do not keep each other out. Hour: staying for an hour that comes;
/// Runner: mailing the runner what the watchdog saw.
enum class Stage { Poll, Digest, Deliver, Hour, Runner };

/// Held while it lives. The operating system lets go of it when the process dies, however it dies.
class StageLock {
 public:
  explicit StageLock(Descriptor file) : file_(std::move(file)) {}

 private:
  Descriptor file_;
};

/// One connection. Not for several threads at once.
///
/// All functions of this room: Errors: Unavailable, for a full disk, a read-only or broken database, or one that
/// another process holds for longer than 60 s (the busy timeout); the detail names the file and what to do.
class Database {
 public:
  /// Opens "sqlite:/path" (created when missing; WAL, foreign keys on) and brings its schema up to date.
  /// Errors: also Misconfigured, for a scheme this build does not have or a schema newer than this program.
  [[nodiscard]] static Result<Database> open(const std::string& url);

  /// The same for one that is there already. Errors: also NotFound, when there is none.
  [[nodiscard]] static Result<Database> open_existing(const std::string& url);

  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  /// Runs `work` in one write transaction: committed when it returns a value, rolled back when it returns an error or
  /// throws. Must not be nested.
  [[nodiscard]] Result<void> transact(const std::function<Result<void>()>& work);

  /// Errors: also Busy, when another process holds it, and still does half a second later: one that was killed takes a
  /// moment to be gone.
  [[nodiscard]] Result<StageLock> lock(Stage stage);

  class Session;
  [[nodiscard]] Session& session() { return *session_; }  ///< for this room's sources only

 private:
  explicit Database(std::unique_ptr<Session> session);
  [[nodiscard]] static Result<Database> open_file(const std::filesystem::path& file);
  std::unique_ptr<Session> session_;
};

/// While it lives, what the database commits outlives the death of this process but not a power cut; flush() makes it
/// outlive that too. For many small transactions: a flush to the disk takes longer than all else of them.
class QuickCommits {
 public:
  explicit QuickCommits(Database& database) : database_(database) {}
  QuickCommits(const QuickCommits&) = delete;
  QuickCommits& operator=(const QuickCommits&) = delete;
  ~QuickCommits();  ///< the commits after it are as safe as usual again

  [[nodiscard]] Result<void> begin();
  [[nodiscard]] Result<void> flush();

 private:
  Database& database_;
};

/// While it lives, 16 MiB of the file are kept in memory instead of 4. For rounds, which look up keys all over it.
class LargeCache {
 public:
  explicit LargeCache(Database& database);
  LargeCache(const LargeCache&) = delete;
  LargeCache& operator=(const LargeCache&) = delete;
  ~LargeCache();

 private:
  Database& database_;
};

/// The key that tokens are signed with; made at first use and kept in the database.
[[nodiscard]] Result<std::string> signing_key(Database& database, const RandomSource& random);

/// The same with the keys that signed before it: what tokens are verified with.
[[nodiscard]] Result<KeyRing> signing_keys(Database& database, const RandomSource& random);

enum class FormerKeys {
  Keep,    ///< what was signed so far stays good
  Forget,  ///< nothing that was signed so far is believed any more: somebody else may have had a key
};
/// From now on another key signs.
[[nodiscard]] Result<void> change_signing_key(Database& database, const RandomSource& random, FormerKeys former);

}  // namespace aggregator::store
