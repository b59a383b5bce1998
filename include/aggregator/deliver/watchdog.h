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
/// (greylisting) and those that failed, or wait though they were refused, count when they are half of ten or more, the
/// latter two also when they are all. What mail.quota holds back, once it is used up, is none of these. Errors of all:
/// those of the store.
[[nodiscard]] Result<std::vector<std::string>> late_editions(store::Database& database,
                                                             const config::Settings& settings, Instant now);

/// The same of those that nothing was said of yet, and where to look for the cause. That it is said is noted and the
/// lines are kept for mail_runner() in one transaction, so that a process that dies before the mail is out does not
/// leave the runner without it.
[[nodiscard]] Result<std::vector<std::string>> tell_late_editions(store::Database& database,
                                                                  const config::Settings& settings, Instant now);

/// One line for each hour of which something is not even made `watchdog.after` later, for `reason`, and that nothing
/// was said of yet. Noted and kept as those of tell_late_editions().
[[nodiscard]] Result<std::vector<std::string>> tell_unmade_digests(store::Database& database,
                                                                   const config::Settings& settings, Instant now,
                                                                   const std::string& reason);

/// Keeps a line for mail_runner(). Call it in a transaction: other runs may keep some, too.
[[nodiscard]] Result<void> keep_for_runner(store::Database& database, const config::Settings& settings,
                                           const std::string& line);

struct RunnerMail {
  Instant now;
  RandomSource random;
  std::function<std::unique_ptr<mail::Transport>()> transport;
};

/// Mails the lines that are kept to `watchdog.mail`. What cannot leave now stays kept, so call it without news, too.
/// Errors: Unavailable, when it could not; those of the store.
[[nodiscard]] Result<void> mail_runner(store::Database& database, const config::Settings& settings,
                                       const RunnerMail& tools);

}  // namespace aggregator::deliver
