// UTF-8 text: repairing, folding, cutting, measuring. Nothing here fails; bytes that are no UTF-8 become U+FFFD.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace aggregator {

/// What some editors and spreadsheets put before UTF-8 text.
inline constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// `text` as valid UTF-8 (invalid sequences become U+FFFD) without control characters other than tab and line feed,
/// and without noncharacters.
[[nodiscard]] std::string clean_utf8(std::string_view text);

/// Whether clean_utf8() would change nothing.
[[nodiscard]] bool is_clean_utf8(std::string_view text);

/// One line: runs of white space (Unicode White_Space) become one blank, none at the ends; control characters,
/// overrides of direction (U+202A to U+202E) and hints for line breaks (soft hyphens, zero-width spaces) are dropped.
[[nodiscard]] std::string fold_white_space(std::string_view text);

/// Appends `text` to `folded`, so that piece by piece the same line grows; a blank at its end is left to take away.
void append_folded(std::string& folded, std::string_view text);

/// At most `max_characters` characters as a reader counts them (grapheme clusters), ending in "…" when cut.
[[nodiscard]] std::string cut_text(std::string_view text, std::size_t max_characters);

/// Columns in a fixed-width terminal: East Asian wide characters and emoji count two, combining marks none.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// The longest beginning of `text` that is at most `max_columns` wide and ends between grapheme clusters.
[[nodiscard]] std::string_view cut_to_width(std::string_view text, std::size_t max_columns);

/// Case-folded for comparison (Unicode simple folding after NFKC).
[[nodiscard]] std::string fold_case(std::string_view text);

[[nodiscard]] std::string_view trim(std::string_view text);  ///< ASCII white space off both ends
[[nodiscard]] std::string lower_ascii(std::string_view text);
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);  ///< ASCII letters only
[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);

/// Whether `text` is laid out as a language tag (RFC 5646 section 2.1): "ko", "en-GB". Nothing else may stand in an
/// attribute or a header.
[[nodiscard]] bool is_language_tag(std::string_view text);

/// `text` fit to stand in HTML, between tags and in attributes.
[[nodiscard]] std::string escape_html(std::string_view text);

/// `text` between double quotes for an error message: one line, control characters escaped, at most 80 characters.
[[nodiscard]] std::string quote(std::string_view text);

}  // namespace aggregator
