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
  const Blogs blogs({{1, "https://a.example/ko.xml", "https://a.example/", 3},
                     {2, "https://a.example/en.xml", "https://www.a.example/en", 4},
                     {3, "https://v2.velog.io/rss/ann", "https://velog.io/", 1},
                     {4, "https://v2.velog.io/rss/bob", "https://velog.io/", 1},
                     {5, "https://v2.velog.io/rss/eve", "", 1}});
  EXPECT_EQ(blogs.of(1).key, blogs.of(2).key);
  EXPECT_EQ(blogs.of(1).posts, 7);
  EXPECT_EQ(blogs.of(2).feeds, (std::vector<store::FeedId>{1, 2}));
  EXPECT_NE(blogs.of(3).key, blogs.of(4).key);
  EXPECT_NE(blogs.of(4).key, blogs.of(5).key);
  EXPECT_NE(blogs.of(98).key, blogs.of(99).key) << "of feeds that are not known";
}

}  // namespace
}  // namespace aggregator::digest
