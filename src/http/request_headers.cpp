#include "request_headers.h"

#include <algorithm>

#include "aggregator/base/percent.h"
#include "decoder.h"

namespace aggregator::http {
namespace {

constexpr std::string_view kAccept =
    "Accept: application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5, */*;q=0.1";

/// Servers refuse longer heads with 400 or 431, and would for ever.
constexpr std::size_t kMaxValidatorBytes = 4096;

bool is_control(unsigned char c) { return c < 0x20 || c == 0x7f; }

bool can_be_sent(std::string_view validator) {
  return !validator.empty() && validator.size() <= kMaxValidatorBytes && std::ranges::none_of(validator, is_control);
}

void add_validator(std::vector<std::string>& lines, std::string_view name, std::string_view value) {
  if (can_be_sent(value)) lines.push_back(std::string(name).append(": ").append(value));
}

}  // namespace

std::vector<std::string> request_headers(std::string_view etag, std::string_view last_modified) {
  std::vector<std::string> lines{std::string(kAccept), std::string("Accept-Encoding: ") + kAcceptEncoding};
  add_validator(lines, "If-None-Match", etag);
  add_validator(lines, "If-Modified-Since", last_modified);
  return lines;
}

bool makes_conditional(std::string_view etag, std::string_view last_modified) {
  return can_be_sent(etag) || can_be_sent(last_modified);
}

Credentials credentials_of(const Url& url) {
  const std::string_view userinfo = url.userinfo;
  const std::size_t colon = std::min(userinfo.find(':'), userinfo.size());
  const std::string_view password = userinfo.substr(std::min(colon + 1, userinfo.size()));
  return {percent_decoded(userinfo.substr(0, colon)), percent_decoded(password)};
}

std::string without_controls(std::string_view text) {
  std::string fit(text);
  std::erase_if(fit, is_control);
  return fit;
}

}  // namespace aggregator::http
