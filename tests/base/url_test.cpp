#include "aggregator/base/url.h"

#include <gtest/gtest.h>

namespace aggregator {

TEST(ParseUrl, TakesAUrlApart) {
  const Url url = parse_url("HTTPS://user:secret@Blog.Example.ORG:8443/a/b?x=1&y=2#part").value();
  EXPECT_EQ(url.scheme, "https");
  EXPECT_EQ(url.userinfo, "user:secret");
  EXPECT_EQ(url.host, "blog.example.org");
  EXPECT_EQ(url.port, 8443);
  EXPECT_EQ(url.path, "/a/b");
  EXPECT_EQ(url.query, "x=1&y=2");
  EXPECT_EQ(url.fragment, "part");
  EXPECT_EQ(url.text(), "https://user:secret@blog.example.org:8443/a/b?x=1&y=2#part");
}

TEST(ParseUrl, WritesEverySpellingOfAnAddressInOneWay) {
  const std::pair<const char*, const char*> cases[] = {
      {"http://example.org", "http://example.org/"},
      {" \t\nhttp://example.org/\r\n", "http://example.org/"},
      {"ht\ntp://exam\tple.org/a\rb", "http://example.org/ab"},
      {"http:example.org/a", "http://example.org/a"},
      {"http:\\\\example.org\\a\\b", "http://example.org/a/b"},
      {"http:////example.org/a", "http://example.org/a"},
      {"http://example.org:80/", "http://example.org/"},
      {"https://example.org:443/", "https://example.org/"},
      {"http://example.org:443/", "http://example.org:443/"},
      {"http://example.org:/", "http://example.org/"},
      {"http://example.org:00080/", "http://example.org/"},
      {"http://example.org/a/./b/../c/%2e%2E/d/", "http://example.org/a/d/"},
      {"http://example.org/../../a", "http://example.org/a"},
      {"http://example.org/a/..", "http://example.org/"},
      {"http://example.org?q", "http://example.org/?q"},
      {"http://example.org/a b\"<>`{}", "http://example.org/a%20b%22%3C%3E%60%7B%7D"},
      {"http://example.org/\xea\xb0\x80?\xeb\x82\x98#\xeb\x8b\xa4", "http://example.org/%EA%B0%80?%EB%82%98#%EB%8B%A4"},
      {"http://example.org/%ea%b0%80%zz", "http://example.org/%ea%b0%80%zz"},
      {"http://example.org/\xff", "http://example.org/%FF"},
      {"http://example.org/?a=\\", "http://example.org/?a=\\"},
      {"http://\xed\x95\x9c\xea\xb5\xad.kr/", "http://xn--3e0b707e.kr/"},
      {"http://B\xc3\x9c\x43HER.example/", "http://xn--bcher-kva.example/"},
      {"http://example\xe3\x80\x82org/", "http://example.org/"},  // ideographic full stop
      {"http://%65xample.org/", "http://example.org/"},
      {"http://under_score.example.org/", "http://under_score.example.org/"},
      {"http://[2001:DB8:0:0::1]:8080/", "http://[2001:db8::1]:8080/"},
      {"mailto:ops@example.org", "mailto:ops@example.org"},
      {"urn:uuid:1225c695", "urn:uuid:1225c695"},
  };
  for (const auto& [text, expected] : cases) {
    SCOPED_TRACE(text);
    const auto url = parse_url(text);
    ASSERT_TRUE(url) << url.error().detail;
    EXPECT_EQ(url->text(), expected);
    EXPECT_EQ(parse_url(url->text()).value().text(), expected);
  }
}

TEST(ParseUrl, IsNotFooledAboutTheHost) {
  const std::pair<const char*, const char*> cases[] = {
      {"http://127.0.0.1:80@127.0.0.66:81/", "127.0.0.66"},
      {"http://127.0.0.66:81\\@127.0.0.1/", "127.0.0.66"},
      {"http://a@b@example.org/", "example.org"},
      {"http://example.org#@evil.example/", "example.org"},
      {"http://example.org?@evil.example/", "example.org"},
      {"https://velog.io/@user", "velog.io"},
      {"https://velog.io/@user/post:80@x", "velog.io"},
      {"http://2130706433/", "127.0.0.1"},
      {"http://0x7f000042/", "127.0.0.66"},
      {"http://0X7F.1/", "127.0.0.1"},
      {"http://0177.0.0.1/", "127.0.0.1"},
      {"http://127.1/", "127.0.0.1"},
      {"http://127.0.0.1./", "127.0.0.1"},
      {"http://0/", "0.0.0.0"},
      {"http://\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1/", "127.0.0.1"},  // full-width digits
      {"http://[::ffff:127.0.0.1]/", "[::ffff:127.0.0.1]"},
      {"http://1.2.3.4.example/", "1.2.3.4.example"},
  };
  for (const auto& [text, host] : cases) {
    SCOPED_TRACE(text);
    const auto url = parse_url(text);
    ASSERT_TRUE(url) << url.error().detail;
    EXPECT_EQ(url->host, host);
  }
}

TEST(ParseTypedUrl, TakesAHostForItsHttpsAddress) {
  const std::pair<const char*, const char*> cases[] = {
      {"blog.example.org", "https://blog.example.org/"},
      {" blog.example.org/feed ", "https://blog.example.org/feed"},
      {"blog.example.org:8080/feed", "https://blog.example.org:8080/feed"},
      {"http://blog.example.org/", "http://blog.example.org/"},
  };
  for (const auto& [text, expected] : cases) {
    const auto url = parse_typed_url(text);
    ASSERT_TRUE(url) << text;
    EXPECT_EQ(url->text(), expected);
  }
  for (const char* text : {"", "ftp://example.org/", "a b", "https://"}) EXPECT_FALSE(parse_typed_url(text)) << text;
  const auto zone = parse_typed_url("[fe80::1%25lo]/feed");
  ASSERT_FALSE(zone);
  EXPECT_EQ(zone.error().code, ErrorCode::Forbidden);
  EXPECT_EQ(zone.error().detail.find("\"[fe80::1%25lo]\" has a zone id"), 0u);
}

TEST(ShownUrl, HasNoCredentials) {
  EXPECT_EQ(shown_url("https://reader:secret@blog.example.org/feed"), "https://blog.example.org/feed");
  EXPECT_EQ(shown_url("HTTPS://blog.example.org"), "HTTPS://blog.example.org");
  EXPECT_EQ(shown_url("no url"), "no url");
}

TEST(ShownUrl, HasNoneOfWhatIsNoWebAddressEither) {
  EXPECT_EQ(shown_url("https://reader:secret@bad host/a@b"), "https://bad host/a@b");
  EXPECT_EQ(shown_url("https://reader:s@cret@blog.example.org:port"), "https://blog.example.org:port");
  EXPECT_EQ(shown_url("ftp://reader:secret@blog.example.org/feed"), "ftp://blog.example.org/feed");
  for (const char* text : {"mailto:reader@example.org", "ftp://blog.example.org/@me", "me@example.org", "://", ""}) {
    EXPECT_EQ(shown_url(text), text);
  }
}

TEST(ParseUrl, RefusesWhatHasNoSchemeOrNoHost) {
  for (const char* text : {"",
                           "example.org",
                           "/feed.xml",
                           "//example.org/",
                           "1http://example.org",
                           "http:",
                           "http://",
                           "http:///?q",
                           "http://user@/",
                           "http://:80/",
                           "http://example.org:65536/",
                           "http://example.org:8a/",
                           "http://example.org:-1/",
                           "http://exa mple.org/",
                           "http://exa%00mple.org/",
                           "http://exa%2fmple.org/",
                           "http://exa<mple.org/",
                           "http://256.1.1.1/",
                           "http://1.2.3.4.5/",
                           "http://1.2.3.08/",
                           "http://4294967296/",
                           "http://0xfffffffff/",
                           "http://[::1/",
                           "http://[::g]/",
                           "http://[1::2::3]/",
                           "http://::1/",
                           "http://../",
                           "http://xn--a/"}) {
    SCOPED_TRACE(text);
    const auto url = parse_url(text);
    ASSERT_FALSE(url) << url->text();
    EXPECT_EQ(url.error().code, ErrorCode::Malformed);
  }
}

TEST(ParseUrl, RefusesWhatIsTooLong) {
  EXPECT_FALSE(parse_url("http://example.org/" + std::string(1 << 20, 'a')));
  EXPECT_FALSE(parse_url("http://" + std::string(64, 'a') + ".example/"));
  EXPECT_FALSE(parse_url("http://" + std::string(300, 'a') + ".example/"));
}

TEST(Url, KnowsThePortThatAConnectionGoesTo) {
  EXPECT_EQ(parse_url("http://example.org/").value().port_or_default(), 80);
  EXPECT_EQ(parse_url("https://example.org/").value().port_or_default(), 443);
  EXPECT_EQ(parse_url("https://example.org:80/").value().port_or_default(), 80);
}

TEST(ResolveUrl, FollowsReferencesFromTheirBase) {
  constexpr const char* kBase = "https://example.org/blog/2026/post.html?page=2#top";
  const std::pair<const char*, const char*> cases[] = {
      {"next.html", "https://example.org/blog/2026/next.html"},
      {"./next.html", "https://example.org/blog/2026/next.html"},
      {"../2025/", "https://example.org/blog/2025/"},
      {"../../../x", "https://example.org/x"},
      {"/feed.xml", "https://example.org/feed.xml"},
      {"\\feed.xml", "https://example.org/feed.xml"},
      {"//cdn.example/a.png", "https://cdn.example/a.png"},
      {"/\\cdn.example/a.png", "https://cdn.example/a.png"},
      {"?page=3", "https://example.org/blog/2026/post.html?page=3"},
      {"#end", "https://example.org/blog/2026/post.html?page=2#end"},
      {"", "https://example.org/blog/2026/post.html?page=2"},
      {"http://other.example/a", "http://other.example/a"},
      {"https:next.html", "https://example.org/blog/2026/next.html"},
      {"mailto:a@example.org", "mailto:a@example.org"},
      {"a?b=http://x/", "https://example.org/blog/2026/a?b=http://x/"},
      {"@author", "https://example.org/blog/2026/@author"},
  };
  for (const auto& [reference, expected] : cases) {
    SCOPED_TRACE(reference);
    const auto url = resolve_url(reference, kBase);
    ASSERT_TRUE(url) << url.error().detail;
    EXPECT_EQ(url->text(), expected);
  }
}

TEST(ResolveUrl, NeedsABaseOnlyForRelativeReferences) {
  EXPECT_EQ(resolve_url("http://example.org/a", "").value().text(), "http://example.org/a");
  EXPECT_EQ(resolve_url("http://example.org/a", "no url").value().text(), "http://example.org/a");
  for (const char* base : {"", "no url", "urn:uuid:1"}) {
    const auto url = resolve_url("/a", base);
    ASSERT_FALSE(url);
    EXPECT_EQ(url.error().code, ErrorCode::Malformed);
  }
}

TEST(AreOfOneSite, GoesByTheHost) {
  const std::tuple<const char*, const char*, bool> cases[] = {
      {"https://www.kiln.example/feed", "http://kiln.example/posts/1", true},
      {"https://v2.velog.io/rss/ann", "https://velog.io/@ann", true},
      {"https://kiln.example/feed", "https://blog.kiln.example/", true},
      {"https://evil-kiln.example/feed", "https://kiln.example/", false},
      {"https://ann.tistory.com/rss", "https://bob.tistory.com/", false},
      {"https://kiln.example/", "", false},
      {"https://kiln.example/", "mailto:ann@kiln.example", false},
  };
  for (const auto& [url, other, is_one] : cases) {
    SCOPED_TRACE(url);
    EXPECT_EQ(are_of_one_site(url, other), is_one);
    EXPECT_EQ(are_of_one_site(other, url), is_one);
  }
}

TEST(HostOf, IsHostAndUnusualPort) {
  EXPECT_EQ(host_of("https://Example.org:443/a"), "example.org");
  EXPECT_EQ(host_of("https://Example.org:8443/a"), "example.org:8443");
  EXPECT_EQ(host_of("mailto:a@example.org"), "");
  EXPECT_EQ(host_of("example.org"), "");
}

}  // namespace aggregator
