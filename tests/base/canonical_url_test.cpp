#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "aggregator/base/url.h"

namespace aggregator {

TEST(CanonicalUrl, IsTheSameForSpellingsOfOneAddress) {
  for (const char* text : {
           "http://example.org/a/post",
           "https://example.org/a/post",
           "https://www.example.org/a/post",
           "HTTPS://WWW.EXAMPLE.ORG/a/post",
           "https://example.org:443/a/post",
           "http://example.org:80/a/post",
           "https://example.org./a/post",
           "https://example.org/a/post/",
           "https://example.org/a/post//",
           "https://example.org/a/./post",
           "https://example.org/a/p%6Fst",
           "https://example.org/a/post#comments",
           "https://example.org/a/post?",
           "https://user:secret@example.org/a/post",
           "https://example.org/a/post?utm_source=rss&utm_medium=rss&UTM_Campaign=x",
           "https://example.org/a/post?fbclid=1&gclid=2&mc_cid=3&mc_eid=4&ref_src=5&igshid=6&_hsenc=7&_hsmi=8",
           "https://example.org/a/post?yclid=1&msclkid=2&utm_term#top",
           "https://example.org/a/post?source=rss-1a2b------2",
           "  https://example.org/a/post\n",
       }) {
    EXPECT_EQ(canonical_url(text), "http://example.org/a/post") << text;
  }
}

TEST(CanonicalUrl, SpellsEscapesInOneWay) {
  EXPECT_EQ(canonical_url("https://example.org/\xea\xb0\x80"), canonical_url("https://example.org/%ea%b0%80"));
  EXPECT_EQ(canonical_url("https://example.org/%7Euser"), canonical_url("https://example.org/~user"));
}

TEST(CanonicalUrl, IsDifferentForDifferentPosts) {
  const std::vector<const char*> different = {
      "https://example.org/",
      "https://example.org/?p=1",
      "https://example.org/?p=2",
      "https://example.org/?p=1&page=2",
      "https://example.org/?page=2&p=1",
      "https://example.org/?p",
      "https://example.org/?source=print",
      "https://example.org/?ref=home",
      "https://example.org/Post",
      "https://example.org/post",
      "https://example.org/a%2Fb",
      "https://example.org/a/b",
      "https://example.org:8080/post",
      "https://blog.example.org/post",
      "https://example.org/#!/post/1",
      "https://example.org/#/post/1",
      "https://www.org/",
      "https://org/",
      "https://example.org/?mutm_source=1",
  };
  std::set<std::string> canonical;
  for (const char* text : different) canonical.insert(canonical_url(text));
  EXPECT_EQ(canonical.size(), different.size());
}

TEST(CanonicalUrl, KeepsOtherParametersInTheirOrder) {
  EXPECT_EQ(canonical_url("https://example.org/?b=2&utm_source=x&a=1&&fbclid=y"), "http://example.org?b=2&a=1");
}

TEST(CanonicalUrl, LeavesWhatIsNoHttpUrl) {
  EXPECT_EQ(canonical_url(" tag:example.org,2026:1 "), "tag:example.org,2026:1");
  EXPECT_EQ(canonical_url("Post/42/"), "Post/42/");
  EXPECT_EQ(canonical_url(""), "");
}

TEST(CanonicalUrl, OfACanonicalUrlIsItself) {
  for (const char* text : {"https://www.example.org/a/?x=%7e#!b", "https://www.www.example.org/", "https://example.org",
                           "https://example.org:80/", "https://example.org/%2525", "https://example.org../",
                           "http://127../", "http://example.org/%4%41?%4%41#!%4%41"}) {
    const std::string once = canonical_url(text);
    EXPECT_EQ(canonical_url(once), once) << text;
  }
}

}  // namespace aggregator
