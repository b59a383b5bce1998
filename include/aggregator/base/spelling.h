// Which known word a misspelt one was meant to be.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace aggregator {

/// How many letters must be changed, added, dropped or swapped with their neighbour to make `b` of `a`.
[[nodiscard]] std::size_t spelling_distance(std::string_view a, std::string_view b);

/// The one of `known` that `word` most likely was meant to be; nothing when none is near: one slip in a short word, two
/// in a longer one.
[[nodiscard]] std::optional<std::string_view> nearest_word(std::string_view word,
                                                           std::span<const std::string_view> known);

}  // namespace aggregator
