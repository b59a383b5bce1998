// How much there is to read.
#pragma once

#include <cstddef>
#include <string_view>

namespace aggregator::feed {

struct TextSize {
  std::size_t words = 0;       ///< of scripts that write blanks between words or count otherwise
  std::size_t ideographs = 0;  ///< Chinese characters, kana and Hangul syllables, each counted for itself
};

/// `text` has its white space folded.
[[nodiscard]] TextSize measure(std::string_view text);

/// Minutes at 265 words or 500 ideographs a minute, rounded up; 0 without text. `text` has its white space folded.
[[nodiscard]] int reading_minutes(std::string_view text);

}  // namespace aggregator::feed
