// From the numbers of a date to a day of the calendar: which of them is the year, the month, the day.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aggregator::feed {

/// A number that may be year, month or day, as it was written.
struct DatePart {
  std::string digits;
  int value;
  char separator;  ///< the sign before it, ' ' when there is none
};

struct DateParts {
  std::vector<DatePart> unnamed;
  std::optional<int> year, month, day;  ///< what was said in words or marked, as 5월 is
  bool has_clock = false;               ///< a time of day was given too
};

/// The number in `digits`, -1 when it is too long for one.
[[nodiscard]] int date_number(std::string_view digits);

/// Two digits as RFC 5322 section 4.3 reads them.
[[nodiscard]] int full_year(int year, std::size_t digits);

/// The day that the parts mean; nothing when they mean none. Days that no calendar has come back as not ok().
[[nodiscard]] std::optional<std::chrono::year_month_day> calendar_date(const DateParts& parts);

}  // namespace aggregator::feed
