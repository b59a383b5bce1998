// The text part laid out for a terminal: lines wrapped by their width in columns.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace aggregator::digest {

/// Columns of the text part.
inline constexpr std::size_t kTextColumns = 72;

/// `text` with each line wrapped to `columns` by display width. Continuations are indented as the line is, and behind
/// its "[12] " where it begins with one. Lines break at blanks and between ideographs; Korean words stay whole; a word
/// wider than a line is broken between characters, but never a link, nor a placeholder, which is reckoned at 32
/// columns and ends its row, but for a particle behind it, so that the rows that follow are the same whatever is put
/// in.
[[nodiscard]] std::string wrap_text(std::string_view text, std::size_t columns = kTextColumns);

}  // namespace aggregator::digest
