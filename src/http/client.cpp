#include "aggregator/http/client.h"

#include <optional>
#include <utility>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "decoder.h"
#include "failure.h"
#include "loop.h"

namespace aggregator::http {

std::string Response::permanent_target() const {
  std::string target;
  for (const Redirect& redirect : redirects) {
    if (!redirect.is_permanent()) break;
    target = redirect.target;
  }
  return target;
}

Result<void> decode(Response& response, std::size_t max_body) {
  if (response.content_encoding.empty()) return {};
  auto decoded = [&]() -> Result<std::string> {
    if (auto whole = decode_at_once(response.content_encoding, response.body, max_body)) return *std::move(whole);
    const auto decoder = make_decoder(response.content_encoding);
    if (!decoder) return std::unexpected(decoder.error());
    std::string body;
    if (auto done = (*decoder)->decode(response.body, body, max_body); !done) return std::unexpected(done.error());
    if ((*decoder)->is_complete()) return body;
    return std::unexpected(explain({.code = CURLE_PARTIAL_FILE, .host = host_of(response.url)}));
  }();
  if (!decoded && !response.redirects.empty()) return at("redirected to " + quote(response.url), decoded.error());
  if (!decoded) return std::unexpected(decoded.error());
  response.body = *std::move(decoded);
  response.content_encoding.clear();
  return {};
}

Client::Client(ClientOptions options) : loop_(std::make_unique<Loop>(std::move(options))) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

const ClientOptions& Client::options() const { return loop_->options(); }

void Client::fetch(const Requests& requests, const FetchEvents& events,
                   std::chrono::steady_clock::time_point deadline) {
  loop_->fetch(requests, events, deadline);
}

Result<Response> Client::get(const Request& request, std::chrono::steady_clock::time_point deadline) {
  Result<Response> answer = fail(ErrorCode::Unavailable, "no answer");
  FetchEvents events;
  events.done = [&](std::size_t, Result<Response> result, auto) { answer = std::move(result); };
  loop_->fetch({1, [&](std::size_t) { return request; }}, events, deadline);
  if (!answer) return answer;
  if (auto decoded = decode(*answer, options().max_body); !decoded) return std::unexpected(decoded.error());
  return answer;
}

}  // namespace aggregator::http
