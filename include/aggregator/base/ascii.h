// ASCII characters, whatever the locale.
#pragma once

#include <algorithm>
#include <string_view>

namespace aggregator {

[[nodiscard]] constexpr bool is_ascii_digit(char c) { return '0' <= c && c <= '9'; }
[[nodiscard]] constexpr char lower_ascii(char c) { return 'A' <= c && c <= 'Z' ? static_cast<char>(c + 32) : c; }
[[nodiscard]] constexpr bool is_ascii_letter(char c) { return 'a' <= lower_ascii(c) && lower_ascii(c) <= 'z'; }
[[nodiscard]] constexpr bool is_ascii_alphanumeric(char c) { return is_ascii_letter(c) || is_ascii_digit(c); }
[[nodiscard]] constexpr bool is_ascii_space(char c) { return c == ' ' || ('\t' <= c && c <= '\r'); }

[[nodiscard]] constexpr bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// -1 for what is no hexadecimal digit.
[[nodiscard]] constexpr int hex_value(char c) {
  if (is_ascii_digit(c)) return c - '0';
  const char lower = lower_ascii(c);
  return 'a' <= lower && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace aggregator
