// The watchdog: which hours were not kept, and telling the runner.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/base/token.h"
#include "aggregator/config/settings.h"
#include "aggregator/mail/transport.h"
#include "aggregator/store/database.h"

namespace aggregator::deliver {

/// One line for each hour whose editions have not gone out `watchdog.after` later. Of ours are messages that no courier
/// has tried or that no server could be asked about: one in a hundred is enough. Those that a server puts off
/// (greylisting) and those that failed count when they are half of ten or more, or when all failed. With `once`,
/// nothing is said a second time.
[[nodiscard]] Result<std::vector<std::string>> late_editions(store::Database& database,
                                                             const config::Settings& settings, Instant now, bool once);

struct RunnerMail {
  Instant now;
  RandomSource random;
  std::function<std::unique_ptr<mail::Transport>()> transport;
};

/// Mails the lines to `watchdog.mail`. What cannot leave now is kept and goes with the first call that succeeds, so
/// call it without lines, too. Errors: Unavailable, once for each set of lines.
[[nodiscard]] Result<void> mail_runner(store::Database& database, const config::Settings& settings,
                                       const std::vector<std::string>& lines, const RunnerMail& tools);

}  // namespace aggregator::deliver
