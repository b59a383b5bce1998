// Random names, and links that only we could have made.
//
// A token is  base64url(subject) "." base64url(first 16 bytes of HMAC-SHA-256(key, purpose NUL subject)).
// The subject is a random public id, never a database id or an address. A token for one purpose is none for another.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "aggregator/base/error.h"

namespace aggregator {

/// Fills the span with bytes that cannot be guessed. Only `cli` makes the real one.
using RandomSource = std::function<void(std::span<unsigned char>)>;

/// The operating system's randomness. Throws std::runtime_error when there is none.
[[nodiscard]] RandomSource system_random();

/// 128 random bits in 22 characters of base64url.
[[nodiscard]] std::string random_id(const RandomSource& random);

/// A token that says `subject` may do `purpose` ("unsubscribe", "preferences", "confirm").
[[nodiscard]] std::string sign_token(std::string_view key, std::string_view purpose, std::string_view subject);

/// The subject of a token that was signed for `purpose`. Compares in constant time. Errors: Malformed.
[[nodiscard]] Result<std::string> verify_token(std::string_view key, std::string_view purpose, std::string_view token);

}  // namespace aggregator
