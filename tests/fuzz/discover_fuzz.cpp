// Feeds that a page names, and where else its feed may be: the page's URL in a line, then its HTML.
#include "aggregator/feed/feed_places.h"
#include "aggregator/feed/html.h"
#include "target.h"

namespace aggregator::fuzz {
namespace {

void check(const std::vector<feed::FeedPlace>& places, std::size_t most) {
  require(places.size() <= most, "a page has few places");
  for (const feed::FeedPlace& place : places) {
    require(!place.url.empty(), "a place is somewhere");
    require_web_url(place.url, "a place's address");
    require_message(place.reason, "a place's reason");
  }
}

}  // namespace

void try_input(std::string_view input) {
  constexpr std::size_t kMaxLinks = 20;
  const std::string_view page_url = take_line(input);
  const auto links = feed::find_feed_links(input, page_url, input.substr(0, 4096));
  require(links.size() <= kMaxLinks, "there are at most 20 links");
  for (const feed::FeedLink& link : links) {
    require(!link.url.empty(), "a link leads somewhere");
    require_web_url(link.url, "a feed's address");
    require_line(link.title, "a feed's title");
  }
  const std::string target = feed::refresh_target(input, page_url);
  if (!target.empty()) require_web_url(target, "where a page sends its readers");
  check(feed::platform_feeds(page_url), 3);
  check(feed::well_known_feeds(page_url), 15);
  check(feed::own_folder_feeds(page_url), 9);
}

}  // namespace aggregator::fuzz
