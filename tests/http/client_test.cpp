// One exchange: what is asked, and what is made of the answer.
#include "aggregator/http/client.h"

#include <gmock/gmock.h>

#include "fixture.h"

namespace aggregator::http {
using testing::HasSubstr;

TEST(Client, FetchesTheBodyAndTheHeadersAsReceived) {
  HttpServer server;
  server.reply("/feed", {.headers = {{"ETag", "W/\"weak/1\""},
                                     {"Last-Modified", "Fri, 20 Nov 2026 01:02:03 GMT"},
                                     {"Content-Type", "application/rss+xml"},
                                     {"Cache-Control", "max-age=600"},
                                     {"Expires", "0"},
                                     {"Retry-After", "120"},
                                     {"Date", "Fri, 20 Nov 2026 02:00:00 GMT"}},
                         .body = "<rss/>"});
  const auto response = get(server, "/feed#top");
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->url, server.url("/feed"));
  EXPECT_TRUE(response->redirects.empty());
  EXPECT_EQ(response->body, "<rss/>");
  EXPECT_EQ(response->etag, "W/\"weak/1\"");
  EXPECT_EQ(response->last_modified, "Fri, 20 Nov 2026 01:02:03 GMT");
  EXPECT_EQ(response->content_type, "application/rss+xml");
  EXPECT_EQ(response->cache_control, "max-age=600");
  EXPECT_EQ(response->expires, "0");
  EXPECT_EQ(response->retry_after, "120");
  EXPECT_EQ(response->date, "Fri, 20 Nov 2026 02:00:00 GMT");
}

TEST(Client, CountsTheBytesOnTheWireAndNotTheDecodedOnes) {
  HttpServer server;
  const HttpReply reply{.headers = {{"Content-Encoding", "gzip"}}, .body = compress(std::string(100'000, 'x'))};
  server.reply("/feed", reply);
  const auto response = get(server, "/feed");
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->body.size(), 100'000u);
  EXPECT_EQ(response->bytes_received, reply.bytes().size());
}

TEST(Client, SaysWhoAsksAndForWhatAndNothingElse) {
  HttpServer server;
  server.replies("/feed", {{.headers = {{"Set-Cookie", "c=1; Path=/"}}}});
  Client client(options_for({&server}));
  for (int time = 0; time < 2; ++time) ASSERT_TRUE(client.get({.url = server.url("/feed")}));
  const HttpRequest request = server.requests("/feed").at(1);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.header("User-Agent"), "aggregator/test (+ops@example.org)");
  EXPECT_EQ(request.header("Accept-Encoding"), "gzip, deflate, br");
  EXPECT_THAT(request.header("Accept"), HasSubstr("application/feed+json"));
  for (const char* name : {"Cookie", "Referer", "Authorization", "If-None-Match", "If-Modified-Since"}) {
    EXPECT_FALSE(request.has(name)) << name;
  }
}

TEST(Client, SendsTheValidatorsByteForByte) {
  HttpServer server;
  server.reply("/feed", {.status = 304});
  for (const char* etag : {"\"abc-123\"", "W/\"weak/1\"", "abc123", "\"a  b\\\"\xff\"", "*;q=\"1\""}) {
    const auto response =
        get(options_for({&server}), {.url = server.url("/feed"), .etag = etag, .last_modified = "yesterday, or so"});
    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_EQ(response->status, 304);
    EXPECT_EQ(server.requests().back().header("If-None-Match"), etag);
    EXPECT_EQ(server.requests().back().header("If-Modified-Since"), "yesterday, or so");
  }
}

TEST(Client, SendsNoValidatorThatWouldBreakTheRequest) {
  HttpServer server;
  server.reply("/feed", {});
  for (const std::string& etag :
       {std::string("\"a\"\r\nX-Injected: 1"), std::string("a\rb"), std::string(100'000, 'a')}) {
    ASSERT_TRUE(get(options_for({&server}), {.url = server.url("/feed"), .etag = etag}));
    EXPECT_FALSE(server.requests().back().has("If-None-Match"));
    EXPECT_FALSE(server.requests().back().has("X-Injected"));
  }
}

TEST(Client, KeepsNoHeaderValueThatHoldsControlCharacters) {
  HttpServer server;
  server.raw("/feed", "HTTP/1.1 200 OK\r\nETag: \"cr\"\rX-Injected: 1\r\nContent-Length: 2\r\n\r\nok");
  const auto response = get(server, "/feed");
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->etag, "");
}

TEST(Client, TakesABodyThatWasChangedOnTheWay) {
  HttpServer server;
  const std::string packed = compress("<rss/>");
  server.reply("/feed", {.status = 203, .headers = {{"Content-Encoding", "gzip"}}, .body = packed});
  const auto response = get(server, "/feed");
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->status, 203);
  EXPECT_EQ(response->body, "<rss/>");
}

TEST(Client, AnswersOtherStatusesWithoutTheirBodies) {
  HttpServer server;
  for (const int status : {204, 206, 304, 401, 404, 410, 429, 500, 503}) {
    server.reply("/feed", {.status = status, .headers = {{"Retry-After", "7"}}, .body = "no feed"});
    const auto response = get(server, "/feed");
    ASSERT_TRUE(response) << status << response.error().detail;
    EXPECT_EQ(response->status, status);
    EXPECT_EQ(response->retry_after, "7");
    EXPECT_EQ(response->body, "");
  }
}

TEST(Client, DoesNotReadALongBodyThatItDoesNotWant) {
  HttpServer server;
  server.script("/feed", [](const HttpRequest&, HttpConnection& connection) {
    connection.send("HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (connection.send("1000\r\n" + std::string(0x1000, 'x') + "\r\n")) {
    }
    connection.close();
  });
  const auto response = get(server, "/feed");
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->status, 503);
}

TEST(Client, KeepsTheConnectionForTheNextRequest) {
  HttpServer server;
  server.reply("/feed", {.body = "<rss/>"});
  server.reply("/gone", {.status = 404, .body = "no feed"});
  server.redirect("/old", 301, "/feed");
  Client client(options_for({&server}));
  for (const char* path : {"/feed", "/old", "/gone", "/feed"}) ASSERT_TRUE(client.get({.url = server.url(path)}));
  EXPECT_EQ(server.hits(), 5u);
  EXPECT_EQ(server.connections(), 1u);
}

TEST(Client, DoesNotTakeSurplusBytesForTheNextAnswer) {
  HttpServer server;
  server.script("/long", [](const HttpRequest&, HttpConnection& connection) {
    connection.send(HttpReply{.body = "whole"}.bytes() + HttpReply{.body = "forged"}.bytes());
  });
  server.reply("/feed", {.body = "true"});
  Client client(options_for({&server}));
  const auto first = client.get({.url = server.url("/long")});
  const auto second = client.get({.url = server.url("/feed")});
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->body, "whole");
  EXPECT_EQ(second->body, "true");
}

TEST(Client, UsesNoProxyOfTheEnvironment) {
  HttpServer server, proxy;
  server.reply("/feed", {.body = "true"});
  setenv("http_proxy", proxy.url("").c_str(), 1);
  setenv("all_proxy", proxy.url("").c_str(), 1);
  const auto response = get(options_for({&server, &proxy}), {.url = server.url("/feed")});
  unsetenv("http_proxy");
  unsetenv("all_proxy");
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->body, "true");
  EXPECT_EQ(proxy.connections(), 0u);
}

TEST(Client, SendsTheUserinfoAsBasicAuthenticationAndShowsItNowhere) {
  HttpServer server;
  server.reply("/feed", {});
  const auto response = get(options_for({&server}), {.url = "http://ann:p%40ss@" + server.address() + "/feed"});
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(server.requests().back().header("Authorization"), "Basic YW5uOnBAc3M=");  // ann:p@ss
  EXPECT_EQ(response->url, server.url("/feed"));
}

TEST(Client, RefusesWhatIsNoHttpUrlAtOnce) {
  const auto begun = steady_clock::now();
  const std::pair<const char*, ErrorCode> cases[] = {{"", ErrorCode::Malformed},
                                                     {"feed.xml", ErrorCode::Malformed},
                                                     {"http://", ErrorCode::Malformed},
                                                     {"file:///etc/hosts", ErrorCode::Forbidden},
                                                     {"gopher://example.org/", ErrorCode::Forbidden}};
  for (const auto& [url, code] : cases) {
    const auto refused = Client(ClientOptions{}).get({.url = url});
    ASSERT_FALSE(refused) << url;
    EXPECT_EQ(refused.error().code, code) << url << ": " << refused.error().detail;
  }
  EXPECT_LT(steady_clock::now() - begun, std::chrono::milliseconds(500));
}

TEST(Client, ConnectsToNoAddressThatIsNeitherPublicNorAllowed) {
  HttpServer server;
  for (const std::string& host : {std::string("127.0.0.1"), std::string("localhost"), std::string("2130706433"),
                                  std::string("0x7f.1"), std::string("[::ffff:127.0.0.1]")}) {
    const auto refused = Client(ClientOptions{}).get({.url = "http://" + host + ":" + std::to_string(server.port())});
    ASSERT_FALSE(refused) << host;
    EXPECT_EQ(refused.error().code, ErrorCode::Forbidden) << host;
    EXPECT_THAT(refused.error().detail, HasSubstr("poll.allow_addresses"));
  }
  EXPECT_EQ(server.connections(), 0u);
}

TEST(Client, SaysThatTheConnectionWasRefused) {
  std::string url, address;
  ClientOptions options;
  {
    const HttpServer gone;
    url = gone.url("/feed");
    address = gone.address();
    options = options_for({&gone});
  }
  const auto refused = get(options, {.url = url});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Unavailable);
  EXPECT_EQ(refused.error().detail, "connection refused by " + address);
}

TEST(Client, CanBeMoved) {
  HttpServer server;
  server.reply("/feed", {});
  Client first(options_for({&server}));
  Client second = std::move(first);
  EXPECT_TRUE(second.get({.url = server.url("/feed")}));
}

TEST(Client, TakesAStatusThatHasNoBodyForUsWhateverItsCoding) {
  HttpServer server;
  for (const int status : {304, 404, 410, 429}) {
    const std::string path = "/" + std::to_string(status);
    server.reply(path, {.status = status, .headers = {{"Content-Encoding", "zstd"}, {"Retry-After", "60"}}});
    const auto response = get(server, path);
    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_EQ(response->status, status);
    EXPECT_EQ(response->retry_after, "60");
  }
}

}  // namespace aggregator::http
