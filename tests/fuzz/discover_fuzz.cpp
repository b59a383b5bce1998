// Feeds that a page names: the page's URL in a line, then its HTML.
#include "aggregator/feed/html.h"
#include "target.h"

namespace aggregator::fuzz {

void try_input(std::string_view input) {
  constexpr std::size_t kMaxLinks = 20;
  const std::string_view page_url = take_line(input);
  const auto links = feed::find_feed_links(input, page_url);
  require(links.size() <= kMaxLinks, "there are at most 20 links");
  for (const feed::FeedLink& link : links) {
    require(!link.url.empty(), "a link leads somewhere");
    require_web_url(link.url, "a feed's address");
    require_line(link.title, "a feed's title");
  }
}

}  // namespace aggregator::fuzz
