#include "aggregator/http/client.h"

#include <optional>
#include <utility>

#include "loop.h"

namespace aggregator::http {

std::string Response::permanent_target() const {
  std::string target;
  for (const Redirect& redirect : redirects) {
    if (redirect.status != 301 && redirect.status != 308) break;
    target = redirect.target;
  }
  return target;
}

Client::Client(ClientOptions options) : loop_(std::make_unique<Loop>(std::move(options))) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

void Client::fetch(const std::vector<Request>& requests, const FetchEvents& events,
                   std::chrono::steady_clock::time_point deadline) {
  loop_->fetch(requests, events, deadline);
}

Result<Response> Client::get(const Request& request) {
  Result<Response> answer = fail(ErrorCode::Unavailable, "no answer");
  FetchEvents events;
  events.done = [&](std::size_t, Result<Response> result) { answer = std::move(result); };
  loop_->fetch({request}, events, std::chrono::steady_clock::time_point::max());
  return answer;
}

}  // namespace aggregator::http
