#include "page_feeds.h"

#include <utility>

#include "aggregator/feed/html.h"

namespace aggregator::poll {

std::vector<FeedGroup> feeds_of_page(std::string_view page_url, std::string_view html, Places well_known) {
  Places posts, comments;
  for (feed::FeedLink& link : feed::find_feed_links(html, page_url)) {
    Places& places = link.of_comments ? comments : posts;
    const char* const reason = link.of_comments ? "the page names no feed but those of comments"
                               : places.empty() ? "the page names it first"
                                                : "the page names it, and what it names before is no feed";
    places.push_back({std::move(link.url), std::move(link.title), reason});
  }
  if (posts.size() == 1) posts.front().reason = "the page names it";
  using enum PlaceKind;
  return {{Platform, feed::platform_feeds(page_url)},
          {Posts, std::move(posts)},
          {WellKnown, std::move(well_known)},
          {Comments, std::move(comments)}};
}

}  // namespace aggregator::poll
