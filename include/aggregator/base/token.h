// Random names, and links that only we could have made.
//
// A token is  base64url(subject) "." base64url(first 16 bytes of HMAC-SHA-256(key, purpose NUL subject)).
// The subject is a random public id, never a database id or an address. A token for one purpose is none for another.
//
// A number token goes where there is little room and no upper case. It hides the number of a row and is bound to what
// that row is about, so that a number which is given away again does not make an old token good for the new row:
//   signature = first 10 bytes of HMAC-SHA-256(key, purpose NUL subject)
//   mask      = first  8 bytes of HMAC-SHA-256(key, purpose "-number" NUL signature)
//   token     = base32(number XOR mask, signature): 29 characters of a-z and 2-7, in whatever case they come back
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

/// The key that signs now, and those that have signed before it and are still believed.
struct KeyRing {
  std::string current;
  std::vector<std::string> former;
};

/// The same for a token that any of the keys has signed. Errors: Malformed.
[[nodiscard]] Result<std::string> verify_token(const KeyRing& keys, std::string_view purpose, std::string_view token);

inline constexpr std::size_t kNumberTokenCharacters = 29;

/// A number token for the row `number`, which is about `subject`.
[[nodiscard]] std::string sign_number(std::string_view key, std::string_view purpose, std::int64_t number,
                                      std::string_view subject);

/// What the row `number` is about; nothing when there is no such row. The number may be any: it is not proven yet.
using SubjectOf = std::function<Result<std::optional<std::string>>(std::int64_t number)>;

/// The number in a token that one of the keys has signed for `purpose`; nothing when none has. Errors: those of
/// `subject_of`.
[[nodiscard]] Result<std::optional<std::int64_t>> verify_number(const KeyRing& keys, std::string_view purpose,
                                                                std::string_view token, const SubjectOf& subject_of);

}  // namespace aggregator
