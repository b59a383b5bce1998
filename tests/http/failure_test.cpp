#include "failure.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace aggregator::http {
using namespace std::chrono_literals;

TEST(Explain, SaysWhatHappenedWhereAndWhetherToTryAgain) {
  const std::string host = "example.org", address = "192.0.2.1:80";
  const std::pair<Failure, Error> cases[] = {
      {{.code = CURLE_COULDNT_RESOLVE_HOST, .host = host}, {ErrorCode::Unreachable, "cannot resolve example.org"}},
      {{.code = CURLE_COULDNT_CONNECT, .host = host, .address = address, .system_error = ECONNREFUSED},
       {ErrorCode::Unavailable, "connection refused by 192.0.2.1:80"}},
      {{.code = CURLE_COULDNT_CONNECT, .host = host, .address = address, .system_error = EHOSTUNREACH},
       {ErrorCode::Unreachable, "no connection to 192.0.2.1:80: No route to host"}},
      {{.code = CURLE_COULDNT_RESOLVE_PROXY, .host = host}, {ErrorCode::Unreachable, "cannot resolve the proxy"}},
      {{.code = CURLE_COULDNT_CONNECT,
        .host = host,
        .address = "the proxy 192.0.2.1:80",
        .system_error = ECONNREFUSED,
        .is_proxy = true},
       {ErrorCode::Unreachable, "connection refused by the proxy 192.0.2.1:80"}},
      {{.code = CURLE_OPERATION_TIMEDOUT, .host = host, .after = 10s},
       {ErrorCode::Unreachable, "cannot resolve example.org within 10 s"}},
      {{.code = CURLE_OPERATION_TIMEDOUT, .host = host, .address = address, .after = 10s},
       {ErrorCode::Unreachable, "no connection to 192.0.2.1:80 within 10 s"}},
      {{.code = CURLE_OPERATION_TIMEDOUT, .host = host, .address = address, .reached = true, .after = 10s},
       {ErrorCode::Unavailable, "no connection to 192.0.2.1:80 within 10 s"}},
      {{.code = CURLE_OPERATION_TIMEDOUT,
        .host = host,
        .address = address,
        .reached = true,
        .connected = true,
        .after = 30s},
       {ErrorCode::Unavailable, "no answer from example.org within 30 s"}},
      {{.code = CURLE_OPERATION_TIMEDOUT,
        .host = host,
        .reached = true,
        .connected = true,
        .answered = true,
        .after = 30s},
       {ErrorCode::Unavailable, "answer of example.org not complete after 30 s"}},
      {{.code = CURLE_PEER_FAILED_VERIFICATION,
        .host = host,
        .details = "SSL certificate problem: certificate has expired"},
       {ErrorCode::Unavailable, "certificate of example.org not accepted: certificate has expired"}},
      {{.code = CURLE_PARTIAL_FILE, .host = host}, {ErrorCode::Unavailable, "answer of example.org broken off"}},
      {{.code = CURLE_WEIRD_SERVER_REPLY, .host = host, .details = "Nul byte in header"},
       {ErrorCode::Malformed, "answer of example.org is no HTTP: Nul byte in header"}},
  };
  for (const auto& [failure, expected] : cases) {
    const Error error = explain(failure);
    EXPECT_EQ(error.detail, expected.detail);
    EXPECT_EQ(error.code, expected.code) << error.detail;
  }
}

TEST(Explain, KeepsForeignWordsOnOneLine) {
  const Error error = explain({.code = CURLE_RECV_ERROR, .host = "example.org", .details = "a\r\nb\x1b[2J"});
  EXPECT_EQ(error.detail.find_first_of("\r\n\x1b"), std::string::npos) << error.detail;
}

TEST(InWords, RoundsToSecondsButKeepsShortTimes) {
  EXPECT_EQ(in_words(250ms), "250 ms");
  EXPECT_EQ(in_words(1s), "1 s");
  EXPECT_EQ(in_words(29999ms), "30 s");
}

}  // namespace aggregator::http
