#include <gmock/gmock.h>

#include <cstdlib>

#include "aggregator/http/named_address.h"
#include "fixture.h"

namespace aggregator::http {
namespace {
using testing::HasSubstr;

ClientOptions behind(const HttpServer& proxy) {
  ClientOptions options = options_for({});
  options.proxy = "http://" + proxy.address();
  return options;
}

}  // namespace

TEST(Proxy, IsAskedForTheWholeUrl) {
  HttpServer proxy;
  proxy.reply("http://blog.example/feed?a=1", {.body = "<rss/>"});
  const auto response = get(behind(proxy), {.url = "http://blog.example/feed?a=1"});
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->body, "<rss/>");
  EXPECT_EQ(response->url, "http://blog.example/feed?a=1");
  EXPECT_EQ(proxy.requests().at(0).header("Host"), "blog.example");
}

TEST(Proxy, IsNotTakenForTheMachineOfTheBlog) {
  HttpServer proxy;
  proxy.reply("http://blog.example/feed", {});
  const auto response = get(behind(proxy), {.url = "http://blog.example/feed"});
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->address, "");
}

TEST(Proxy, IsAskedForATunnelAndItsAnswerIsNotTheServers) {
  HttpServer proxy;
  proxy.raw("blog.example:443", "HTTP/1.1 403 Not for you\r\nContent-Length: 0\r\n\r\n");
  const auto refused =
      get(behind(proxy),
          {.url = "https://blog.example/feed",
           .access = {.url = "https://blog.example/", .user = "ann", .password = "x", .headers = {{"X-Key", "42"}}}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Unavailable);
  EXPECT_THAT(refused.error().detail, HasSubstr("403"));
  const HttpRequest request = proxy.requests().at(0);
  EXPECT_EQ(request.method, "CONNECT");
  EXPECT_FALSE(request.has("Authorization") || request.has("X-Key")) << "what is the server's is not the proxy's";
}

TEST(Proxy, IsNamedWhenItIsNotThere) {
  ClientOptions options = options_for({});
  {
    HttpServer gone;
    options.proxy = "http://" + gone.address();
  }
  const auto refused = get(options, {.url = "http://blog.example/feed"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Unreachable);
  EXPECT_THAT(refused.error().detail, HasSubstr("the proxy 127.0.0.1:"));
}

TEST(Proxy, IsNotAskedForPrivateAddressesInAnyDisguise) {
  HttpServer proxy;
  const char* const urls[] = {"http://127.0.0.1/",
                              "http://10.1.2.3:8080/",
                              "http://169.254.169.254/latest/meta-data/",
                              "http://2130706433/",
                              "http://0x7f.1/",
                              "http://0177.0.0.1/",
                              "http://127.0.0.1./",
                              "http://%31%32%37.0.0.1/",
                              "http://１２７.0.0.1/",
                              "http://[::1]/",
                              "http://[::ffff:10.0.0.1]/",
                              "http://[::ffff:a00:1]/",
                              "http://[64:ff9b::a00:1]/",
                              "http://[2002:a00:1::]/",
                              "http://[fd00::1]/",
                              "http://localhost/",
                              "http://LOCALHOST.:8080/",
                              "http://a.localhost/",
                              "https://192.168.1.1/",
                              "http://0/"};
  for (const char* url : urls) {
    proxy.redirect("http://blog.example/feed", 302, url);
    for (const char* asked : {url, "http://blog.example/feed"}) {
      const auto refused = get(behind(proxy), {.url = asked});
      ASSERT_FALSE(refused) << asked << " to " << url;
      EXPECT_EQ(refused.error().code, ErrorCode::Forbidden) << refused.error().detail;
      EXPECT_THAT(refused.error().detail, HasSubstr("poll.allow_addresses"));
    }
  }
  EXPECT_EQ(proxy.hits("http://blog.example/feed"), proxy.hits());
}

TEST(Proxy, IsAskedForPrivateAddressesThatAreAllowed) {
  HttpServer proxy;
  ClientOptions options = behind(proxy);
  options.allow_addresses = {*AddressRange::parse("10.1.0.0/16"), *AddressRange::parse("127.0.0.1:8080")};
  for (const char* url : {"http://10.1.2.3/", "http://127.0.0.1:8080/", "http://localhost:8080/"}) {
    proxy.reply(url, {});
    EXPECT_TRUE(get(options, {.url = url})) << url;
  }
  EXPECT_FALSE(get(options, {.url = "http://localhost:8081/"}));
}

TEST(Proxy, IsNotPassedByOnBehalfOfTheEnvironment) {
  HttpServer server, proxy;
  proxy.reply(server.url("/feed"), {.status = 410});
  ClientOptions options = behind(proxy);
  options.allow_addresses = {*AddressRange::parse(server.address())};
  setenv("no_proxy", "*", 1);
  const auto response = get(options, {.url = server.url("/feed")});
  unsetenv("no_proxy");
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->status, 410);
  EXPECT_EQ(server.connections(), 0u);
}

TEST(CheckNamedAddress, LetsNamesAndPublicAddressesPass) {
  for (const char* url : {"http://blog.example/", "http://localhost.example/", "http://8.8.8.8/",
                          "http://[2606:4700::1111]/", "http://notlocalhost/"}) {
    EXPECT_TRUE(check_named_address(parse_url(url).value(), {})) << url;
  }
}

}  // namespace aggregator::http
