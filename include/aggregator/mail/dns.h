// What the DNS says of a domain that sends mail.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "aggregator/base/error.h"

namespace aggregator::mail {

enum class DnsRecord { Txt, Mx, Address };

/// The records of a name: texts, hosts of mail servers, the preferred one first ("" for the null MX of RFC 7505), or
/// addresses (A, else AAAA).
/// None when there are none. Errors: Unavailable, when nobody could be asked or answered.
using Resolver = std::function<Result<std::vector<std::string>>(const std::string& name, DnsRecord kind)>;

/// The resolver of this system (/etc/resolv.conf). One try, a few seconds.
[[nodiscard]] Resolver system_resolver();

/// The same with the server at this IPv4 address and port, for tests.
[[nodiscard]] Resolver resolver_at(const std::string& address, std::uint16_t port);

}  // namespace aggregator::mail
