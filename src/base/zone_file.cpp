#include "zone_file.h"

#include <cstdint>

namespace aggregator {
namespace {
using namespace std::chrono;

// A header, a body with 32-bit times that nobody needs, a second header, a body with 64-bit times, and a footer: the
// rule between two line feeds. A body: times, the type of each, types, names, leap seconds, two lists of flags.
constexpr std::size_t kHeaderSize = 44, kTypeSize = 6;

struct Header {
  std::size_t flags_utc = 0, flags_standard = 0, leap_seconds = 0, times = 0, types = 0, name_bytes = 0;

  [[nodiscard]] std::size_t body_size(std::size_t time_size) const {
    return times * (time_size + 1) + types * kTypeSize + name_bytes + leap_seconds * (time_size + 4) + flags_standard +
           flags_utc;
  }
};

/// Big-endian numbers, one after the other.
template <typename Number>
Number number_at(std::string_view bytes, std::size_t place) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i) value = value << 8 | static_cast<unsigned char>(bytes[place + i]);
  return static_cast<Number>(value);
}

/// Takes a header of version 2 or later.
std::optional<Header> take_header(std::string_view& bytes) {
  if (bytes.size() < kHeaderSize || !bytes.starts_with("TZif") || bytes[4] < '2') return std::nullopt;
  std::size_t counts[6];
  for (std::size_t i = 0; i < 6; ++i) counts[i] = number_at<std::uint32_t>(bytes, 20 + 4 * i);
  bytes.remove_prefix(kHeaderSize);
  return Header{counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]};
}

}  // namespace

Result<ZoneFile> parse_zone_file(std::string_view bytes) {
  const std::unexpected malformed(Error{ErrorCode::Malformed, "no zone file of version 2 or later"});
  const auto old = take_header(bytes);
  if (!old || bytes.size() < old->body_size(4)) return malformed;
  bytes.remove_prefix(old->body_size(4));
  const auto header = take_header(bytes);
  if (!header || bytes.size() < header->body_size(8) || header->types == 0) return malformed;
  if (header->leap_seconds != 0) return fail(ErrorCode::Malformed, "a zone file that counts leap seconds");

  const std::string_view types = bytes.substr(header->times * 9);
  const auto offset_of = [&](std::size_t type) { return seconds(number_at<std::int32_t>(types, type * kTypeSize)); };
  ZoneFile zone{offset_of(0), {}, std::nullopt};
  for (std::size_t i = 0; i < header->times; ++i) {
    const std::size_t type = static_cast<unsigned char>(bytes[header->times * 8 + i]);
    if (type >= header->types) return malformed;
    const seconds before = zone.changes.empty() ? zone.first : zone.changes.back().offset;
    if (offset_of(type) == before) continue;  // only the name changes, or whether it is called summer time
    zone.changes.push_back({Instant(seconds(number_at<std::int64_t>(bytes, i * 8))), offset_of(type)});
  }
  const std::string_view footer = bytes.substr(header->body_size(8));
  if (footer.size() < 2 || !footer.starts_with('\n') || !footer.ends_with('\n')) return malformed;
  if (footer.size() > 2) {
    zone.rule = parse_posix_zone(footer.substr(1, footer.size() - 2));
    if (!zone.rule) return malformed;
  }
  return zone;
}

}  // namespace aggregator
