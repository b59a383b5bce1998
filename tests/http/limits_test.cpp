// Answers that are too large, broken or endless.
#include <gmock/gmock.h>

#include "fixture.h"

namespace aggregator::http {
using testing::HasSubstr;

/// A chunked answer with gzip inside that never ends.
void send_endless_gzip(const HttpRequest&, HttpConnection& connection) {
  const std::string member = compress(std::string(16u << 20, ' '));
  connection.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n");
  char size[32];
  std::snprintf(size, sizeof size, "%zx\r\n", member.size());
  while (connection.send(size + member + "\r\n")) {
  }
  connection.close();
}

TEST(Limits, ABodyAnnouncedTooLargeIsRefusedUnread) {
  HttpServer server;
  server.raw("/feed", "HTTP/1.1 200 OK\r\nContent-Length: 16777217\r\n\r\n");
  const auto refused = get(server, "/feed");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Unavailable);
  EXPECT_EQ(refused.error().detail, "answer larger than 16 MiB");
}

TEST(Limits, ABodyIsCutAtTheLimitAndNotOneByteBefore) {
  HttpServer server;
  ClientOptions options = options_for({&server});
  options.max_body = 1000;
  for (const std::size_t size : {1000u, 1001u}) {
    // Without Content-Length, so that it has to be counted.
    server.raw("/feed", "HTTP/1.1 200 OK\r\n\r\n" + std::string(size, 'x'));
    const auto response = get(options, {.url = server.url("/feed")});
    EXPECT_EQ(response.has_value(), size == 1000) << size;
  }
}

TEST(Limits, TheDecodedBytesAreCounted) {
  HttpServer server;
  server.script("/bomb", send_endless_gzip);
  const auto refused = get(server, "/bomb");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail, "answer larger than 16 MiB");
}

TEST(Limits, AServerThatSaysNothingIsGivenUpAfterTwoThirdsOfTheTimeOut) {
  HttpServer server;
  server.hold("/silent");
  ClientOptions options = options_for({&server});
  options.timeout = seconds(4);
  const auto begun = steady_clock::now();
  const auto given_up = get(options, {.url = server.url("/silent")});
  EXPECT_LT(steady_clock::now() - begun, options.timeout);
  ASSERT_FALSE(given_up);
  EXPECT_THAT(given_up.error().detail, HasSubstr("no answer from " + server.address() + " within "));
}

TEST(Limits, TheTimeOutHoldsWhileDataKeepComing) {
  HttpServer server;
  server.script("/endless", [](const HttpRequest&, HttpConnection& connection) {
    connection.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string empty = compress("");
    char size[32];
    std::snprintf(size, sizeof size, "%zx\r\n", empty.size());
    while (connection.send(size + empty + "\r\n")) {
    }
    connection.close();
  });
  ClientOptions options = options_for({&server});
  options.timeout = seconds(1);
  options.max_body = options.max_arriving = 1u << 30;  // however fast it comes
  const auto begun = steady_clock::now();
  const auto refused = get(options, {.url = server.url("/endless")});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail, "answer of " + server.address() + " not complete after 1 s");
  EXPECT_LT(steady_clock::now() - begun, seconds(3));
}

TEST(Limits, AHeadMayBeLongButNotWithoutEnd) {
  HttpServer server;
  std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n";
  for (int line = 0; line < 4990; ++line) head += "X-Header-" + std::to_string(line) + ": some value\r\n";
  server.raw("/long", head + "\r\nok");
  const auto response = get(server, "/long");
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->body, "ok");

  const std::string line = "X-Padding: " + std::string(1000, 'x') + "\r\n";
  std::string too_long = "HTTP/1.1 200 OK\r\n";
  while (too_long.size() <= 300u << 10) too_long += line;
  server.raw("/too-long", too_long + "\r\nok");
  const auto refused = get(server, "/too-long");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Unavailable);
  EXPECT_THAT(refused.error().detail, HasSubstr("larger than 300 KiB"));
}

TEST(Limits, OneEndlessHeaderLineIsRefused) {
  HttpServer server;
  server.script("/feed", [](const HttpRequest&, HttpConnection& connection) {
    connection.send("HTTP/1.1 200 OK\r\nX-Long: ");
    while (connection.send(std::string(4096, 'x'))) {
    }
    connection.close();
  });
  const auto refused = get(server, "/feed");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Unavailable);
}

TEST(Limits, EndlessInterimAnswersAreRefused) {
  HttpServer server;
  server.script("/feed", [](const HttpRequest&, HttpConnection& connection) {
    while (connection.send("HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n")) {
    }
    connection.close();
  });
  EXPECT_FALSE(get(server, "/feed"));
}

TEST(BrokenAnswers, AreErrorsEvenIfWhatCameCouldBeUsed) {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const std::string zipped = compress("<rss>" + std::string(200, 'a') + "</rss>");
  const std::string half = zipped.substr(0, zipped.size() / 2);
  const auto sized = [](const std::string& body) {
    return "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  const std::pair<std::string, ErrorCode> cases[] = {
      {"", ErrorCode::Unavailable},
      {ok + "Content-Length: 100\r\n\r\n<rss/>", ErrorCode::Unavailable},
      {ok + "Content-Length: 4\r\nContent-Length: 6\r\n\r\n<rss/>", ErrorCode::Malformed},
      {ok + "Transfer-Encoding: chunked\r\n\r\n6\r\n<rss/>\r\n", ErrorCode::Unavailable},
      {ok + "Transfer-Encoding: chunked\r\n\r\n6\r\n<rss/>\r\nZZ\r\n", ErrorCode::Unavailable},
      {ok + "Content-Encoding: gzip\r\n" + sized(half), ErrorCode::Unavailable},
      {ok + "Content-Encoding: gzip\r\n" + sized("<rss/>"), ErrorCode::Malformed},
      {ok + "Content-Encoding: x-nonsense\r\n" + sized("<rss/>"), ErrorCode::Malformed},
      {"<rss/>", ErrorCode::Malformed},
      {"HTTP/1.1 banana\r\n\r\n<rss/>", ErrorCode::Malformed},
  };
  for (const auto& [answer, code] : cases) {
    SCOPED_TRACE(answer);
    HttpServer server;
    server.raw("/feed", answer);
    const auto refused = get(server, "/feed");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, code) << refused.error().detail;
    EXPECT_EQ(server.hits(), 1u);
  }
}

TEST(BrokenAnswers, AResetIsAnError) {
  HttpServer server;
  server.script("/feed", [](const HttpRequest&, HttpConnection& connection) {
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss/>");
    connection.reset();
  });
  const auto refused = get(server, "/feed");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Unavailable);
}

TEST(PlainAnswers, MayEndWithTheConnection) {
  HttpServer server;
  for (const char* version : {"HTTP/1.0", "HTTP/1.1"}) {
    server.raw("/feed", std::string(version) + " 200 OK\r\n\r\n<rss/>");
    const auto response = get(server, "/feed");
    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_EQ(response->body, "<rss/>");
  }
}

}  // namespace aggregator::http
