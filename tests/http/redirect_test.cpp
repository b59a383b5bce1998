#include <gmock/gmock.h>

#include "fixture.h"

namespace aggregator::http {
using testing::HasSubstr;

TEST(Redirects, AreFollowedAndRecorded) {
  HttpServer server, other;
  server.redirect("/a", 301, "/b?x=1#part");
  server.redirect("/b?x=1", 308, "../d/./c");
  server.redirect("/d/c", 302, other.url("/e"));
  other.reply("/e", {.body = "<rss/>"});
  const auto response = get(options_for({&server, &other}), {.url = server.url("/a")});
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "<rss/>");
  EXPECT_EQ(response->url, other.url("/e"));
  ASSERT_EQ(response->redirects.size(), 3u);
  const Redirect expected[] = {{301, server.url("/b?x=1")}, {308, server.url("/d/c")}, {302, other.url("/e")}};
  for (std::size_t hop = 0; hop < 3; ++hop) {
    EXPECT_EQ(response->redirects[hop].status, expected[hop].status);
    EXPECT_EQ(response->redirects[hop].target, expected[hop].target);
  }
}

TEST(Redirects, CarryValidatorsOnlyToTheUrlThatGaveThem) {
  HttpServer server;
  server.redirect("/old", 302, "/new");
  server.reply("/new", {});
  const std::pair<std::string, const char*> cases[] = {{"", "/old"}, {server.url("/new"), "/new"}};
  for (const auto& [validator_url, path] : cases) {
    const std::size_t before = server.hits();
    const auto response = get(options_for({&server}), {.url = server.url("/old"),
                                                       .etag = "\"1\"",
                                                       .last_modified = "Fri, 20 Nov 2026 01:02:03 GMT",
                                                       .validator_url = validator_url});
    ASSERT_TRUE(response);
    EXPECT_EQ(response->was_conditional, std::string_view(path) == "/new");
    const auto requests = server.requests();
    for (std::size_t at = before; at < requests.size(); ++at) {
      EXPECT_EQ(requests[at].has("If-None-Match"), requests[at].path == path) << requests[at].path;
      EXPECT_EQ(requests[at].has("If-Modified-Since"), requests[at].path == path) << requests[at].path;
    }
  }
}

TEST(Redirects, DoNotReadTheBodyOfTheRedirect) {
  HttpServer server;
  server.script("/old", [](const HttpRequest&, HttpConnection& connection) {
    connection.send("HTTP/1.1 302 Found\r\nLocation: /new\r\nContent-Length: 1073741824\r\n\r\n");
    while (connection.send(std::string(4096, 'x'))) {
    }
    connection.close();
  });
  server.reply("/new", {.body = "<rss/>"});
  const auto response = get(server, "/old");
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->body, "<rss/>");
}

TEST(Redirects, SurviveABrokenBodyOfTheRedirect) {
  HttpServer server;
  server.raw("/old", "HTTP/1.1 302 Found\r\nLocation: /new\r\nContent-Length: 100\r\n\r\nshort");
  server.reply("/new", {.body = "<rss/>"});
  const auto response = get(server, "/old");
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->body, "<rss/>");
}

TEST(Redirects, EndAfterTheLimit) {
  HttpServer server;
  for (int hop = 0; hop < 12; ++hop) {
    server.redirect("/" + std::to_string(hop), 302, "/" + std::to_string(hop + 1));
  }
  server.reply("/12", {});
  EXPECT_TRUE(get(server, "/2"));
  const std::size_t before = server.hits();
  const auto refused = get(server, "/1");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Unavailable);
  EXPECT_THAT(refused.error().detail, HasSubstr("more than 10 redirects"));
  EXPECT_EQ(server.hits() - before, 11u);
}

TEST(Redirects, EndWhenTheyRunInACircle) {
  HttpServer server;
  server.redirect("/self", 301, "/self#again");
  server.redirect("/a", 302, "/b");
  server.redirect("/b", 302, "/a");
  for (const char* path : {"/self", "/a"}) {
    const auto refused = get(server, path);
    ASSERT_FALSE(refused) << path;
    EXPECT_THAT(refused.error().detail, HasSubstr("redirect loop"));
  }
  EXPECT_EQ(server.hits(), 3u);
}

TEST(Redirects, OfAServerThatDemandsItsCookieEndWithWordsOfIt) {
  HttpServer server;
  server.reply("/feed",
               {.status = 302, .headers = {{"Location", "/feed"}, {"Set-Cookie", "seen=1; Path=/; HttpOnly"}}});
  const auto refused = get(server, "/feed");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().detail,
              HasSubstr("redirect loop; it may go on until the server sees the cookie that it sets"));
  EXPECT_EQ(server.hits(), 1u);
}

TEST(Redirects, WithoutLocationAreAnAnswer) {
  HttpServer server;
  server.reply("/feed", {.status = 302, .body = "moved"});
  const auto response = get(server, "/feed");
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->status, 302);
}

TEST(Redirects, ToOtherAddressesOrSchemesAreRefused) {
  HttpServer server, canary, elsewhere("127.0.0.66");
  const std::string port = std::to_string(canary.port());
  const std::string targets[] = {canary.url("/"),
                                 elsewhere.url("/"),
                                 "http://localhost:" + port + "/",
                                 "http://[::1]:" + port + "/",
                                 "http://[::ffff:127.0.0.1]:" + port + "/",
                                 "http://2130706433:" + port + "/",
                                 "http://127.1:" + port + "/",
                                 "http://" + server.address() + "@127.0.0.1:" + port + "/",
                                 "//127.0.0.1:" + port + "/",
                                 "file:///etc/passwd",
                                 "ftp://127.0.0.1:" + port + "/",
                                 "data:application/rss+xml,%3Crss%2F%3E"};
  for (const std::string& target : targets) {
    server.redirect("/feed", 302, target);
    const auto refused = get(server, "/feed");
    ASSERT_FALSE(refused) << target;
    EXPECT_EQ(refused.error().code, ErrorCode::Forbidden) << refused.error().detail;
    EXPECT_THAT(refused.error().detail, HasSubstr("redirect"));
  }
  EXPECT_EQ(canary.connections() + elsewhere.connections(), 0u);
}

TEST(Redirects, ToNoReadableUrlAreMalformed) {
  HttpServer server;
  server.redirect("/feed", 302, "http://[nonsense/");
  const auto refused = get(server, "/feed");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Malformed);
}

TEST(Redirects, TakeCredentialsToTheSameServerOnly) {
  HttpServer server, other;
  server.redirect("/a", 302, "/b");
  server.redirect("/b", 302, "http://eve:1@" + other.address() + "/c");
  other.reply("/c", {});
  const auto response = get(options_for({&server, &other}), {.url = "http://ann:secret@" + server.address() + "/a"});
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_TRUE(server.requests("/b").at(0).has("Authorization"));
  EXPECT_FALSE(other.requests("/c").at(0).has("Authorization"));
  EXPECT_EQ(response->redirects.at(1).target, other.url("/c"));
}

TEST(Redirects, ShareOneTimeOut) {
  HttpServer server;
  server.redirect("/a", 302, "/b");
  server.hold("/b");
  ClientOptions options = options_for({&server});
  options.timeout = seconds(1);
  const auto begun = steady_clock::now();
  const auto refused = get(options, {.url = server.url("/a")});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Unavailable);
  EXPECT_LT(steady_clock::now() - begun, seconds(3));
}

/// What a server put behind its redirect may arrive only when the connection is in use again.
TEST(Redirects, AsksAfreshWhereLeftoversComeOnTheSameConnection) {
  const std::string closes = "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  for (const std::string& leftovers : {std::string("<html>The feed has moved.</html>"), closes}) {
    SCOPED_TRACE(leftovers);
    HttpServer server;
    server.redirect("/feed", 302, "/new");
    server.script("/new", [&](const HttpRequest& request, HttpConnection& connection) {
      if (request.connection > 1) return void(connection.send(HttpReply{.body = "the feed"}.bytes()));
      connection.send(leftovers);
      connection.close();
    });
    const auto response = get(server, "/feed");
    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_EQ(response->body, "the feed");
    EXPECT_EQ(server.hits("/feed"), 1u);
    EXPECT_EQ(server.hits("/new"), 2u);
  }
}

TEST(Redirects, AsksOnlyOnceWhereItIsTheAnswer) {
  for (const std::string& reply : {std::string("<html>no HTTP</html>"), HttpReply{.status = 408}.bytes()}) {
    SCOPED_TRACE(reply);
    HttpServer server;
    server.raw("/feed", reply);
    const auto response = get(server, "/feed");
    EXPECT_TRUE(!response || response->status == 408);
    EXPECT_EQ(server.hits(), 1u);
  }
}

}  // namespace aggregator::http
