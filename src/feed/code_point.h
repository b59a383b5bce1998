// Reading UTF-8 code point by code point.
#pragma once

#include <unicode/utf8.h>

#include <cstddef>
#include <string_view>

namespace aggregator::feed {

/// The code point at `at`, which moves behind it; negative for an invalid sequence.
[[nodiscard]] inline UChar32 next_code_point(std::string_view text, std::size_t& at) {
  UChar32 code = 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"  // inside ICU's macro
  U8_NEXT(text.data(), at, text.size(), code);
#pragma GCC diagnostic pop
  return code;
}

/// The first `size` bytes of `text` at most, without the sequence that would be cut.
[[nodiscard]] inline std::string_view first_bytes(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && U8_IS_TRAIL(text[size])) --size;
  return text.substr(0, size);
}

}  // namespace aggregator::feed
