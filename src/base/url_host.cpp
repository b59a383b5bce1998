#include "url_host.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "aggregator/base/ascii.h"
#include "aggregator/base/percent.h"
#include "aggregator/base/text.h"
#include "domain.h"

namespace aggregator {
namespace {

constexpr std::size_t kMaxHostBytes = 2048;

bool is_forbidden(char c) {
  constexpr std::string_view kForbidden = " #%/:<>?@[\\]^|\x7f";
  return static_cast<unsigned char>(c) < 0x20 || kForbidden.find(c) != std::string_view::npos;
}

/// A number of an IPv4 address: decimal, 0x hexadecimal or 0 octal. Nothing for other text; what is too large for any
/// part of an address comes out as UINT64_MAX.
std::optional<std::uint64_t> read_ipv4_number(std::string_view text) {
  if (text.empty()) return std::nullopt;
  unsigned base = 10;
  if (text.starts_with("0x")) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() > 1 && text.front() == '0') {
    base = 8;
    text.remove_prefix(1);
  }
  std::uint64_t value = 0;
  for (const char c : text) {
    const int digit = hex_value(c);
    if (digit < 0 || static_cast<unsigned>(digit) >= base) return std::nullopt;
    if (value <= UINT32_MAX) value = value * base + static_cast<unsigned>(digit);
  }
  return value <= UINT32_MAX ? value : UINT64_MAX;
}

/// Whether the last label is a number: then the host is an IPv4 address or nothing.
bool ends_in_number(const std::vector<std::string>& labels) {
  return std::ranges::all_of(labels.back(), is_ascii_digit) || read_ipv4_number(labels.back());
}

/// The address of one to four numbers, of which the last fills what the others leave.
std::optional<std::string> read_ipv4(const std::vector<std::string>& numbers) {
  if (numbers.size() > 4) return std::nullopt;
  std::uint64_t address = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto value = read_ipv4_number(numbers[i]);
    const bool is_last = i + 1 == numbers.size();
    const std::uint64_t max = is_last ? UINT32_MAX >> (8 * i) : 255;
    if (!value || *value > max) return std::nullopt;
    address |= is_last ? *value : *value << (24 - 8 * i);
  }
  return fmt::format("{}.{}.{}.{}", address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255);
}

std::optional<std::string> read_ipv6(std::string_view text) {
  std::array<unsigned char, 16> bytes{};
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  if (inet_pton(AF_INET6, std::string(text).c_str(), bytes.data()) != 1) return std::nullopt;
  if (inet_ntop(AF_INET6, bytes.data(), buffer.data(), buffer.size()) == nullptr) return std::nullopt;
  return fmt::format("[{}]", buffer.data());
}

/// A zone id behind an IPv6 address (RFC 6874).
bool has_zone(std::string_view text) {
  const std::size_t zone = text.find('%');
  return zone != text.npos && read_ipv6(text.substr(1, zone - 1));
}

std::unexpected<Error> zone_refused(std::string_view text) {
  return fail(
      ErrorCode::Forbidden,
      fmt::format("{} has a zone id, so the address is link-local: it reaches the machines on the same wire, and "
                  "nobody's blog is there; use the blog's public address",
                  quote(text)));
}

std::unexpected<Error> no_host(std::string_view text) {
  return fail(ErrorCode::Malformed, "no host name: " + quote(text));
}

}  // namespace

Result<std::string> parse_host(std::string_view text) {
  if (text.empty() || text.size() > kMaxHostBytes) return no_host(text);
  if (text.starts_with('[')) {
    if (has_zone(text)) return zone_refused(text);
    auto ipv6 = text.ends_with(']') ? read_ipv6(text.substr(1, text.size() - 2)) : std::nullopt;
    return ipv6 ? Result<std::string>(std::move(*ipv6)) : no_host(text);
  }
  auto domain = domain_to_ascii(percent_decoded(text));
  if (!domain) return domain;
  if (domain->find_first_not_of('.') == domain->npos || std::ranges::any_of(*domain, is_forbidden))
    return no_host(text);
  // Only the last label decides, and a domain that does not end like a number needs no splitting.
  const char last = domain->ends_with('.') ? (*domain)[domain->size() - 2] : domain->back();
  if (hex_value(last) < 0 && last != 'x') return domain;
  auto labels = split(*domain, '.');
  if (labels.back().empty()) labels.pop_back();
  if (!ends_in_number(labels)) return domain;
  auto ipv4 = read_ipv4(labels);
  return ipv4 ? Result<std::string>(std::move(*ipv4)) : no_host(text);
}

}  // namespace aggregator
