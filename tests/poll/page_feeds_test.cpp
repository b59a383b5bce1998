#include "page_feeds.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace aggregator::poll {
using testing::ElementsAre;

TEST(FeedsOfPage, AreThePlatformsThenThoseThatThePageNamesThenGuessesAndThoseOfCommentsLast) {
  std::vector<std::string> lines;
  const Page page{
      "https://kiln.tistory.com/",
      "<link rel=feed href=/comments/feed><link rel=feed href=/a><link rel=feed href=/b><a href=/c.rss>c</a>",
      "</d>; rel=feed"};
  for (const FeedGroup& group : feeds_of_page(page, {{"https://kiln.tistory.com/feed.xml", "", "a guess"}})) {
    for (const feed::FeedPlace& place : group.places) lines.push_back(place.url + " " + place.reason);
  }
  EXPECT_THAT(lines,
              ElementsAre("https://kiln.tistory.com/rss Tistory serves the feed there",
                          "https://kiln.tistory.com/a the page names it first",
                          "https://kiln.tistory.com/b the page names it, and what it names before is no feed",
                          "https://kiln.tistory.com/d the page names it, and what it names before is no feed",
                          "https://kiln.tistory.com/c.rss a link of the page leads there",
                          "https://kiln.tistory.com/feed.xml a guess",
                          "https://kiln.tistory.com/comments/feed the page names no feed but those of comments"));
}

}  // namespace aggregator::poll
