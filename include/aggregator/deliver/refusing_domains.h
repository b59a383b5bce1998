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
  std::int64_t refused = 0;   ///< messages, at once or by a report
  std::int64_t answered = 0;  ///< with those that were taken
  std::int64_t about_us = 0;  ///< of those refused, for what was sent or who sent it
  std::string reason;         ///< the server's words about one of them
};

/// Those of which more than 10 messages and more than one in twenty came back after `since`, the largest first. Errors:
/// those of the store.
[[nodiscard]] Result<std::vector<RefusingDomain>> refusing_domains(store::Database& database, Instant since);

}  // namespace aggregator::deliver
