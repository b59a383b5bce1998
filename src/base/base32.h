// Base32 (RFC 4648 section 6) in lower case and without padding: for places that know no upper case.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace aggregator {

[[nodiscard]] std::string encode_base32(std::span<const unsigned char> bytes);

/// Takes either case. Nothing for other characters; bits left over at the end are dropped, so that several spellings
/// may give the same bytes.
[[nodiscard]] std::optional<std::string> decode_base32(std::string_view text);

}  // namespace aggregator
