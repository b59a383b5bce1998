#include "visit.h"

#include <gtest/gtest.h>

#include <string>

namespace aggregator::http {
using namespace std::chrono_literals;

Answer redirect(const std::string& location) {
  Answer answer{.head = Head(1u << 16), .body = {}, .address = {}, .bytes_received = 100};
  for (const std::string& line : {std::string("HTTP/1.1 302 Found"), "Location: " + location, std::string()}) {
    EXPECT_TRUE(answer.head.add(line + "\r\n"));
  }
  return answer;
}

TEST(Visit, GivesEachHopTheTimeThatTheOnesBeforeLeft) {
  const Request request{.url = "http://example.org/a"};
  const ClientOptions options{
      .host_pace = {}, .domain_pace = {}, .timeout = 30s, .user_agent = {}, .allow_addresses = {}};
  auto visit = Visit::start(request, options);
  ASSERT_TRUE(visit);
  EXPECT_EQ(visit->hop().time_left, 30s);
  ASSERT_FALSE(visit->take(redirect("/b"), 12s));
  EXPECT_EQ(visit->hop().time_left, 18s);
  const auto result = visit->take(redirect("/c"), 18s);
  ASSERT_TRUE(result && !*result);
  EXPECT_EQ(result->error().code, ErrorCode::Unavailable);
  EXPECT_EQ(visit->spent(), 30s);
  EXPECT_NE(result->error().detail.find("no answer within 30 s"), std::string::npos) << result->error().detail;
}

TEST(Visit, CountsTheTimeOfAHopThatFailed) {
  const Request request{.url = "http://example.org/a"};
  const ClientOptions options;
  auto visit = Visit::start(request, options);
  ASSERT_TRUE(visit);
  ASSERT_FALSE(visit->take(redirect("/b"), 2s));
  ASSERT_TRUE(visit->take(fail(ErrorCode::Unavailable, "no answer"), 28s));
  EXPECT_EQ(visit->spent(), 30s);
}

TEST(Visit, HasMetAServerWhenItWasRedirected) {
  const ClientOptions options;
  for (const bool is_redirected : {false, true}) {
    auto visit = Visit::start({.url = "http://example.org/a"}, options);
    ASSERT_TRUE(visit);
    if (is_redirected) {
      ASSERT_FALSE(visit->take(redirect("http://b.example/"), 1s));
    }
    const auto result = visit->take(fail(ErrorCode::Unreachable, "cannot resolve"), 1s);
    ASSERT_TRUE(result && !*result);
    EXPECT_EQ(result->error().code, is_redirected ? ErrorCode::Unavailable : ErrorCode::Unreachable);
  }
}

TEST(Visit, ChangesItsHostWithTheRedirect) {
  const Request request{.url = "http://example.org/a"};
  const ClientOptions options;
  auto visit = Visit::start(request, options);
  ASSERT_TRUE(visit);
  EXPECT_EQ(visit->destination().host, "example.org");
  ASSERT_FALSE(visit->take(redirect("https://blog.example.org:8443/b"), 1ms));
  EXPECT_EQ(visit->destination().host, "blog.example.org:8443");
}

TEST(Visit, ShowsNoLoginOfALocation) {
  const Request request{.url = "http://example.org/a"};
  const ClientOptions options{
      .host_pace = {}, .domain_pace = {}, .timeout = 30s, .user_agent = {}, .allow_addresses = {}};
  for (const char* const location : {"http://ann:secret@127.0.0.1/", "ftp://ann:secret@example.org/"}) {
    auto visit = Visit::start(request, options);
    ASSERT_TRUE(visit);
    const auto result = visit->take(redirect(location), 1ms);
    ASSERT_TRUE(result && !*result) << location;
    EXPECT_EQ(result->error().detail.find("secret"), std::string::npos) << result->error().detail;
  }
}

TEST(Visit, TakesCredentialsFromHttpToHttpsOfTheSameHostButNotBack) {
  const ClientOptions options;
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"http://ann:x@example.org/a", "https://example.org/a", "ann:x"},
      {"https://ann:x@example.org/a", "http://example.org/a", ""},
      {"http://ann:x@example.org/a", "https://example.org:8443/a", ""},
      {"http://ann:x@example.org/a", "http://www.example.org/a", ""},
      {"http://ann:x@example.org/a", "http://eve:y@example.org/b", "ann:x"},
  };
  for (const auto& [url, location, userinfo] : cases) {
    const Request request{.url = url};
    auto visit = Visit::start(request, options);
    ASSERT_TRUE(visit) << url;
    ASSERT_FALSE(visit->take(redirect(location), 1ms)) << location;
    EXPECT_EQ(visit->hop().url.userinfo, userinfo) << url << " to " << location;
  }
}

TEST(Visit, RefusesAUrlOfEndlessLength) {
  const Request request{.url = "http://example.org/" + std::string(20'000, 'a')};
  const ClientOptions options;
  const auto refused = Visit::start(request, options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Malformed);
}

}  // namespace aggregator::http
