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

/// A page as it was answered.
struct Page {
  std::string_view url, html;
  std::string_view link_header{};  ///< http::Response::link
};

/// Where the feed of a page may be: a group of each kind, in the order in which they are to be tried. Which well-known
/// paths are tried is for the caller to say.
[[nodiscard]] std::vector<FeedGroup> feeds_of_page(const Page& page, Places well_known);

/// Whether the page itself says where its feed is.
[[nodiscard]] bool names_feed(const std::vector<FeedGroup>& groups);

}  // namespace aggregator::poll
