// Looking for bytes in long texts, many at a time.
#pragma once

#include <cstddef>
#include <experimental/simd>
#include <string_view>

namespace aggregator {

/// As many bytes as the machine compares at once; portable, unlike intrinsics.
using Bytes = std::experimental::native_simd<unsigned char>;

/// The offset of the first byte from `at` on for which `is_wanted` holds, the size of `text` when there is none.
///
/// `is_wanted` is called with Bytes and with single bytes, so it is made of comparisons, && and ||. With a table of
/// 256 flags, byte by byte, it takes ten times as long.
template <typename IsWanted>
[[nodiscard]] std::size_t find_byte(std::string_view text, std::size_t at, IsWanted is_wanted) {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
  for (; at + Bytes::size() <= text.size(); at += Bytes::size()) {
    const auto wanted = is_wanted(Bytes(bytes + at, std::experimental::element_aligned));
    if (any_of(wanted)) return at + static_cast<std::size_t>(find_first_set(wanted));
  }
  while (at < text.size() && !is_wanted(bytes[at])) ++at;
  return at;
}

}  // namespace aggregator
