// Reading UTF-8 that may be broken code point by code point.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace aggregator {

/// next_code_point() of what is no ASCII.
[[nodiscard]] std::int32_t next_wide_code_point(std::string_view text, std::size_t& at);

/// The code point at `at`, which moves behind it; negative for an invalid sequence.
[[nodiscard]] inline std::int32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte >= 0x80) return next_wide_code_point(text, at);
  ++at;
  return byte;
}

}  // namespace aggregator
