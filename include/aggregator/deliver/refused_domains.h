// What waits because its server refused it for good, as it refuses in mass.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/store/database.h"

namespace aggregator::deliver {

struct RefusedDomain {
  std::string domain;        ///< of the recipients
  std::int64_t waiting = 0;  ///< deliveries
  Instant since, until;      ///< when the first of them was refused first, and when the last of them is given up
  std::string reason;        ///< the server's words about one of them
};

/// By domain, those for which most wait first. Errors: those of the store.
[[nodiscard]] Result<std::vector<RefusedDomain>> refused_domains(store::Database& database);

}  // namespace aggregator::deliver
