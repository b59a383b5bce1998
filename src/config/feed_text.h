// One feed as YAML text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "aggregator/config/feed_list.h"

namespace aggregator::config {

/// How the entries of a list are laid out.
struct EntryStyle {
  std::size_t indent = 2;  ///< columns before the dash
  std::size_t gap = 1;     ///< blanks behind it
  bool in_braces = false;  ///< `- {url: …}` instead of a key a line
  bool apart = false;      ///< an empty line before each entry
  std::string line_break = "\n";
};

/// The lines of one entry, each with its line break.
[[nodiscard]] std::string entry_lines(const ListedFeed& feed, const EntryStyle& style);

/// `{url: …, title: …}`.
[[nodiscard]] std::string entry_in_braces(const ListedFeed& feed);

}  // namespace aggregator::config
