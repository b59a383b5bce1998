// base64url without padding (RFC 4648 section 5).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace aggregator {

[[nodiscard]] std::string encode_base64url(std::span<const unsigned char> bytes);

/// Nothing for characters outside the alphabet or an impossible length. Spare bits at the end are not looked at.
[[nodiscard]] std::optional<std::string> decode_base64url(std::string_view text);

}  // namespace aggregator
