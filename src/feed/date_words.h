// The words of dates: months in the languages of feeds, zones, halves of the day.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace aggregator::feed {

/// 1 to 12 for the name of a month or the beginning of one, at least three letters, in any of some twenty languages.
[[nodiscard]] std::optional<int> month_of(std::string_view word);

/// What clocks in the zone are ahead of UTC, for abbreviations such as "EST" and "KST". Of ambiguous ones the American
/// meaning counts (RFC 822 section 5.1). The military letters say nothing reliable (RFC 5322 section 4.3): UTC.
[[nodiscard]] std::optional<std::chrono::minutes> zone_offset(std::string_view word);

enum class HalfDay { Morning, Afternoon };
[[nodiscard]] std::optional<HalfDay> half_day_of(std::string_view word);

/// Whether the word is written in Hangul, which tells where a date without zone comes from.
[[nodiscard]] bool is_hangul(std::string_view word);

/// What a word right after a number makes of it, as 년, 月 or 시 do.
enum class Unit { Year, Month, Day, Hour, Minute, Second };
[[nodiscard]] std::optional<Unit> unit_of(std::string_view word);

}  // namespace aggregator::feed
