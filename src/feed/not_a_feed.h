// In words, what a document is that is no feed.
#pragma once

#include <string>
#include <string_view>

namespace aggregator::feed {

/// "an HTML page", "a sitemap", "empty" …: what `text` is instead of a feed.
[[nodiscard]] std::string describe_document(std::string_view text);

}  // namespace aggregator::feed
