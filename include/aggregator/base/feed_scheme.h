// The scheme "feed", by which buttons of old browsers had programs subscribe.
#pragma once

#include <string>
#include <string_view>

namespace aggregator {

/// feed://example.org/rss as http://example.org/rss, feed:https://example.org/rss as https://example.org/rss; any other
/// reference without the white space around it.
[[nodiscard]] std::string without_feed_scheme(std::string_view url);

}  // namespace aggregator
