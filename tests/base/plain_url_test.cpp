#include <gtest/gtest.h>

#include <random>
#include <string>

#include "aggregator/base/url.h"

namespace aggregator {

TEST(ReadPlainUrl, TakesHostAndTargetApart) {
  const auto url = read_plain_url("https://blog.example.org/a/b?x=1#part");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "blog.example.org");
  EXPECT_EQ(url->target, "/a/b?x=1#part");
}

TEST(ReadPlainUrl, LeavesWhatIsWorthACloserLook) {
  for (const char* text : {"",
                           "/a",
                           "http://",
                           "http:///a",
                           "ftp://example.org/",
                           "HTTP://example.org/",
                           "http://example.org",
                           "http://example.org:80/",
                           "http://a@example.org/",
                           "http://Example.org/",
                           "http://xn--bcher-kva.example/",
                           "http://127.0.0.1/",
                           "http://0x7f/",
                           "http://example.org./",
                           "http://.example.org/",
                           "http://[::1]/",
                           "http://example.org/ a",
                           "http://example.org/a\\b",
                           "http://example.org/a/../b",
                           "http://example.org/a/%2E%2e/b",
                           "http://example.org/\xea\xb0\x80",
                           "http://example.org/\n",
                           " http://example.org/"}) {
    EXPECT_FALSE(read_plain_url(text)) << text;
  }
}

TEST(ReadPlainUrl, IsWhatParseUrlGivesBackUnchanged) {
  std::mt19937 random(20261120);
  const std::string letters = "abz019ABZ.-_~/\\?#:@%2eE&=;+'\"<>[]{}|^`$!*(), \t\x7f\xea\xb0\x80x";
  int plain = 0;
  for (int i = 0; i < 300'000; ++i) {
    std::string text = i % 2 == 0 ? "https://blog.example.org/2026/11/a-post/?x=1&y=%20#part" : "http://a.b-c.dev/x.y/";
    for (unsigned changes = random() % 4; changes > 0; --changes) {
      text[random() % text.size()] = letters[random() % letters.size()];
    }
    if (!read_plain_url(text)) continue;
    ++plain;
    const auto url = parse_url(text);
    ASSERT_TRUE(url) << text;
    ASSERT_EQ(url->text(), text);
  }
  EXPECT_GT(plain, 50'000);  // there was something to compare
}

TEST(CanonicalUrl, IsTheSameOnTheShortWay) {
  // A port of its own, here the scheme's, makes a URL go the long way.
  const std::pair<const char*, const char*> pairs[] = {
      {"https://www.example.org/a/?utm_source=x&b=%7e1#!/r", "https://www.example.org:443/a/?utm_source=x&b=%7e1#!/r"},
      {"https://www.example.org/a//#part", "https://www.example.org:443/a//#part"},
      {"https://www.org/?a?b#c?d", "https://www.org:443/?a?b#c?d"},
      {"https://example.org/#/a#b", "https://example.org:443/#/a#b"},
      {"https://example.org/?", "https://example.org:443/?"},
  };
  for (const auto& [shorter, longer] : pairs) {
    ASSERT_TRUE(read_plain_url(shorter)) << shorter;
    ASSERT_FALSE(read_plain_url(longer)) << longer;
    EXPECT_EQ(canonical_url(shorter), canonical_url(longer));
  }
}

}  // namespace aggregator
