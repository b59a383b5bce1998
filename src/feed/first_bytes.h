// Cutting UTF-8 between code points.
#pragma once

#include <unicode/utf8.h>

#include <cstddef>
#include <string_view>

namespace aggregator::feed {

/// The first `size` bytes of `text` at most, without the sequence that would be cut.
[[nodiscard]] inline std::string_view first_bytes(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && U8_IS_TRAIL(text[size])) --size;
  return text.substr(0, size);
}

}  // namespace aggregator::feed
