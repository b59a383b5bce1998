// What every command is given: the outside world, the global options, and settings and database opened when asked for.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "aggregator/base/byte_source.h"
#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/cli/cli.h"
#include "aggregator/config/settings.h"
#include "aggregator/store/database.h"
#include "exit_code.h"
#include "progress.h"

namespace aggregator::cli {

class Context {
 public:
  explicit Context(Surroundings& surroundings) : surroundings_(surroundings) {}

  // Global options, written by the parser.
  std::optional<std::filesystem::path> config;
  std::optional<Instant> pretended_now;
  bool no_progress = false;
  std::optional<ExitCode> verdict;  ///< of a command that looked and found something wrong; else the error's own code
  bool quiet = false;               ///< what cron calls says nothing unless something is wrong

  /// The moment that the command believes it is.
  [[nodiscard]] Instant now() const { return clock()(); }
  [[nodiscard]] Clock clock() const;
  [[nodiscard]] const RandomSource& random() const { return surroundings_.random; }
  [[nodiscard]] std::ostream& out() const { return surroundings_.out; }
  [[nodiscard]] std::ostream& err() const { return surroundings_.err; }
  [[nodiscard]] std::istream& in() const { return surroundings_.in; }
  /// The bytes of `file`, "-" being standard input. Errors: as read_file().
  [[nodiscard]] Result<std::string> read(const std::string& file) const;
  /// The same, for files of any length. Standard input and pipes are read to their end here: whoever reads on inside a
  /// transaction waits for nobody. Errors: as open_source() and spool().
  [[nodiscard]] Result<ByteSource> open(const std::string& file) const;
  /// Returns when the clock shows `moment`. A pretended clock stands still: nothing waits for it.
  void wait_until(Instant moment) const;
  [[nodiscard]] bool has_running_clock() const { return !pretended_now && surroundings_.wait_until; }
  [[nodiscard]] const mail::Resolver& resolve() const { return surroundings_.resolve; }
  [[nodiscard]] Result<int> visit(const http::ClientOptions& options, const std::string& url) const {
    if (!surroundings_.visit) return fail(ErrorCode::Unavailable, "nobody is asked");
    return surroundings_.visit(options, url);
  }
  [[nodiscard]] bool open_file(const std::string& file) const { return surroundings_.open && surroundings_.open(file); }
  [[nodiscard]] bool out_is_terminal() const { return surroundings_.out_is_terminal; }
  /// Where progress is shown. Without columns when nobody looks or wants it.
  [[nodiscard]] Screen screen() const;
  [[nodiscard]] const config::Environment& environment() const { return surroundings_.environment; }

  /// The runner's settings, read at the first call. Errors: as config::find_settings() and read_settings().
  [[nodiscard]] Result<const config::Settings*> settings();
  /// The database that the settings name, opened at the first call. Errors: as store::Database::open_existing().
  [[nodiscard]] Result<store::Database*> database();
  /// The same for commands that have something to put in: made when missing. Errors: as store::Database::open().
  [[nodiscard]] Result<store::Database*> database_or_new();

 private:
  [[nodiscard]] Result<store::Database*> opened_by(Result<store::Database> (*open)(const std::string& url));

  Surroundings& surroundings_;
  std::optional<config::Settings> settings_;
  std::optional<store::Database> database_;
};

/// What a command does once its arguments are read. Its error becomes the last line on stderr and the exit code.
using Action = std::function<Result<void>(Context&)>;

}  // namespace aggregator::cli
