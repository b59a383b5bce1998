#include "loop.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "batch.h"

namespace aggregator::http {
namespace {

void start_libcurl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw std::runtime_error("libcurl cannot start");
}

CURLM* make_multi() {
  start_libcurl();
  return curl_multi_init();
}

}  // namespace

Client::Loop::Loop(ClientOptions options) : options_(std::move(options)), multi_(make_multi()) {
  if (!multi_) throw std::runtime_error("libcurl cannot start");
  options_.concurrency = std::max<std::size_t>(options_.concurrency, 1);
  options_.per_host = std::max<std::size_t>(options_.per_host, 1);
  curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(options_.concurrency));
}

void Client::Loop::fetch(const Requests& requests, const FetchEvents& events,
                         std::chrono::steady_clock::time_point deadline) {
  Batch(*this, requests, events, deadline).run();
}

std::unique_ptr<Exchange> Client::Loop::take_exchange() {
  if (idle_.empty()) return std::make_unique<Exchange>(options_, arriving_);
  auto exchange = std::move(idle_.back());
  idle_.pop_back();
  return exchange;
}

}  // namespace aggregator::http
