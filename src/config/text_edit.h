// Changes of a text, made and shown.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace aggregator::config {

/// The bytes [begin, end) become `text`.
struct TextEdit {
  std::size_t begin, end;
  std::string text;
};

/// `text` with the edits made, which are in the order of their places and do not overlap.
[[nodiscard]] std::string apply_edits(std::string_view text, const std::vector<TextEdit>& edits);

/// The same edits as a unified diff of the file `name` with three lines of context; empty when there are none.
[[nodiscard]] std::string unified_diff(std::string_view text, const std::vector<TextEdit>& edits,
                                       std::string_view name);

}  // namespace aggregator::config
