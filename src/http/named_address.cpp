#include "aggregator/http/named_address.h"

#include <fmt/format.h>

#include <cstdint>

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
  const std::uint16_t port = url.port_or_default();
  const auto address_at = [port](std::string_view host) -> std::optional<SocketAddress> {
    const auto named = AddressRange::parse(fmt::format("{}:{}", host, port));
    return named ? std::optional(SocketAddress{named->bytes, port}) : std::nullopt;
  };
  if (is_localhost(url.host)) {  // whatever a resolver makes of "localhost."
    const SocketAddress four = *address_at("127.0.0.1"), six = *address_at("[::1]");
    return may_connect(four, allowed) || may_connect(six, allowed) ? Result<void>() : refused_address(four.text());
  }
  const auto address = address_at(url.host);  // parse_url() made one spelling of all that an address can hide behind
  return !address || may_connect(*address, allowed) ? Result<void>() : refused_address(address->text());
}

std::optional<std::string> refusal_of(std::string_view url, const std::vector<AddressRange>& allowed) {
  const auto parsed = parse_url(url);
  const auto named = parsed ? check_named_address(*parsed, allowed) : Result<void>();
  return named ? std::nullopt : std::optional(named.error().detail);
}

}  // namespace aggregator::http
