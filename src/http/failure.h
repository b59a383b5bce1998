// What went wrong in an exchange, in words that a person understands.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <string>

#include "aggregator/base/error.h"

namespace aggregator::http {

/// What is known of an exchange that libcurl gave up.
struct Failure {
  CURLcode code = CURLE_OK;
  std::string host{};     ///< of the URL, with its port if that is unusual
  std::string address{};  ///< the last one tried, "1.2.3.4:80"; empty before the name was resolved
  int system_error = 0;   ///< errno of the connection attempt
  bool is_proxy = false;  ///< what was connected to
  bool reached = false;   ///< it took the connection, if not the handshakes
  bool connected = false;
  bool answered = false;  ///< some of the answer has come
  std::chrono::milliseconds after{0};
  std::string details{};  ///< libcurl's error buffer
};

[[nodiscard]] Error explain(const Failure& failure);

/// "30 s", or milliseconds where that would be none.
[[nodiscard]] std::string in_words(std::chrono::milliseconds duration);

}  // namespace aggregator::http
