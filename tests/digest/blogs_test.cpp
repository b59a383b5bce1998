#include "blogs.h"

#include <gtest/gtest.h>

#include <utility>

namespace aggregator::digest {
namespace {

TEST(BlogKey, IsTheHostAndOnPlatformsThePathThatNamesTheBlog) {
  const std::pair<const char*, const char*> cases[] = {
      {"https://www.blog.example.org/a/b", "blog.example.org"},
      {"https://blog.example.org/en/", "blog.example.org"},
      {"https://ann.tistory.com/12", "ann.tistory.com"},
      {"https://velog.io/@ann/posts", "velog.io/@ann"},
      {"https://medium.com/@ann?source=rss", "medium.com/@ann"},
      {"https://medium.com/coupang-tech", "medium.com/coupang-tech"},
      {"https://uni.example/~ann/blog", "uni.example/~ann"},
      {"https://social.example/@ann", "social.example/@ann"},
      {"https://www.youtube.com/channel/UCaaa", "youtube.com/channel/UCaaa"},
      {"https://www.youtube.com/@ann/videos", "youtube.com/@ann"},
      {"https://www.youtube.com/watch?v=1", ""},  // any blog's
      {"https://www.reddit.com/r/cpp/comments/1", "reddit.com/r/cpp"},
      {"https://github.com/ann/one/releases/tag/v1", "github.com/ann/one"},
      {"https://velog.io/", ""},  // its front page is nobody's blog
      {"mailto:ann@example.org", ""},
      {"", ""},
  };
  for (const auto& [url, key] : cases) {
    SCOPED_TRACE(url);
    EXPECT_EQ(blog_key(url), key);
  }
}

TEST(Blogs, AreOneForAllFeedsOfASite) {
  const Blogs blogs({{1, "https://a.example/ko.xml", "", "https://a.example/", 3},
                     {2, "https://a.example/en.xml", "", "https://www.a.example/en", 4},
                     {3, "https://v2.velog.io/rss/ann", "", "https://velog.io/", 1},
                     {4, "https://v2.velog.io/rss/bob", "", "https://velog.io/", 1},
                     {5, "https://v2.velog.io/rss/eve", "", "", 1}});
  EXPECT_EQ(blogs.of(1).key, blogs.of(2).key);
  EXPECT_EQ(blogs.of(1).posts, 7);
  EXPECT_EQ(blogs.of(2).feeds, (std::vector<store::FeedId>{1, 2}));
  EXPECT_NE(blogs.of(3).key, blogs.of(4).key);
  EXPECT_NE(blogs.of(4).key, blogs.of(5).key);
  EXPECT_NE(blogs.of(98).key, blogs.of(99).key) << "of feeds that are not known";
}

bool are_one_blog(const char* site, const char* other) {
  const Blogs blogs({{1, "https://feeds.example/1", site, "", 1}, {2, "https://feeds.example/2", other, "", 1}});
  return blogs.of(1).key == blogs.of(2).key;
}

TEST(Blogs, AreNotSpokenForByTheFeedsOfOthers) {
  const store::FeedVolume rival{1, "https://www.rival.example/rss", "", "https://rival.example/", 1};
  const std::tuple<const char*, const char*, bool> cases[] = {
      {"https://evil.example/feed", "", false},
      {"https://evil-rival.example/feed", "", false},
      {"https://feeds.rival.example/feed", "", true},
      {"https://evil.example/feed", "https://rival.example/", true},  // the list says so
  };
  for (const auto& [url, listed_site, is_one] : cases) {
    SCOPED_TRACE(url);
    const Blogs blogs({rival, {2, url, listed_site, "https://rival.example/", 1}});
    EXPECT_EQ(blogs.of(1).key == blogs.of(2).key, is_one);
  }
}

TEST(Blogs, AreOthersWhereTheSitesAreOthers) {
  const std::pair<const char*, const char*> cases[] = {
      {"https://www.youtube.com/channel/UCaaa", "https://www.youtube.com/channel/UCbbb"},
      {"https://www.reddit.com/r/rust/", "https://www.reddit.com/r/cpp/"},
      {"https://github.com/x/one/releases", "https://github.com/x/two/releases"},
      {"https://cs.example.edu/people/anna/", "https://cs.example.edu/people/bert/blog"},
      {"https://uni.example/~anna/", "https://uni.example/~bert/"},
      {"https://uni.example/my-pages", "https://uni.example/to-read"},
      {"https://ann.tistory.com/", "https://bob.tistory.com/"},
  };
  for (const auto& [site, other] : cases) {
    SCOPED_TRACE(site);
    EXPECT_FALSE(are_one_blog(site, other));
    EXPECT_TRUE(are_one_blog(site, site));
  }
}

TEST(Blogs, HaveOneVoiceInAllViewsOfTheirSite) {
  constexpr const char* kSame[] = {"https://a.example/",           "http://www.a.example",
                                   "https://a.example/blog/",      "https://a.example/en/",
                                   "https://a.example/pt-br",      "https://a.example/blog/ko/posts",
                                   "https://a.example/tag/c++",    "https://a.example/blog/category/linux",
                                   "https://a.example/comments",   "https://a.example/2026/11/a-post/",
                                   "https://a.example/index.html", "https://a.example/author/ann",
                                   "https://a.example/?cat=7"};
  for (const char* const site : kSame) EXPECT_TRUE(are_one_blog("https://a.example/", site)) << site;
  EXPECT_TRUE(are_one_blog("https://cs.example.edu/people/anna/", "https://cs.example.edu/people/anna/tag/c/"));
  EXPECT_TRUE(are_one_blog("https://github.com/x/one/releases", "https://github.com/x/one/tags"));
}

}  // namespace
}  // namespace aggregator::digest
