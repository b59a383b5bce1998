#include "aggregator/base/address.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "aggregator/base/text.h"

namespace aggregator {
namespace {
using Bytes = std::array<std::uint8_t, 16>;

constexpr int kMappedBits = 96;
constexpr Bytes kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

struct Block {
  Bytes bytes;
  int bits;
};

constexpr Block ipv4(std::uint8_t a, std::uint8_t b, std::uint8_t c, int bits) {
  Bytes bytes = kMapped;
  bytes[12] = a;
  bytes[13] = b;
  bytes[14] = c;
  return {bytes, kMappedBits + bits};
}

/// Not on the public internet: the IANA IPv4 special-purpose registry, and multicast.
constexpr Block kPrivateIpv4[] = {
    ipv4(0, 0, 0, 8),     ipv4(10, 0, 0, 8),      ipv4(100, 64, 0, 10),  ipv4(127, 0, 0, 8),    ipv4(169, 254, 0, 16),
    ipv4(172, 16, 0, 12), ipv4(192, 0, 0, 24),    ipv4(192, 0, 2, 24),   ipv4(192, 88, 99, 24), ipv4(192, 168, 0, 16),
    ipv4(198, 18, 0, 15), ipv4(198, 51, 100, 24), ipv4(203, 0, 113, 24), ipv4(224, 0, 0, 4),    ipv4(240, 0, 0, 4),
};

/// Of IPv6 only 2000::/3 is given out as global unicast; these blocks of it are not.
constexpr Block kGlobalIpv6 = {{0x20}, 3};
constexpr Block kPrivateIpv6[] = {
    {{0x20, 0x01, 0x00}, 23},        // protocol assignments, Teredo among them
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    {{0x20, 0x02}, 16},              // 6to4; those of a public IPv4 address are seen as that
    {{0x3f, 0xff, 0x00}, 20},        // documentation
};
constexpr Block k6to4 = {{0x20, 0x02}, 16};
constexpr Block kNat64 = {{0x00, 0x64, 0xff, 0x9b}, 96};

bool contains(const Bytes& block, int bits, const Bytes& address) {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (!std::equal(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(whole), address.begin())) return false;
  const int rest = bits % 8;
  return rest == 0 || (block[whole] ^ address[whole]) >> (8 - rest) == 0;
}

bool contains(const Block& block, const Bytes& address) { return contains(block.bytes, block.bits, address); }

bool is_ipv4(const Bytes& bytes) { return contains(kMapped, kMappedBits, bytes); }

Bytes mapped(const std::uint8_t* four) {
  Bytes bytes = kMapped;
  std::copy_n(four, 4, bytes.begin() + 12);
  return bytes;
}

/// IPv4 out of its IPv6 disguises; other addresses as they are.
Bytes undisguised(const Bytes& bytes) {
  if (contains(k6to4, bytes)) return mapped(bytes.data() + 2);
  if (contains(kNat64, bytes)) return mapped(bytes.data() + 12);
  return bytes;
}

std::optional<Bytes> read_address(const std::string& text) {
  std::array<std::uint8_t, 4> four{};
  if (inet_pton(AF_INET, text.c_str(), four.data()) == 1) return mapped(four.data());
  Bytes sixteen{};
  if (inet_pton(AF_INET6, text.c_str(), sixteen.data()) == 1) return sixteen;
  return std::nullopt;
}

std::optional<int> read_number(std::string_view text, int max) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0 || value > max) return std::nullopt;
  return value;
}

/// The parts of "address/prefix:port", as text; those that are not there stay empty optionals.
struct RangeText {
  std::string address;
  std::optional<std::string_view> prefix, port;
};

/// Takes `text` from its mark on off its end: the part behind the mark, or nothing.
std::optional<std::string_view> take_after(std::string_view& text, char mark) {
  const std::size_t at = text.rfind(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view part = text.substr(at + 1);
  text = text.substr(0, at);
  return part;
}

RangeText split_range(std::string_view text) {
  RangeText parts;
  const bool has_brackets = text.starts_with('[');
  // A bare IPv6 address has colons of its own; a port needs brackets there.
  if (has_brackets ? text.rfind(':') > text.find(']') && text.rfind(':') != text.npos
                   : std::ranges::count(text, ':') == 1) {
    parts.port = take_after(text, ':');
  }
  if (text.ends_with(']')) text = text.substr(1, text.size() - 2);
  parts.prefix = take_after(text, '/');
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  parts.address = std::string(text);
  return parts;
}

void clear_behind(Bytes& bytes, int bits) {
  for (int bit = bits; bit < 128; ++bit) {
    bytes[static_cast<std::size_t>(bit / 8)] &= static_cast<std::uint8_t>(~(0x80 >> bit % 8));
  }
}

}  // namespace

std::optional<SocketAddress> SocketAddress::from(const sockaddr& address) {
  SocketAddress result;
  if (address.sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &address, sizeof in);
    std::array<std::uint8_t, 4> four{};
    std::memcpy(four.data(), &in.sin_addr, four.size());
    result.bytes = mapped(four.data());
    result.port = ntohs(in.sin_port);
    return result;
  }
  if (address.sa_family != AF_INET6) return std::nullopt;
  sockaddr_in6 in{};
  std::memcpy(&in, &address, sizeof in);
  Bytes sixteen{};
  std::memcpy(sixteen.data(), &in.sin6_addr, sixteen.size());
  result.bytes = undisguised(sixteen);
  result.port = ntohs(in.sin6_port);
  return result;
}

std::string SocketAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  if (is_ipv4(bytes)) return fmt::format("{}.{}.{}.{}:{}", bytes[12], bytes[13], bytes[14], bytes[15], port);
  return fmt::format("[{}]:{}", inet_ntop(AF_INET6, bytes.data(), buffer.data(), buffer.size()), port);
}

bool is_public(const SocketAddress& address) {
  const Bytes bytes = undisguised(address.bytes);
  const auto holds_it = [&](const Block& block) { return contains(block, bytes); };
  if (is_ipv4(bytes)) return std::ranges::none_of(kPrivateIpv4, holds_it);
  return contains(kGlobalIpv6, bytes) && std::ranges::none_of(kPrivateIpv6, holds_it);
}

Result<AddressRange> AddressRange::parse(std::string_view text) {
  const auto malformed = [&](std::string_view what) {
    return fail(ErrorCode::Malformed, fmt::format("{} is no address range: {}; write for example 127.0.0.1:8080, "
                                                  "10.20.0.0/16 or [::1]:80",
                                                  quote(text), what));
  };
  const RangeText parts = split_range(text);
  const auto bytes = read_address(parts.address);
  if (!bytes) return malformed("no IP address");
  AddressRange range{parts.prefix ? *bytes : undisguised(*bytes), 128, std::nullopt};
  if (parts.prefix) {
    const bool has_dots = parts.address.find(':') == std::string::npos;
    const auto bits = read_number(*parts.prefix, has_dots ? 32 : 128);
    if (!bits) return malformed("bad prefix length");
    range.prefix_bits = has_dots ? kMappedBits + *bits : *bits;
    clear_behind(range.bytes, range.prefix_bits);
  }
  if (parts.port) {
    const auto port = read_number(*parts.port, 65535);
    if (!port || *port == 0) return malformed("bad port");
    range.port = static_cast<std::uint16_t>(*port);
  }
  return range;
}

bool AddressRange::contains(const SocketAddress& address) const {
  return (!port || *port == address.port) && aggregator::contains(bytes, prefix_bits, address.bytes);
}

bool may_connect(const SocketAddress& address, const std::vector<AddressRange>& allowed) {
  return is_public(address) ||
         std::ranges::any_of(allowed, [&](const AddressRange& range) { return range.contains(address); });
}

}  // namespace aggregator
