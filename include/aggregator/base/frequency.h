// How often a subscriber wants a digest, and on which day.
#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <string_view>

namespace aggregator {

enum class Frequency { Instant, Daily, Weekly };

[[nodiscard]] constexpr std::string_view name_of(Frequency frequency) {
  switch (frequency) {
    case Frequency::Instant:
      return "instant";
    case Frequency::Daily:
      return "daily";
    case Frequency::Weekly:
      return "weekly";
  }
  return "daily";
}

[[nodiscard]] constexpr std::optional<Frequency> frequency_named(std::string_view name) {
  for (const Frequency frequency : {Frequency::Instant, Frequency::Daily, Frequency::Weekly}) {
    if (name == name_of(frequency)) return frequency;
  }
  return std::nullopt;
}

inline constexpr std::string_view kWeekdays[] = {"sunday",   "monday", "tuesday", "wednesday",
                                                 "thursday", "friday", "saturday"};

/// "mon" for 1; Sunday is 0.
[[nodiscard]] constexpr std::string_view name_of_weekday(int weekday) {
  return kWeekdays[static_cast<std::size_t>(weekday) % std::size(kWeekdays)].substr(0, 3);
}

/// The day with this name, whole or its first three letters, in small letters.
[[nodiscard]] constexpr std::optional<int> weekday_named(std::string_view name) {
  for (int day = 0; day < static_cast<int>(std::size(kWeekdays)); ++day) {
    if (name == kWeekdays[day] || name == name_of_weekday(day)) return day;
  }
  return std::nullopt;
}

}  // namespace aggregator
