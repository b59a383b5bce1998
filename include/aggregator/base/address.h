// IP addresses: which are public, and which others a runner allows.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/error.h"

struct sockaddr;

namespace aggregator {

/// An IPv4 or IPv6 address with a port. IPv4, also in its IPv6 disguises (mapped, 6to4, NAT64), is kept as
/// ::ffff:a.b.c.d so that one rule sees them all.
struct SocketAddress {
  std::array<std::uint8_t, 16> bytes{};
  std::uint16_t port = 0;

  /// Nothing for a family that is neither IPv4 nor IPv6.
  [[nodiscard]] static std::optional<SocketAddress> from(const sockaddr& address);
  /// "127.0.0.1:80" or "[::1]:80".
  [[nodiscard]] std::string text() const;
};

/// Whether the address can belong to a host on the public internet: not private, loopback, link-local, shared (CGNAT),
/// multicast, reserved, documentation or unspecified (the IANA special-purpose registries, RFC 6890).
[[nodiscard]] bool is_public(const SocketAddress& address);

/// An exception to the ban on private addresses: "127.0.0.1:8080", "10.20.0.0/16", "[::1]:80", "fd00::/8",
/// "127.0.0.0/16:8080". Without a port it holds for every port.
struct AddressRange {
  std::array<std::uint8_t, 16> bytes{};
  int prefix_bits = 128;  ///< of the 128-bit form
  std::optional<std::uint16_t> port;

  /// Errors: Malformed.
  [[nodiscard]] static Result<AddressRange> parse(std::string_view text);
  [[nodiscard]] bool contains(const SocketAddress& address) const;
};

/// Whether this program may connect to `address`: it is public, or one of `allowed` contains it.
[[nodiscard]] bool may_connect(const SocketAddress& address, const std::vector<AddressRange>& allowed);

}  // namespace aggregator
