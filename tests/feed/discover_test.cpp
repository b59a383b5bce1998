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

TEST(FindFeedLinks, KeepsNoUrlThatIsLongerThanAnyFeedNeeds) {
  const std::string path = '/' + std::string(60'000, 'a') + '/';
  std::string page = "<base href=" + path + "><link rel=feed href=" + path + "long>";
  for (int i = 0; i < 1000; ++i) {
    page += "<link rel=feed href=" + std::to_string(i) + "><a href=" + std::to_string(i) + ".rss>x</a>";
  }
  for (const FeedLink& feed : find_feed_links(page, "https://blog.example/about/")) EXPECT_LE(feed.url.size(), 4096u);
  EXPECT_EQ(urls_in(page).front(), "https://blog.example/about/0") << "as if there were no base";
  EXPECT_THAT(find_feed_links(page, "https://blog.example" + path), IsEmpty());
}

TEST(FindFeedLinks, ReadsTheLinkHeaderOfThePage) {
  const std::pair<const char*, std::vector<std::string>> cases[] = {
      {"</rss>; rel=\"alternate\"; type=\"application/rss+xml\"; title=\"Posts\"", {"https://blog.example/rss"}},
      {"<feed.xml>; type=application/atom+xml; rel=alternate", {"https://blog.example/about/feed.xml"}},
      {"</a>; rel=preload, </b>; rel=feed, </c>; rel=\"alternate feed\"",
       {"https://blog.example/b", "https://blog.example/c"}},
      {"</en>; rel=alternate; hreflang=en", {}},  // a translation of the page
      {"</rss>; rel=alternate; type=\"application/rss+xml\"; anchor=\"/other\"", {}},
      {"<javascript:x>; rel=feed", {}},
  };
  for (const auto& [header, expected] : cases) {
    SCOPED_TRACE(header);
    std::vector<std::string> urls;
    for (const FeedLink& link : find_feed_links("", "https://blog.example/about/", header)) urls.push_back(link.url);
    EXPECT_EQ(urls, expected);
  }
  const auto both = find_feed_links("<base href=/x/><link rel=feed href=a>", "https://blog.example/",
                                    "<b>; rel=feed, </x/a>; rel=feed");
  ASSERT_THAT(both, SizeIs(2));
  EXPECT_EQ(both[0].url, "https://blog.example/x/a");
  EXPECT_EQ(both[1].url, "https://blog.example/b") << "the base of the HTML is none of the header's";
}

TEST(FindFeedLinks, AddsWhatThePagePlainlyShowsReadersBehindWhatItNames) {
  const std::pair<const char*, const char*> cases[] = {
      {"<a href=/feed>Subscribe</a>", "https://blog.example/feed"},
      {"<a href=/blog/rss/>x</a>", "https://blog.example/blog/rss/"},
      {"<a href='/index.xml?a=1#top'>x</a>", "https://blog.example/index.xml?a=1"},
      {"<a href=http://www.blog.example/news.RSS>x</a>", "http://www.blog.example/news.RSS"},
      {"<a href=/posts.atom>x</a>", "https://blog.example/posts.atom"},
      {"<a href=/subscribe><b> RSS </b>Feed</a>", "https://blog.example/subscribe"},
      {"<a href=feed://blog.example/f>RSS</a>", "http://blog.example/f"},
      {"<a href=/news type=application/rss+xml rel=alternate>x</a>", "https://blog.example/news"},
  };
  for (const auto& [html, url] : cases) {
    SCOPED_TRACE(html);
    const auto links = find_feed_links(html, "https://blog.example/about/");
    ASSERT_THAT(links, SizeIs(1));
    EXPECT_EQ(links[0].url, url);
    EXPECT_TRUE(links[0].is_shown);
  }
  EXPECT_THAT(
      urls_in("<a href=/rss>RSS</a><link rel=feed href=/named><a href=/named>RSS</a><a href=/comments/feed>x</a>"),
      ElementsAre("https://blog.example/named", "https://blog.example/rss", "https://blog.example/comments/feed"));
}

TEST(FindFeedLinks, TakesNoOtherLinkForAFeed) {
  for (const char* html : {"<a href=/feedback>x</a>", "<a href=/sitemap.xml>x</a>", "<a href=/opml.xml>x</a>",
                           "<a href=https://other.example/feed>RSS</a>", "<a href=/post>What is RSS?</a>", "<a>RSS</a>",
                           "<a rel=alternate type=application/rss+xml href=https://other.example/news>x</a>",
                           "<a href=javascript:x>RSS</a>", "<a href=/p?u=/feed>x</a>"}) {
    SCOPED_TRACE(html);
    EXPECT_THAT(urls_in(html), IsEmpty());
  }
  std::string many;
  for (int i = 0; i < 9; ++i) many += "<a href=/" + std::to_string(i) + ".xml>x</a>";
  EXPECT_THAT(urls_in(many), SizeIs(3));
}

TEST(FindFeedLinks, PrefersTheFeedInThePagesOwnLanguage) {
  const std::pair<const char*, const char*> cases[] = {
      {"<html lang=ko-KR><link rel=feed href=/a hreflang=en><link rel=feed href=/b hreflang=ko>", "/b"},
      {"<html lang=ko><link rel=feed href=/en/rss.xml><link rel=feed href=/ko/rss.xml>", "/ko/rss.xml"},
      {"<html lang=ja><link rel=feed href=/feed.xml><link rel=feed href=/feed.ja.xml>", "/feed.ja.xml"},
      {"<html lang=ko><link rel=feed href=/a title='Kiln'><link rel=feed href=/b title='Kiln (Korean)'>", "/b"},
      {"<html lang=ko><link rel=feed href=/a title='Kiln'><link rel=feed href=/b title='한국어 블로그'>", "/b"},
      {"<html lang=en><link rel=feed href=/a><link rel=feed href=/ko/b>", "/a"},  // no feed says that it is in English
      {"<html><link rel=feed href=/a hreflang=en><link rel=feed href=/b hreflang=ko>", "/a"},
      {"<html lang=ko><link rel=feed href=/a><link rel=feed href=/b/ko hreflang=en>", "/a"},
      {"<html lang=ko><link rel=feed href=/a><link rel=feed href=/comments/b hreflang=ko>", "/a"},
  };
  for (const auto& [html, path] : cases) {
    SCOPED_TRACE(html);
    const auto links = find_feed_links(html, "https://blog.example/");
    ASSERT_THAT(links, SizeIs(2));
    EXPECT_EQ(links[0].url, std::string("https://blog.example") + path);
    EXPECT_EQ(links[0].in_page_language, std::string_view(path) != "/a");
  }
}

TEST(RefreshTarget, IsWhereAPageSendsItsReadersAtOnce) {
  const std::pair<const char*, const char*> cases[] = {
      {"<meta http-equiv=refresh content='0; url=/new/'>", "https://blog.example/new/"},
      {"<meta http-equiv=Refresh content=\"0;URL='next.html'\">", "https://blog.example/old/next.html"},
      {"<meta http-equiv=refresh content='0.0, url = https://ann:s@other.example/'>", "https://other.example/"},
      {"<base href=/b/><meta http-equiv=refresh content='0;n'>", "https://blog.example/b/n"},
      {"<base href=about:blank><base href=/b/><base href=/c/><meta http-equiv=refresh content='0;n'>",
       "https://blog.example/b/n"},
      {"<meta http-equiv=refresh content='0; url=/new/#top'>", "https://blog.example/new/"},
      {"<noscript><meta http-equiv=refresh content='0; url=/plain/'></noscript>", ""},
      {"<noscript><meta http-equiv=refresh content='0;a'></noscript><meta http-equiv=refresh content='0;b'>",
       "https://blog.example/old/b"},
      {"<meta http-equiv=refresh content='5; url=/new/'>", ""},
      {"<meta http-equiv=refresh content=0>", ""},
      {"<meta http-equiv=refresh content='0; url='>", ""},
      {"<meta http-equiv=refresh content='0; url=javascript:x'>", ""},
      {"<meta name=refresh content='0; url=/new/'>", ""},
      {"<p>0; url=/new/", ""},
  };
  for (const auto& [html, target] : cases) {
    SCOPED_TRACE(html);
    EXPECT_EQ(refresh_target(html, "https://blog.example/old/"), target);
  }
}

TEST(IsSitemap, KnowsBothKinds) {
  EXPECT_TRUE(is_sitemap("<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>"));
  EXPECT_TRUE(is_sitemap("<sitemapindex><sitemap/></sitemapindex>"));
  EXPECT_FALSE(is_sitemap("<html>a sitemap, not a feed"));
}

}  // namespace
}  // namespace aggregator::feed
