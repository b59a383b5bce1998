#include "failure.h"

#include <fmt/format.h>

#include <system_error>

#include "aggregator/base/text.h"

namespace aggregator::http {
namespace {

std::string timed_out(const Failure& failure) {
  const std::string after = in_words(failure.after);
  if (failure.answered) return fmt::format("answer of {} not complete after {}", failure.host, after);
  if (failure.connected) return fmt::format("no answer from {} within {}", failure.host, after);
  if (!failure.address.empty()) return fmt::format("no connection to {} within {}", failure.address, after);
  return fmt::format("cannot resolve {} within {}", failure.host, after);
}

std::string not_connected(const Failure& failure) {
  if (failure.address.empty()) return fmt::format("no connection to {}", failure.host);
  if (failure.system_error == ECONNREFUSED) return fmt::format("connection refused by {}", failure.address);
  const std::string reason =
      failure.system_error == 0 ? failure.details : std::generic_category().message(failure.system_error);
  return fmt::format("no connection to {}: {}", failure.address, reason);
}

std::string bad_certificate(const Failure& failure) {
  std::string_view reason = failure.details;
  for (const std::string_view prefix : {"SSL certificate problem: ", "SSL: "}) {
    if (reason.starts_with(prefix)) reason.remove_prefix(prefix.size());
  }
  return fmt::format("certificate of {} not accepted: {}", failure.host, reason);
}

/// Whether the bytes that came are at fault, so that asking again will not help.
bool is_malformed(CURLcode code) {
  return code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_WEIRD_SERVER_REPLY || code == CURLE_URL_MALFORMAT ||
         code == CURLE_BAD_CONTENT_ENCODING;
}

/// Whether it may be this machine that has no network, or that its proxy is not there. A server that refuses is there.
bool met_no_server(const Failure& failure) {
  switch (failure.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return true;
    case CURLE_COULDNT_CONNECT:
      return failure.system_error != ECONNREFUSED || failure.is_proxy;
    case CURLE_OPERATION_TIMEDOUT:
      return !failure.reached;
    default:
      return false;
  }
}

std::string words_for(const Failure& failure) {
  switch (failure.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return fmt::format("cannot resolve {}", failure.host);
    case CURLE_COULDNT_RESOLVE_PROXY:
      return "cannot resolve the proxy";
    case CURLE_COULDNT_CONNECT:
      return not_connected(failure);
    case CURLE_OPERATION_TIMEDOUT:
      return timed_out(failure);
    case CURLE_PEER_FAILED_VERIFICATION:
      return bad_certificate(failure);
    case CURLE_SSL_CONNECT_ERROR:
      return fmt::format("no TLS connection to {}: {}", failure.host, failure.details);
    case CURLE_GOT_NOTHING:
      return fmt::format("{} closed the connection without an answer", failure.host);
    case CURLE_PARTIAL_FILE:
      return fmt::format("answer of {} broken off", failure.host);
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
      if (failure.details.starts_with("CONNECT tunnel failed")) {
        return fmt::format("the proxy makes no connection to {}: {}", failure.host, failure.details);
      }
      [[fallthrough]];
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return fmt::format("connection to {} broke: {}", failure.host, failure.details);
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
      return fmt::format("answer of {} is no HTTP: {}", failure.host, failure.details);
    case CURLE_OUT_OF_MEMORY:
      return fmt::format("a header in the answer of {} is too large", failure.host);
    default:
      return fmt::format("{}: {}", failure.host, failure.details);
  }
}

}  // namespace

Error explain(const Failure& failure) {
  Failure known = failure;
  known.details = fold_white_space(failure.details.empty() ? curl_easy_strerror(failure.code) : failure.details);
  const ErrorCode code = is_malformed(failure.code) ? ErrorCode::Malformed
                         : met_no_server(failure)   ? ErrorCode::Unreachable
                                                    : ErrorCode::Unavailable;
  return {code, words_for(known)};
}

std::string in_words(std::chrono::milliseconds duration) {
  const auto seconds = std::chrono::round<std::chrono::seconds>(duration);
  return seconds.count() > 0 ? fmt::format("{} s", seconds.count()) : fmt::format("{} ms", duration.count());
}

}  // namespace aggregator::http
