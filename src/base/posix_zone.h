// The rule that a zone file ends in: how its clocks go on for ever (POSIX.1-2017 section 8.3 with RFC 8536's hours).
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "aggregator/base/time.h"

namespace aggregator {

/// From `at` on the clocks are `offset` ahead of UTC.
struct ZoneChange {
  Instant at;
  std::chrono::seconds offset{0};
};

/// One of the two changes of every year.
struct YearlyChange {
  enum class Kind { Weekday, DayOfYear, DayWithoutLeap };
  Kind kind = Kind::Weekday;
  int month = 1, week = 1, day = 0;                   ///< Weekday: week 5 is the last one; else `day` alone counts
  std::chrono::seconds time = std::chrono::hours(2);  ///< since local midnight, -167 to 167 hours
};

struct PosixZone {
  std::chrono::seconds standard{0};
  std::optional<std::chrono::seconds> summer;
  YearlyChange begin, end;  ///< of summer time, each by the clock that is left behind

  /// Both changes of the year in their order; none without summer time.
  [[nodiscard]] std::vector<ZoneChange> changes_in(std::chrono::year year) const;
};

/// "EST5EDT,M3.2.0,M11.1.0", "<+0330>-3:30". Nothing for what is not of that form.
[[nodiscard]] std::optional<PosixZone> parse_posix_zone(std::string_view text);

}  // namespace aggregator
