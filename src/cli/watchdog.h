// How `run` watches itself: hours that were missed, editions that have not gone out, and who hears of it.
#pragma once

#include <string>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "context.h"

namespace aggregator::cli {

/// The note in which `run` keeps why the digest stage failed when it last ran; empty: it did not.
inline constexpr const char* kDigestTrouble = "digest_trouble";

class Watchdog {
 public:
  Watchdog(Context& context, const config::Settings& settings, store::Database& database)
      : context_(context), settings_(settings), database_(database) {}

  /// Before the work: were hours missed because nobody called `run`? That is said, and nothing to fail for: now it
  /// runs.
  [[nodiscard]] Result<void> look_back(Instant begin);

  /// After the work: is there an edition that has not gone out, or none though it is due? `digest_trouble` is why the
  /// digest stage failed, if it did. Tells the runner of this and of what look_back() found, once. Errors: Unavailable,
  /// with the words, for an edition that has not gone out; the run's verdict is then that it was not done.
  [[nodiscard]] Result<void> look_around(const std::string& digest_trouble);

  /// Asks `watchdog.ping`, unless an hour was missed or an edition is late, also one that was told of before: whoever
  /// listens to pings alone must not hear that all is well. That nobody answers is a warning and no more.
  [[nodiscard]] Result<void> report_good_run() const;

 private:
  [[nodiscard]] Result<std::string> missed_hour(Instant begin) const;
  [[nodiscard]] Result<std::vector<std::string>> late_lines(const std::string& digest_trouble);
  void ping() const;

  Context& context_;
  const config::Settings& settings_;
  store::Database& database_;
  std::string missed_;  // in words; empty: nothing
};

}  // namespace aggregator::cli
