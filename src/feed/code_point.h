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

}  // namespace aggregator::feed
