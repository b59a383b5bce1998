// Text and links of strangers, made fit to be shown: one line, of bounded size, unable to disturb what stands around.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace aggregator::digest {

/// `text` as one line of at most `max_characters` characters and eight bytes a character. Control characters (so nobody
/// can write a placeholder), marks that turn the direction of what follows (isolates and overrides), and U+FFFD, which
/// tells readers nothing, are left out; so are marks that a letter has beyond what any living script piles up.
[[nodiscard]] std::string shown_line(std::string_view text, std::size_t max_characters);

/// `link` when it is an absolute http(s) URL of a size that a mail can carry; else empty.
[[nodiscard]] std::string shown_link(std::string_view link);

/// The beginning of `text` in at most `max_columns`, ending with a sentence where that keeps most of it, else with a
/// word and "…".
[[nodiscard]] std::string teaser(std::string_view text, std::size_t max_columns);

/// `title` in at most `max_columns`: without its subtitle where that is enough, else cut between words, or between
/// characters, and "…".
[[nodiscard]] std::string short_title(std::string_view title, std::size_t max_columns);

/// What a text is written in decides where its lines may break.
struct Scripts {
  std::size_t hangul = 0;      ///< characters
  std::size_t ideographs = 0;  ///< Han and kana, characters
  std::size_t words = 0;       ///< of other scripts
};
[[nodiscard]] Scripts scripts_of(std::string_view text);

}  // namespace aggregator::digest
