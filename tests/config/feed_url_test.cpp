#include "feed_url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aggregator/config/feed_list.h"

namespace aggregator::config {

TEST(OddityOf, KnowsAddressesThatAreHardlyFeeds) {
  const std::pair<const char*, const char*> cases[] = {
      {"https://a.example/sitemap.xml", "sitemap"},      {"https://a.example/blog/Sitemap_index.xml.gz", "sitemap"},
      {"https://a.example/post-sitemap.xml", "sitemap"}, {"https://a.example", "home page"},
      {"http://a.example:8080/#top", "home page"},       {"https://a.example/about.html", "a page"},
      {"https://a.example/comments/feed/", "comments"},  {"https://a.example/feeds/comments/default", "comments"},
      {"https://a.example/%20rss", "a blank"},           {"https://a.example/rss%20", "a blank"},
      {"https://a.example/comments.xml", "comments"},    {"https://a.example/?feed=comments-rss2", "comments"},
  };
  for (const auto& [url, expected] : cases) {
    const auto oddity = oddity_of(url);
    ASSERT_TRUE(oddity) << url;
    EXPECT_NE(oddity->find(expected), std::string::npos) << url << ' ' << *oddity;
  }
}

TEST(OddityOf, LetsFeedsPass) {
  for (const char* url : {"https://a.example/feed.xml", "https://a.example/?feed=rss2", "https://feeds.example.org/",
                          "https://a.example/rss/index.html", "https://velog.io/@user/rss", "https://a.example/blog/",
                          "https://a.example/commentary/rss", "https://sitemap.example/rss", "no url", ""}) {
    EXPECT_FALSE(oddity_of(url)) << url;
  }
}

TEST(LoginIn, NamesTheKeysForItAndNotTheLogin) {
  for (const char* url : {"https://ann:hunter2@a.example/feed", "https://hunter2@a.example/feed"}) {
    const auto login = login_in(url);
    ASSERT_TRUE(login) << url;
    for (const char* key : {"user", "password_file", "password: $NAME"}) EXPECT_NE(login->find(key), std::string::npos);
    EXPECT_EQ(login->find("hunter2"), std::string::npos);
  }
  for (const char* url : {"https://a.example/@ann:x", "https://a.example/?mail=ann:x@a.example", "no url", ""}) {
    EXPECT_FALSE(login_in(url)) << url;
  }
}

TEST(IsWithoutScheme, TellsHostsFromOtherWords) {
  for (const char* text :
       {"b.example", "b.example/feed", "b.example:8080/feed", "b.example?feed=rss2", "한글.example"}) {
    EXPECT_TRUE(is_without_scheme(text)) << text;
  }
  for (const char* text : {"", "rubbish", "today.", ".example", "-b.example", "b.example today", "b.example:", "b.c: d",
                           "https://b.example", "mailto:a@b.example", "a@b.example", "/b.example", "key: b.example"}) {
    EXPECT_FALSE(is_without_scheme(text)) << text;
  }
}

TEST(AddressesWrittenIn, TellsSeveralFromOneWithAnotherInIt) {
  using testing::ElementsAre;
  const std::string a = "https://a.example/rss", b = "http://b.example/atom";
  for (const char* between : {", ", " ", ",", "; ", "\n", " | ", ",%20", "%20"}) {
    EXPECT_THAT(addresses_written_in(a + between + b), ElementsAre(a, b)) << between;
  }
  EXPECT_THAT(addresses_written_in(" " + a + "?x=1, " + b + " " + a + ","), ElementsAre(a + "?x=1", b, a));
  for (const char* one : {"https://a.example/rss", "https://proxy.example/https://a.example/rss", "not a url", "",
                          "https://a.example/?urls=https://b.example/,https://c.example/", "https://a.example/ rss"}) {
    EXPECT_THAT(addresses_written_in(one), ElementsAre(one));
  }
}

TEST(IsShortOfSlashes, LooksBehindTheSchemeOfTheWeb) {
  for (const char* text : {"https:/a.example/", "HTTP:a.example", "http:"})
    EXPECT_TRUE(is_short_of_slashes(text)) << text;
  for (const char* text : {"https://a.example/", "https:///a.example", "feed:/a", "a.example/https:/", "https", ""}) {
    EXPECT_FALSE(is_short_of_slashes(text)) << text;
  }
}

}  // namespace aggregator::config
