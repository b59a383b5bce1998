// The event loop: which exchanges run, and what becomes of them.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <vector>

#include "aggregator/base/owned.h"
#include "aggregator/http/client.h"
#include "exchange.h"

namespace aggregator::http {

/// What lives as long as the client: the connections, kept in the multi handle, and the idle exchanges.
class Client::Loop {
 public:
  /// Throws std::runtime_error when libcurl cannot start.
  explicit Loop(ClientOptions options);

  void fetch(const Requests& requests, const FetchEvents& events, std::chrono::steady_clock::time_point deadline);

  [[nodiscard]] const ClientOptions& options() const { return options_; }

 private:
  class Batch;

  [[nodiscard]] std::unique_ptr<Exchange> take_exchange();

  ClientOptions options_;
  Owned<CURLM, curl_multi_cleanup> multi_;
  std::size_t arriving_ = 0;  ///< bytes of the bodies of all exchanges
  std::vector<std::unique_ptr<Exchange>> idle_;
};

}  // namespace aggregator::http
