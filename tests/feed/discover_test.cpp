#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "aggregator/feed/html.h"

namespace aggregator::feed {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> urls_in(std::string_view html) {
  std::vector<std::string> urls;
  for (const FeedLink& link : find_feed_links(html, "https://blog.example/about/")) urls.push_back(link.url);
  return urls;
}

TEST(FindFeedLinks, ReadsUrlTitleAndType) {
  const auto links = find_feed_links(
      "<!doctype html><html><head><link rel=\"alternate\" type=\"application/rss+xml\" title=\" My  blog \" "
      "href=\"/feed.xml\">",
      "https://blog.example/");
  ASSERT_THAT(links, SizeIs(1));
  EXPECT_EQ(links[0].url, "https://blog.example/feed.xml");
  EXPECT_EQ(links[0].title, "My blog");
  EXPECT_EQ(links[0].type, "application/rss+xml");
}

TEST(FindFeedLinks, LeavesLoginsOut) {
  EXPECT_THAT(urls_in("<link rel=feed href=https://ann:secret@blog.example/f>"
                      "<base href='https://token@other.example/'><link rel=feed href=/g>"),
              ElementsAre("https://blog.example/f", "https://other.example/g"));
}

TEST(FindFeedLinks, UnderstandsHowPagesWriteThem) {
  for (const char* html : {
           "<LINK REL=ALTERNATE TYPE=Application/Atom+XML HREF=/f>",
           "<link rel='alternate home' type='application/rss+xml; charset=utf-8' href='/f'>",
           "<link rel=alternate type=application/feed+json href=//blog.example/f>",
           "<link rel=feed href=/f>",
           "<body><p>text<link rel=alternate type=application/rdf+xml href=/f>",
           "<base href='https://blog.example/sub/'><link rel=alternate type=text/xml title='RSS' href=../f>",
       }) {
    SCOPED_TRACE(html);
    EXPECT_THAT(urls_in(html), SizeIs(1));
  }
  EXPECT_THAT(urls_in("<base href=/sub/><link rel=alternate type=application/rss+xml href=f>"),
              ElementsAre("https://blog.example/sub/f"));
  EXPECT_THAT(urls_in("<link rel=alternate type=application/rss+xml href=f><base href=/late/>"),
              ElementsAre("https://blog.example/late/f"));
  EXPECT_THAT(urls_in("<link rel=alternate type=application/rss+xml href=f>"),
              ElementsAre("https://blog.example/about/f"));
}

TEST(FindFeedLinks, UnderstandsTheSchemeOfButtons) {
  EXPECT_THAT(urls_in("<link rel=feed href='feed:https://blog.example/a'><link rel=feed href=' FEED://blog.example/b '>"
                      "<link rel=alternate type=text/xml href='feed:http://blog.example/c'>"),
              ElementsAre("https://blog.example/a", "http://blog.example/b", "http://blog.example/c"));
}

TEST(FindFeedLinks, IgnoresWhatIsNoFeed) {
  for (const char* html : {
           "",
           "plain text",
           "<!-- <link rel=alternate type=application/rss+xml href=/f> -->",
           "<script>'<link rel=alternate type=application/rss+xml href=/f>'</script>",
           "<link rel=stylesheet type=application/rss+xml href=/f>",
           "<link rel=alternate hreflang=ko href=/ko/>",
           "<link rel=alternate type=application/json href=/wp-json/wp/v2/pages/1>",
           "<link rel=alternate type=application/json+oembed href=/oembed>",
           "<link rel=alternate type=application/rss+xml href='javascript:alert(1)'>",
           "<link rel=alternate type=application/rss+xml href='feed:alert'>",
           "<link rel=alternate type=application/rss+xml href=''>",
           "<link rel=alternate type=application/rss+xml>",
       }) {
    SCOPED_TRACE(html);
    EXPECT_THAT(urls_in(html), IsEmpty());
  }
}

TEST(FindFeedLinks, PutsFeedsOfCommentsLast) {
  EXPECT_THAT(urls_in("<link rel=alternate type=application/rss+xml href=/comments/feed/>"
                      "<link rel=alternate type=application/rss+xml title='새 댓글' href=/replies>"
                      "<link rel=alternate type=application/rss+xml href=/feed/>"
                      "<link rel=alternate type=application/atom+xml href=/atom>"),
              ElementsAre("https://blog.example/feed/", "https://blog.example/atom",
                          "https://blog.example/comments/feed/", "https://blog.example/replies"));
}

TEST(FindFeedLinks, TakesNoFeedForOneOfCommentsBecauseThePageIsAboutThem) {
  const auto links = find_feed_links(
      "<link rel=alternate type=application/rss+xml title='Comments' href=all.xml>"
      "<link rel=alternate type=application/rss+xml title='Blog' href=blog.xml>",
      "https://blog.example/on-comments/");
  ASSERT_EQ(links.size(), 2u);
  EXPECT_EQ(links[0].url, "https://blog.example/on-comments/blog.xml");
}

TEST(FindFeedLinks, NamesEachFeedOnceAndAtMostTwenty) {
  std::string html;
  for (int i = 0; i < 60; ++i) {
    html += "<link rel=alternate type=application/rss+xml href=/f" + std::to_string(i / 2) + ">";
  }
  const auto urls = urls_in(html);
  ASSERT_THAT(urls, SizeIs(20));
  EXPECT_EQ(urls[19], "https://blog.example/f19");
}

}  // namespace
}  // namespace aggregator::feed
