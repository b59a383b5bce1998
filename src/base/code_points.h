// Walking over the code points of UTF-8 text that may be broken.
#pragma once

#include <unicode/utf8.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "aggregator/base/code_point.h"

namespace aggregator {

inline constexpr UChar32 kReplacementCharacter = 0xfffd;

/// Calls `use(code point, its bytes)` for each code point; for an invalid sequence the code point is negative.
template <typename Use>
void for_each_code_point(std::string_view text, Use use) {
  for (std::size_t next = 0; next < text.size();) {
    const std::size_t start = next;
    const UChar32 code = next_code_point(text, next);
    use(code, text.substr(start, next - start));
  }
}

inline void append_code_point(std::string& text, UChar32 code) {
  char bytes[U8_MAX_LENGTH];
  std::size_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, code);
  text.append(bytes, size);
}

}  // namespace aggregator
