// What a run of the courier came to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aggregator/base/time.h"

namespace aggregator::deliver {

/// Messages that were refused for good in one run in such numbers that it is rather about the server, or about us:
/// nobody is suspended for them. Those that were refused for our sender are deferred, as what is put off is.
struct MassRefusal {
  std::string domain;                      ///< of the recipients; empty: of all kinds of domains
  std::int64_t refused = 0, answered = 0;  ///< in the run
  std::int64_t waiting = 0;                ///< those that are tried again, with those of earlier runs
  bool is_about_us = false;                ///< by what the server says of most of them
  std::string reason;                      ///< its words about one of them
  Instant until;                           ///< when the last of those that wait is given up
};

struct SendSummary {
  std::int64_t sent = 0, deferred = 0, failed = 0;
  std::int64_t suspended = 0;              ///< subscribers, for what was refused in the run
  std::vector<MassRefusal> mass_refusals;  ///< those that the run found; the largest, 20 at most
  std::int64_t left = 0;                   ///< still queued or deferred after the run
  std::int64_t due = 0;                    ///< when the run began
  std::optional<Instant> next_due;         ///< when the first of those that are left may be tried, by mail.quota too
  std::optional<Instant> quota_until;      ///< mail.quota is used up until then; the rest waits
  bool is_waiting = false;                 ///< now, until then
  bool has_waited = false;                 ///< in the run
  bool is_stopped = false;                 ///< by CourierTools::is_stopped
  std::string unreachable;  ///< why no connection could be made at all, in words; empty: one could, or none was needed
};

}  // namespace aggregator::deliver
