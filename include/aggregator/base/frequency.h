// How often a subscriber wants a digest.
#pragma once

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

}  // namespace aggregator
