// What the tests of the client share: options for loopback servers, one-line fetches, gzip.
#pragma once

#include <gtest/gtest.h>
#include <zlib.h>

#include <chrono>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/http/client.h"
#include "support/http_server.h"

namespace aggregator::http {

using std::chrono::seconds;
using std::chrono::steady_clock;
using test::HttpConnection;
using test::HttpReply;
using test::HttpRequest;
using test::HttpServer;

/// Options that allow these servers' addresses and nothing else that is not public.
inline ClientOptions options_for(std::initializer_list<const HttpServer*> servers) {
  ClientOptions options;
  options.user_agent = "aggregator/test (+ops@example.org)";
  for (const HttpServer* server : servers) options.allow_addresses.push_back(*AddressRange::parse(server->address()));
  return options;
}

inline Result<Response> get(const ClientOptions& options, const Request& request) {
  return Client(options).get(request);
}

inline Result<Response> get(const HttpServer& server, const std::string& path) {
  return get(options_for({&server}), {.url = server.url(path)});
}

/// How a fetch of several ended: the results by request, and the order in which they came.
struct Outcome {
  std::vector<Result<Response>> results;
  std::vector<std::size_t> order;
  std::vector<std::chrono::milliseconds> spent;  ///< by request
};

inline Outcome fetch(Client& client, const std::vector<Request>& requests,
                     steady_clock::time_point deadline = steady_clock::time_point::max(), FetchEvents events = {}) {
  Outcome outcome;
  outcome.results.resize(requests.size(), fail(ErrorCode::NotFound, "never answered"));
  outcome.spent.resize(requests.size());
  events.done = [&](std::size_t index, Result<Response> result, std::chrono::milliseconds spent) {
    if (result) {
      if (auto decoded = decode(*result, client.options().max_body); !decoded)
        result = std::unexpected(decoded.error());
    }
    outcome.results.at(index) = std::move(result);
    outcome.order.push_back(index);
    outcome.spent.at(index) = spent;
  };
  client.fetch({requests.size(), [&](std::size_t index) { return requests[index]; }}, events, deadline);
  return outcome;
}

/// `text` in gzip's format, or with `window_bits` -15 or 15 in those of a bare deflate stream and zlib.
inline std::string compress(std::string_view text, int window_bits = 15 + 16) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
  std::string compressed(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_out = static_cast<uInt>(compressed.size());
  deflate(&stream, Z_FINISH);
  compressed.resize(stream.total_out);
  deflateEnd(&stream);
  return compressed;
}

}  // namespace aggregator::http
