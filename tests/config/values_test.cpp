#include "values.h"

#include <gtest/gtest.h>

namespace aggregator::config {
using namespace std::chrono;

TEST(ParseDuration, AddsItsParts) {
  const std::pair<const char*, seconds> cases[] = {{"10s", 10s}, {"10m", 10min}, {"5min", 5min},   {"48h", 48h},
                                                   {"2d", 48h},  {"1w", 168h},   {"1h30m", 90min}, {"0", 0s},
                                                   {"0s", 0s},   {"1d12h", 36h}};
  for (const auto& [text, expected] : cases) EXPECT_EQ(parse_duration(text).value(), expected) << text;
}

TEST(ParseDuration, RefusesOtherText) {
  for (const char* text : {"", "10", "s", "-5s", "1.5h", "10 s", "10x", "5m3", "500ms", "99999w", "99999999999s"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(ParseSize, KnowsBothKindsOfUnits) {
  const std::pair<const char*, std::size_t> cases[] = {{"16MiB", 16u << 20}, {"16 MiB", 16u << 20}, {"16MB", 16000000},
                                                       {"500kB", 500000},    {"4096", 4096},        {"10B", 10},
                                                       {"1GiB", 1u << 30},   {"64KiB", 65536}};
  for (const auto& [text, expected] : cases) EXPECT_EQ(parse_size(text).value(), expected) << text;
}

TEST(ParseSize, RefusesOtherText) {
  for (const char* text : {"", "MiB", "-1", "1.5MiB", "16XB", "99999999999"}) EXPECT_FALSE(parse_size(text)) << text;
}

TEST(ParseRate, ReadsMessagesInATime) {
  EXPECT_EQ(parse_rate("14/s").value().count, 14);
  EXPECT_EQ(parse_rate("14/s").value().per, 1s);
  EXPECT_EQ(parse_rate("0.5/min").value().count, 0.5);
  EXPECT_EQ(parse_rate("100/hour").value().per, 1h);
  EXPECT_EQ(parse_rate("500/day").value().per, 24h);
}

TEST(ParseQuota, ReadsWholeMessagesInAMinuteOrLonger) {
  EXPECT_EQ(parse_quota("500/day").value().count, 500);
  EXPECT_EQ(parse_quota("500/day").value().per, 24h);
  EXPECT_EQ(parse_quota("200/hour").value().per, 1h);
  for (const char* text : {"", "500", "0/day", "1.5/day", "-1/day", "14/s", "500/week", "many/day"}) {
    EXPECT_FALSE(parse_quota(text)) << text;
  }
}

TEST(ParseRate, RefusesOtherText) {
  for (const char* text :
       {"", "14", "14/", "/s", "0/s", "-1/s", "nan/s", "inf/s", "14/fortnight", "14 per s", "0.5/day", "1e-300/s"}) {
    EXPECT_FALSE(parse_rate(text)) << text;
  }
}

TEST(ParseLanguage, ReadsTagsOfLanguages) {
  for (const char* text : {"ko", "en-GB", "zh-Hant-TW"}) EXPECT_EQ(parse_language(text).value(), text);
  for (const char* text : {"", "k", "1a", "en_GB", "en-", "korean language", "ko\n"}) {
    EXPECT_FALSE(parse_language(text)) << text;
  }
}

TEST(ParseLanguage, SaysWhichTagIsMeant) {
  for (const auto& [text, tag] :
       {std::pair("korean", "ko"), std::pair("kr", "ko"), std::pair("JP", "ja"), std::pair("English", "en"),
        std::pair("cn", "zh"), std::pair("한국어", "ko"), std::pair("kor", "ko"), std::pair("eng-GB", "en-GB"),
        std::pair("kr-KR", "ko-KR"), std::pair("jp-JP", "ja-JP")}) {
    SCOPED_TRACE(text);
    const auto language = parse_language(text);
    ASSERT_FALSE(language);
    EXPECT_EQ(language.error().detail,
              "\"" + std::string(text) + "\" is not the tag of that language (BCP 47); write " + tag);
  }
  for (const char* text : {"klingonish", "xq"}) EXPECT_FALSE(parse_language(text)) << text;
  EXPECT_TRUE(parse_language("fil"));
}

TEST(ParseHttpUrl, SaysWhyAZoneIsRefused) {
  const auto url = parse_http_url("http://[fe80::1%25lo]/feed");
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().detail,
            "\"[fe80::1%25lo]\" has a zone id, so the address is link-local: it reaches the machines on the same wire, "
            "and nobody's blog is there; use the blog's public address");
}

TEST(ParseHttpUrl, KeepsTheSpellingButNoBlanks) {
  EXPECT_EQ(parse_http_url(" https://velog.io/@user?p=1 ").value(), "https://velog.io/@user?p=1");
  EXPECT_EQ(parse_http_url("https://example.org/a\nb").value(), "https://example.org/ab");
  EXPECT_EQ(parse_http_url("https://example.org/\xff").value(), "https://example.org/%FF");
  EXPECT_EQ(parse_http_url("https://example.org/\x7f").value(), "https://example.org/%7F");
  for (const char* text : {"", "example.org", "ftp://example.org/", "javascript:alert(1)", "https://"}) {
    EXPECT_FALSE(parse_http_url(text)) << text;
  }
}

TEST(ParseFeedUrl, SaysHowToMendBlanksAndSeveralAddresses) {
  const std::pair<const char*, const char*> cases[] = {
      {"https://a.example/rss, https://a.example/atom",
       "\"https://a.example/rss, https://a.example/atom\" is 2 addresses in one; give each by itself"},
      {"https://a.example/rss,%20https://a.example/atom",
       "\"https://a.example/rss,%20https://a.example/atom\" is 2 addresses in one; give each by itself"},
      {"https://a.example/ rss",
       "\"https://a.example/ rss\" has a blank in it; take it out, or write %20 where it belongs there"},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_TRUE(parse_http_url(text)) << "as it may stand beside a feed: " << text;
    const auto url = parse_feed_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().code, ErrorCode::Malformed);
    EXPECT_EQ(url.error().detail, expected);
  }
}

TEST(ParseTransport, ReadsAllKinds) {
  EXPECT_EQ(std::get<MaildirTransport>(parse_transport("maildir:out/box").value()).directory, "out/box");
  EXPECT_EQ(std::get<SendmailTransport>(parse_transport("sendmail:/usr/sbin/sendmail").value()).program,
            "/usr/sbin/sendmail");
  struct Case {
    const char *text, *host;
    std::uint16_t port;
    bool implicit_tls;
  };
  for (const auto& [text, host, port, implicit_tls] : {
           Case{"smtp://mail.example.org", "mail.example.org", 587, false},
           Case{"smtp://127.0.0.1:2525", "127.0.0.1", 2525, false},
           Case{"smtp://mail.example.org:80/", "mail.example.org", 80, false},
           Case{"smtps://Mail.Example.org", "mail.example.org", 465, true},
           Case{"smtps://[::1]:4650", "[::1]", 4650, true},
           Case{"smtp://[::1]", "[::1]", 587, false},
       }) {
    SCOPED_TRACE(text);
    const auto transport = parse_transport(text);
    ASSERT_TRUE(transport) << transport.error().detail;
    const auto& smtp = std::get<SmtpTransport>(*transport);
    EXPECT_EQ(smtp.host, host);
    EXPECT_EQ(smtp.port, port);
    EXPECT_EQ(smtp.implicit_tls, implicit_tls);
  }
}

TEST(ParseTransport, RefusesOtherText) {
  for (const char* text : {"", "maildir", "maildir:", "sendmail:", "smtp:host", "smtp://", "smtp://:25", "smtp://h:0",
                           "smtp://h:x", "smtp://h:70000", "smtp://u:p@h", "smtp://h/path", "smtp://h h", "smtp://h\\x",
                           "smtp://a:b:1", "http://host"}) {
    EXPECT_FALSE(parse_transport(text)) << text;
  }
}

TEST(ParseProxy, ReadsAllKinds) {
  EXPECT_EQ(parse_proxy("http://proxy.example.org:3128").value(), "http://proxy.example.org:3128");
  EXPECT_EQ(parse_proxy("http://Proxy:80/").value(), "http://proxy:80");
  EXPECT_EQ(parse_proxy("https://proxy.example.org:443").value(), "https://proxy.example.org:443");
  EXPECT_EQ(parse_proxy("socks5h://[::1]:1080").value(), "socks5h://[::1]:1080");
}

TEST(ParseProxy, RefusesOtherText) {
  for (const char* text : {"", "proxy:3128", "http://proxy", "http://:3128", "http://proxy:0", "http://proxy:3128/path",
                           "socks5://proxy:1080", "socks4a://proxy:1080", "ftp://proxy:21", "http://a b:1"}) {
    const auto proxy = parse_proxy(text);
    ASSERT_FALSE(proxy) << text;
    EXPECT_NE(proxy.error().detail.find("write for example http://proxy.example.org:3128"), std::string::npos);
  }
  const auto login = parse_proxy("http://me:hunter2@proxy:3128");
  ASSERT_FALSE(login);
  EXPECT_EQ(login.error().detail.find("hunter2"), std::string::npos);
}

}  // namespace aggregator::config
