// What lists of feeds call the things that feeds.yaml has: its own word first, then those of others.
#pragma once

#include <array>
#include <string_view>

namespace aggregator::config {

inline constexpr auto kFeedKeys = std::to_array<std::string_view>({"url", "rss", "feed", "atom", "xmlUrl"});
inline constexpr auto kSiteKeys =
    std::to_array<std::string_view>({"site", "blog", "home", "htmlUrl", "homepage", "website"});
inline constexpr auto kTagKeys = std::to_array<std::string_view>({"tags", "tag", "category", "categories"});
inline constexpr auto kLanguageKeys = std::to_array<std::string_view>({"language", "lang"});

}  // namespace aggregator::config
