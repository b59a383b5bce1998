#include "cookies.h"

#include <algorithm>
#include <utility>

#include "aggregator/base/text.h"
#include "request_headers.h"

namespace aggregator::http {
namespace {

/// Servers refuse longer heads.
constexpr std::size_t kMaxBytes = 4096;

/// "Max-Age=0" takes a cookie back; who takes one back by a date says that as well.
bool is_taken_back(const std::vector<std::string>& parts) {
  return std::ranges::any_of(parts, [](const std::string& part) {
    const std::string attribute = lower_ascii(trim(part));
    return attribute == "max-age=0" || attribute.starts_with("max-age=-");
  });
}

}  // namespace

bool Cookies::take(const Url& server, std::string_view set_cookie) {
  bool is_different = false;
  for (const std::string& line : split(set_cookie, '\n')) is_different |= take_one(server, line);
  return is_different;
}

bool Cookies::take_one(const Url& server, std::string_view line) {
  const std::vector<std::string> parts = split(line, ';');
  const std::string_view pair = parts.empty() ? std::string_view() : parts.front();
  const std::size_t equals = pair.find('=');
  if (equals == pair.npos || trim(pair.substr(0, equals)).empty()) return false;
  Cookie cookie{server, std::string(trim(pair.substr(0, equals))), std::string(trim(pair.substr(equals + 1)))};
  const auto known = std::ranges::find_if(cookies_, [&](const Cookie& each) {
    return each.name == cookie.name && may_share_credentials(each.server, server);
  });
  const bool is_known = known != cookies_.end();
  if (is_taken_back(parts)) {
    if (is_known) cookies_.erase(known);
    return is_known;
  }
  if (is_known) return std::exchange(known->value, cookie.value) != cookie.value;
  if (bytes() + cookie.name.size() + cookie.value.size() > kMaxBytes) return false;
  cookies_.push_back(std::move(cookie));
  return true;
}

std::size_t Cookies::bytes() const {
  std::size_t sum = 0;
  for (const Cookie& cookie : cookies_) sum += cookie.name.size() + cookie.value.size();
  return sum;
}

std::string Cookies::header_for(const Url& server) const {
  std::string header;
  for (const Cookie& cookie : cookies_) {
    if (!may_share_credentials(cookie.server, server)) continue;
    header += (header.empty() ? "" : "; ") + cookie.name + '=' + cookie.value;
  }
  return header;
}

}  // namespace aggregator::http
