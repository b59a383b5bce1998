// The few lines that make a reader open a post, cut out of its text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace aggregator::feed {

/// `text` (white space folded) without what platforms put at its end: "The post X appeared first on Y.", "Continue
/// reading X", "[…]".
[[nodiscard]] std::string without_boilerplate(std::string_view text);

/// Whether `text` was cut off by whoever wrote the feed: it ends in "…", "[...]" or an invitation to read on.
[[nodiscard]] bool ends_abruptly(std::string_view text);

/// At most `max_characters` characters of `text` (white space folded): all of it, else up to the end of a sentence when
/// one ends in the last third, else up to the end of a word, with "…". Knows sentences of Korean, Japanese and Chinese.
[[nodiscard]] std::string teaser_of(std::string_view text, std::size_t max_characters);

}  // namespace aggregator::feed
