// Percent-encoding (RFC 3986 section 2.1).
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "aggregator/base/ascii.h"

namespace aggregator {

/// The byte of a "%41" at the beginning of `text`, or -1.
[[nodiscard]] constexpr int percent_byte(std::string_view text) {
  if (text.size() < 3 || text[0] != '%') return -1;
  const int high = hex_value(text[1]), low = hex_value(text[2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

inline void append_percent(std::string& text, unsigned char byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  text += '%';
  text += kDigits[byte >> 4];
  text += kDigits[byte & 15];
}

[[nodiscard]] inline std::string percent_decoded(std::string_view text) {
  std::string decoded(text.substr(0, text.find('%')));
  text.remove_prefix(decoded.size());
  while (!text.empty()) {
    const int byte = percent_byte(text);
    decoded += byte < 0 ? text.front() : static_cast<char>(byte);
    text.remove_prefix(byte < 0 ? 1 : 3);
  }
  return decoded;
}

/// Bytes, by their value. A table because every byte of every link is looked up.
using ByteSet = std::array<bool, 256>;

/// The bytes that no URL holds (controls, blanks, beyond ASCII) and those of `also`.
[[nodiscard]] constexpr ByteSet bytes_to_encode(std::string_view also) {
  ByteSet set{};
  for (std::size_t byte = 0; byte < set.size(); ++byte) set[byte] = byte <= 0x20 || byte > 0x7e;
  for (const char c : also) set[static_cast<unsigned char>(c)] = true;
  return set;
}

/// `text` with the bytes of `set` encoded.
[[nodiscard]] inline std::string percent_encoded(std::string_view text, const ByteSet& set) {
  const auto must_be_encoded = [&](char c) { return set[static_cast<unsigned char>(c)]; };
  const auto first = std::ranges::find_if(text, must_be_encoded);
  std::string encoded(text.begin(), first);
  for (const char c : std::string_view(first, text.end())) {
    if (must_be_encoded(c))
      append_percent(encoded, static_cast<unsigned char>(c));
    else
      encoded += c;
  }
  return encoded;
}

}  // namespace aggregator
