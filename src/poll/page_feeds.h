// The order in which the feed of a page is looked for.
#pragma once

#include <string_view>
#include <vector>

#include "aggregator/poll/find_feed.h"

namespace aggregator::poll {

/// Places of one kind, the likely ones first.
struct FeedGroup {
  PlaceKind kind;
  Places places;
};

/// Where the feed of the page at `page_url`, which is `html`, may be: a group of each kind, in the order in which they
/// are to be tried. Which well-known paths are tried is for the caller to say.
[[nodiscard]] std::vector<FeedGroup> feeds_of_page(std::string_view page_url, std::string_view html, Places well_known);

}  // namespace aggregator::poll
