#include "page_feeds.h"

#include <algorithm>
#include <utility>

#include "aggregator/feed/html.h"

namespace aggregator::poll {

std::vector<FeedGroup> feeds_of_page(const Page& page, Places well_known) {
  Places posts, shown, comments;
  for (feed::FeedLink& link : feed::find_feed_links(page.html, page.url, page.link_header)) {
    Places& places = link.of_comments ? comments : link.is_shown ? shown : posts;
    const char* const reason = link.of_comments        ? "the page names no feed but those of comments"
                               : link.is_shown         ? "a link of the page leads there"
                               : link.in_page_language ? "the page names it for its own language"
                               : places.empty()        ? "the page names it first"
                                                       : "the page names it, and what it names before is no feed";
    places.push_back({std::move(link.url), std::move(link.title), reason});
  }
  if (posts.size() == 1) posts.front().reason = "the page names it";
  using enum PlaceKind;
  return {{Platform, feed::platform_feeds(page.url)},
          {Posts, std::move(posts)},
          {Shown, std::move(shown)},
          {WellKnown, std::move(well_known)},
          {Comments, std::move(comments)}};
}

bool names_feed(const std::vector<FeedGroup>& groups) {
  return std::ranges::any_of(
      groups, [](const FeedGroup& group) { return group.kind == PlaceKind::Posts && !group.places.empty(); });
}

}  // namespace aggregator::poll
