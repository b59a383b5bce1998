// Logins and headers of one feed: who is told them, and who is not.
#include <gmock/gmock.h>

#include "fixture.h"
#include "visit.h"

namespace aggregator::http {
namespace {
using testing::HasSubstr;
using testing::Not;

/// For the server of `url`.
Access some_access(std::string url) {
  return {.url = std::move(url), .user = "ann", .password = "s:cret", .headers = {{"X-Key", "42"}}};
}

bool was_told(const HttpRequest& request) { return request.has("Authorization") && request.has("X-Key"); }
bool was_told_anything(const HttpRequest& request) { return request.has("Authorization") || request.has("X-Key"); }

}  // namespace

TEST(Access, GoesToTheServerOfTheFeed) {
  HttpServer server;
  server.reply("/feed", {.body = "<rss/>"});
  const auto response =
      get(options_for({&server}), {.url = server.url("/feed"), .access = some_access(server.url("/"))});
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_TRUE(response->knew_us);
  const HttpRequest request = server.requests("/feed").at(0);
  EXPECT_EQ(request.header("Authorization"), "Basic YW5uOnM6Y3JldA==");
  EXPECT_EQ(request.header("X-Key"), "42");
}

TEST(Access, FollowsRedirectsOnTheSameServerAndBackToItButToNoOther) {
  HttpServer server, other;
  server.redirect("/a", 302, "/b");
  server.redirect("/b", 302, other.url("/c"));
  other.redirect("/c", 302, server.url("/d"));
  server.reply("/d", {.status = 401});
  const auto response =
      get(options_for({&server, &other}), {.url = server.url("/a"), .access = some_access(server.url("/"))});
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_TRUE(response->knew_us);
  for (const char* path : {"/a", "/b", "/d"}) EXPECT_TRUE(was_told(server.requests(path).at(0))) << path;
  EXPECT_FALSE(was_told_anything(other.requests("/c").at(0)));
  for (const Redirect& redirect : response->redirects) EXPECT_THAT(redirect.target, Not(HasSubstr("cret")));
}

TEST(Access, DoesNotFollowAFeedThatHasMovedToAnotherServer) {
  HttpServer listed, moved;
  moved.reply("/feed", {.status = 401});
  const Access access = some_access(listed.url("/feed"));
  const auto response = get(options_for({&listed, &moved}), {.url = moved.url("/feed"), .access = access});
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_FALSE(response->knew_us);
  EXPECT_FALSE(was_told_anything(moved.requests("/feed").at(0)));
}

TEST(Access, WithoutAServerIsForNobody) {
  HttpServer server;
  server.reply("/feed", {});
  const auto response = get(options_for({&server}), {.url = server.url("/feed"), .access = some_access("")});
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_FALSE(was_told_anything(server.requests("/feed").at(0)));
}

TEST(Access, IsForgottenByTheNextRequestOnTheSameConnection) {
  HttpServer server;
  server.reply("/a", {});
  server.reply("/b", {});
  Client client(options_for({&server}));
  ASSERT_TRUE(client.get({.url = server.url("/a"), .access = some_access(server.url("/"))}));
  ASSERT_TRUE(client.get({.url = server.url("/b")}));
  EXPECT_EQ(server.connections(), 1u);
  EXPECT_TRUE(was_told(server.requests("/a").at(0)));
  EXPECT_FALSE(was_told_anything(server.requests("/b").at(0)));
}

TEST(Access, GoesFromHttpToHttpsOfTheSameHostButNotBack) {
  const ClientOptions options;
  const std::tuple<const char*, const char*, bool> cases[] = {
      {"http://example.org/a", "https://example.org/a", true},
      {"https://example.org/a", "http://example.org/a", false},
      {"https://example.org/a", "https://example.org:8443/a", false},
      {"https://example.org/a", "https://www.example.org/a", false},
      {"https://example.org/a", "https://EXAMPLE.org:443/a", true},
  };
  for (const auto& [listed, url, expected] : cases) {
    const Request request{.url = url, .access = some_access(listed)};
    const auto visit = Visit::start(request, options);
    ASSERT_TRUE(visit) << url;
    EXPECT_EQ(visit->hop().access != nullptr, expected) << listed << " and " << url;
  }
}

TEST(Access, ThatWouldBreakTheHeadIsNotSent) {
  HttpServer server;
  const Access good = some_access(server.url("/"));
  Access user = good, password = good, header = good;
  user.user = "a\nb";
  password.password = std::string("a\0b", 3);
  header.headers[0].second = "42\r\nHost: evil.example";
  for (const Access& access : {user, password, header}) {
    const auto refused = get(options_for({&server}), {.url = server.url("/"), .access = access});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Malformed);
    EXPECT_THAT(refused.error().detail, Not(HasSubstr("42")));
  }
  EXPECT_EQ(server.connections(), 0u);
}

}  // namespace aggregator::http
