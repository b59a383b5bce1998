#include "aggregator/feed/feed_places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace aggregator::feed {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> urls_of(const std::vector<FeedPlace>& places) {
  std::vector<std::string> urls;
  for (const FeedPlace& place : places) urls.push_back(place.url);
  return urls;
}

TEST(PlatformFeeds, KnowsWhereAPlatformServesThem) {
  const std::pair<const char*, const char*> cases[] = {
      {"https://kiln.tistory.com", "https://kiln.tistory.com/rss"},
      {"http://kiln.tistory.com/entry/oven?category=3#top", "https://kiln.tistory.com/rss"},
      {"https://velog.io/@kiln", "https://v2.velog.io/rss/kiln"},
      {"https://velog.io/@kiln.k_1/an-oven", "https://v2.velog.io/rss/kiln.k_1"},
      {"https://www.velog.io/@kiln/posts", "https://v2.velog.io/rss/kiln"},
      {"https://blog.naver.com/kiln", "https://rss.blog.naver.com/kiln.xml"},
      {"https://m.blog.naver.com/kiln/221000000000", "https://rss.blog.naver.com/kiln.xml"},
      {"https://blog.naver.com/PostList.naver?from=x&blogId=kiln&categoryNo=1", "https://rss.blog.naver.com/kiln.xml"},
      {"https://medium.com/@kiln.k", "https://medium.com/feed/@kiln.k"},
      {"https://medium.com/@kiln/an-oven-0123456789ab", "https://medium.com/feed/@kiln"},
      {"https://medium.com/kiln-engineering", "https://medium.com/feed/kiln-engineering"},
      {"https://medium.com/tag/ovens", "https://medium.com/feed/tag/ovens"},
      {"https://kiln.medium.com/", "https://kiln.medium.com/feed"},
      {"https://www.youtube.com/channel/UC0123/videos", "https://www.youtube.com/feeds/videos.xml?channel_id=UC0123"},
      {"https://m.youtube.com/user/kiln", "https://www.youtube.com/feeds/videos.xml?user=kiln"},
      {"https://youtube.com/playlist?si=x&list=PL0123", "https://www.youtube.com/feeds/videos.xml?playlist_id=PL0123"},
      {"https://kiln.substack.com/p/an-oven", "https://kiln.substack.com/feed"},
      {"https://kiln.wordpress.com", "https://kiln.wordpress.com/feed/"},
      {"https://kiln.ghost.io/", "https://kiln.ghost.io/rss/"},
      {"http://kiln.blogspot.com/2026/", "https://kiln.blogspot.com/feeds/posts/default"},
      {"https://www.reddit.com/r/ovens/top/", "https://www.reddit.com/r/ovens/.rss"},
      {"https://old.reddit.com/r/ovens", "https://www.reddit.com/r/ovens/.rss"},
      {"https://www.reddit.com/user/kiln/", "https://www.reddit.com/user/kiln/.rss"},
      {"https://reddit.com/u/kiln", "https://www.reddit.com/user/kiln/.rss"},
      {"https://dev.to/kiln", "https://dev.to/feed/kiln"},
      {"https://kiln.hashnode.dev/an-oven", "https://kiln.hashnode.dev/rss.xml"},
  };
  for (const auto& [page, feed] : cases) {
    SCOPED_TRACE(page);
    EXPECT_THAT(urls_of(platform_feeds(page)), ElementsAre(feed));
  }
}

TEST(PlatformFeeds, PutsTheFeedOfThePageBeforeOthersOfTheRepository) {
  const std::string repository = "https://github.com/kiln/oven";
  EXPECT_THAT(urls_of(platform_feeds(repository)),
              ElementsAre(repository + "/releases.atom", repository + "/tags.atom", repository + "/commits.atom"));
  EXPECT_THAT(urls_of(platform_feeds(repository + "/releases/tag/v1")),
              ElementsAre(repository + "/releases.atom", repository + "/tags.atom", repository + "/commits.atom"));
  EXPECT_THAT(urls_of(platform_feeds(repository + "/tags")),
              ElementsAre(repository + "/tags.atom", repository + "/releases.atom"));
  EXPECT_THAT(urls_of(platform_feeds(repository + "/commits/main/src")),
              ElementsAre(repository + "/commits.atom", repository + "/releases.atom"));
}

TEST(PlatformFeeds, SaysWhyInWords) {
  EXPECT_EQ(platform_feeds("https://kiln.tistory.com/").front().reason, "Tistory serves the feed there");
  const auto of_github = platform_feeds("https://github.com/kiln/oven");
  EXPECT_EQ(of_github.front().reason, "GitHub serves releases there");
  EXPECT_EQ(of_github.back().title, "commits");
}

TEST(PlatformFeeds, KnowsNothingOfOtherPages) {
  for (const char* page : {
           "",
           "no URL",
           "ftp://kiln.tistory.com/",
           "https://kiln.example/",
           "https://tistory.com/",
           "https://www.tistory.com/",
           "https://nottistory.com/",
           "https://kiln.tistory.com.example/",
           "https://kiln.tistory.com:8443/",
           "https://velog.io/",
           "https://velog.io/@",
           "https://velog.io/kiln",
           "https://velog.io/tags/@kiln",
           "https://blog.naver.com/",
           "https://blog.naver.com/?blogId=",
           "https://medium.com/",
           "https://www.youtube.com/@kiln",  // the page names it
           "https://www.youtube.com/watch?v=x&list=PL0123",
           "https://www.youtube.com/playlist?playlist=x",
           "https://github.com/kiln",
           "https://kiln.github.io/",
           "https://brunch.co.kr/@kiln",
           "https://www.reddit.com/r/",
           "https://mastodon.example/@kiln",
       }) {
    SCOPED_TRACE(page);
    EXPECT_THAT(urls_of(platform_feeds(page)), IsEmpty());
  }
}

TEST(PlatformFeeds, KeepsWhatAPageSaysInsideThePlatform) {
  EXPECT_THAT(urls_of(platform_feeds("https://blog.naver.com/a%2F..%2Fb")),
              ElementsAre("https://rss.blog.naver.com/a%2F..%2Fb.xml"));
  EXPECT_THAT(urls_of(platform_feeds("https://blog.naver.com/PostList.naver?blogId=../a`/b")),
              ElementsAre("https://rss.blog.naver.com/a%60/b.xml"));
  EXPECT_THAT(urls_of(platform_feeds("https://velog.io/@$1$h")), ElementsAre("https://v2.velog.io/rss/$1$h"));
}

TEST(WellKnownFeeds, AreInTheOrderOfHowCommonTheyAre) {
  EXPECT_THAT(urls_of(well_known_feeds("https://kiln.example:8443/index.html?page=2#top")),
              ElementsAre("https://kiln.example:8443/feed.xml", "https://kiln.example:8443/rss.xml",
                          "https://kiln.example:8443/feed", "https://kiln.example:8443/atom.xml",
                          "https://kiln.example:8443/rss", "https://kiln.example:8443/index.xml",
                          "https://kiln.example:8443/?feed=rss2", "https://kiln.example:8443/rss2.xml",
                          "https://kiln.example:8443/feeds/posts/default"));
}

TEST(WellKnownFeeds, AreInThePagesOwnFolderThenInTheFirstAndInTheRoot) {
  const auto paths = [](const std::string& page) {
    std::vector<std::string> found;
    for (const FeedPlace& place : well_known_feeds("https://kiln.example" + page)) {
      found.push_back(place.url.substr(std::string_view("https://kiln.example").size()));
    }
    return found;
  };
  for (const char* page : {"/en/blog", "/en/blog/", "/en/blog/an-oven.html", "/en/blog/rss/all"}) {
    SCOPED_TRACE(page);
    EXPECT_THAT(paths(page), ElementsAre("/en/blog/feed.xml", "/en/blog/rss.xml", "/en/blog/feed", "/en/blog/atom.xml",
                                         "/en/feed.xml", "/feed.xml", "/en/blog/rss", "/en/rss.xml", "/rss.xml",
                                         "/en/blog/index.xml", "/en/feed", "/feed", "/en/blog/?feed=rss2",
                                         "/en/atom.xml", "/atom.xml"));
  }
  for (const char* page : {"/~kiln", "/~kiln/", "/~kiln/an-oven.html"}) {
    SCOPED_TRACE(page);
    EXPECT_THAT(paths(page),
                ElementsAre("/~kiln/feed.xml", "/~kiln/rss.xml", "/~kiln/feed", "/~kiln/atom.xml", "/feed.xml",
                            "/~kiln/rss", "/rss.xml", "/~kiln/index.xml", "/feed", "/~kiln/?feed=rss2", "/atom.xml",
                            "/~kiln/rss2.xml", "/rss", "/~kiln/feeds/posts/default", "/index.xml"));
  }
}

TEST(WellKnownFeeds, AreNotBelowWhatIsNamedLikeAFeedItself) {
  for (const char* page :
       {"https://kiln.example/RSS", "https://kiln.example/feed/all", "https://kiln.example/old.xml"}) {
    SCOPED_TRACE(page);
    EXPECT_EQ(well_known_feeds(page).size(), 9u);
  }
}

TEST(WellKnownFeeds, AreOfTheWebOnly) {
  for (const char* page : {"", "no URL", "mailto:kiln@kiln.example"}) {
    EXPECT_THAT(well_known_feeds(page), IsEmpty());
    EXPECT_THAT(own_folder_feeds(page), IsEmpty());
  }
}

TEST(OwnFolderFeeds, AreInNoFolderAbove) {
  EXPECT_THAT(urls_of(own_folder_feeds("https://kiln.example/en/blog/")),
              ElementsAre("https://kiln.example/en/blog/feed.xml", "https://kiln.example/en/blog/rss.xml",
                          "https://kiln.example/en/blog/feed", "https://kiln.example/en/blog/atom.xml",
                          "https://kiln.example/en/blog/rss", "https://kiln.example/en/blog/index.xml",
                          "https://kiln.example/en/blog/?feed=rss2", "https://kiln.example/en/blog/rss2.xml",
                          "https://kiln.example/en/blog/feeds/posts/default"));
}

TEST(WellKnownFeeds, SayWhichPathItWas) {
  EXPECT_EQ(well_known_feeds("https://kiln.example/blog/").front().reason, "at the well-known path /blog/feed.xml");
}

TEST(IsNamedLikeFeed, TellsFeedsFromPages) {
  for (const char* feed :
       {"https://kiln.example/feed", "https://kiln.example/feed/", "https://medium.com/feed/@kiln",
        "https://kiln.example/RSS", "https://v2.velog.io/rss/kiln", "https://kiln.example/news/index.xml",
        "https://github.com/kiln/oven/commits/main.atom", "https://www.reddit.com/r/ovens/.rss",
        "https://kiln.example/?lang=ko&feed=rss2", "https://kiln.blogspot.com/feeds/posts/default/-/ovens"}) {
    EXPECT_TRUE(is_named_like_feed(feed)) << feed;
  }
  for (const char* page : {"", "no URL", "https://feed.example/", "https://kiln.example/feedback",
                           "https://kiln.example/about-rss.html", "https://kiln.example/?topic=feed#/rss"}) {
    EXPECT_FALSE(is_named_like_feed(page)) << page;
  }
}

TEST(IsNamedLikeComments, LooksAtThePathOnly) {
  for (const char* feed : {"https://kiln.example/comments/feed/", "https://kiln.example/feeds/Comments/default"}) {
    EXPECT_TRUE(is_named_like_comments(feed)) << feed;
  }
  for (const char* feed : {"no URL", "https://comments.example/feed", "https://kiln.example/feed?comments=no"}) {
    EXPECT_FALSE(is_named_like_comments(feed)) << feed;
  }
}

TEST(PageOfFeed, IsTheFolderThatTheFeedLiesIn) {
  const std::pair<const char*, const char*> cases[] = {
      {"https://h.example/feed.xml", "https://h.example/"},
      {"https://h.example/blog/feed/", "https://h.example/blog/"},
      {"https://h.example:8080/en/blog/index.xml?x", ""},
      {"https://h.example:8080/en/blog/index.xml", "https://h.example:8080/en/blog/"},
      {"https://h.example/?feed=rss2", "https://h.example/"},
      {"https://h.example/feed/atom", "https://h.example/"},
      {"https://velog.io/@x/rss", "https://velog.io/@x/"},
      // Whose feed it is comes last.
      {"https://medium.com/feed/@x", ""},
      {"https://www.youtube.com/feeds/videos.xml?channel_id=x", ""},
      {"no address", ""},
  };
  for (const auto& [feed, page] : cases) EXPECT_EQ(page_of_feed(feed), page) << feed;
}

}  // namespace
}  // namespace aggregator::feed
