// Lists of tags in one column: a JSON array of strings.
#pragma once

#include <string>
#include <vector>

namespace aggregator::store {

/// In the order given. The same list is always the same text, so that rows can be grouped and compared by it.
[[nodiscard]] std::string tags_text(const std::vector<std::string>& tags);

/// Throws soci::soci_error for what tags_text() did not write.
[[nodiscard]] std::vector<std::string> read_tags(const std::string& text);

}  // namespace aggregator::store
