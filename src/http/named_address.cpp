#include "aggregator/http/named_address.h"

#include <fmt/format.h>

#include <string>

namespace aggregator::http {
namespace {

bool is_localhost(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return name == "localhost" || name.ends_with(".localhost");
}

}  // namespace

std::unexpected<Error> refused_address(std::string_view address) {
  // Nobody's blog is there (RFC 3927, RFC 4291 section 2.5.6).
  if (address.starts_with("169.254.") || address.starts_with("[fe80:")) {
    return fail(ErrorCode::Forbidden,
                fmt::format("address {} is link-local, where clouds keep the secrets of a machine; "
                            "poll.allow_addresses would allow it, which is hardly ever right",
                            address));
  }
  return fail(ErrorCode::Forbidden,
              fmt::format("address {} is not public; allow it with poll.allow_addresses", address));
}

Result<void> check_named_address(const Url& url, const std::vector<AddressRange>& allowed) {
  // parse_url() has made one spelling of all that an IPv4 address can hide behind.
  const std::string host = is_localhost(url.host) ? "127.0.0.1" : url.host;
  const auto named = AddressRange::parse(fmt::format("{}:{}", host, url.port_or_default()));
  if (!named) return {};
  const SocketAddress address{named->bytes, url.port_or_default()};
  if (may_connect(address, allowed)) return {};
  return refused_address(address.text());
}

}  // namespace aggregator::http
