// Who has refused readers in mass of late, by what came back.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/store/database.h"

namespace aggregator::deliver {

struct RefusingDomain {
  std::string domain;         ///< of the recipients
  std::int64_t refused = 0;   ///< messages to readers who are active still, at once or by a report
  std::int64_t answered = 0;  ///< with those that were taken
  std::int64_t about_us = 0;  ///< of those refused, for what was sent or who sent it
  std::string reason;         ///< the server's words about one of them
};

/// Those that refused more than 10 messages and more than one in twenty of what was sent or failed after `since`, the
/// largest first: a report of an older message counts no more than that message. Errors: those of the store.
[[nodiscard]] Result<std::vector<RefusingDomain>> refusing_domains(store::Database& database, Instant since);

}  // namespace aggregator::deliver
