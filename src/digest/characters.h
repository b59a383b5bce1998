// The characters of UTF-8 text; broken bytes give negative ones.
#pragma once

#include <unicode/utf8.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace aggregator::digest {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"  // inside ICU's macros

/// The character that begins at `at`, which moves behind it.
[[nodiscard]] inline UChar32 next_character(std::string_view text, std::size_t& at) {
  UChar32 code = 0;
  U8_NEXT(text.data(), at, text.size(), code);
  return code;
}

/// The character that ends before `at`; 0 at the beginning.
[[nodiscard]] inline UChar32 character_before(std::string_view text, std::size_t at) {
  if (at == 0) return 0;
  auto begin = static_cast<std::int32_t>(at);
  UChar32 code = 0;
  U8_PREV(text.data(), 0, begin, code);
  return code;
}

#pragma GCC diagnostic pop

/// The character that begins at `at`; 0 at the end.
[[nodiscard]] inline UChar32 character_at(std::string_view text, std::size_t at) {
  return at < text.size() ? next_character(text, at) : 0;
}

/// Calls `visit` with each character and its bytes.
template <typename Visit>
void for_each_character(std::string_view text, Visit visit) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const UChar32 code = next_character(text, at);
    visit(code, text.substr(begin, at - begin));
  }
}

}  // namespace aggregator::digest
