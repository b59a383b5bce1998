#include "aggregator/base/token.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

#include "aggregator/base/text.h"
#include "base32.h"
#include "base64url.h"

namespace aggregator {
namespace {
constexpr std::size_t kSignatureBytes = 16;
constexpr std::size_t kMaxTokenBytes = 1024;
constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kShortSignatureBytes = 10;

std::span<const unsigned char> octets(std::string_view text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

/// The first `Size` bytes of HMAC-SHA-256(key, purpose NUL subject).
template <std::size_t Size>
std::array<unsigned char, Size> mac(std::string_view key, std::string_view purpose, std::string_view subject) {
  std::string message(purpose);
  message += '\0';
  message += subject;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const std::string owned_key(key);  // a key of no bytes must not be a null pointer
  if (HMAC(EVP_sha256(), owned_key.data(), static_cast<int>(owned_key.size()), octets(message).data(), message.size(),
           digest.data(), &size) == nullptr ||
      size < Size) {
    throw std::runtime_error("OpenSSL cannot compute HMAC-SHA-256");
  }
  std::array<unsigned char, Size> first{};
  std::copy_n(digest.begin(), Size, first.begin());
  return first;
}

/// What hides a number beside this signature, or shows it again.
std::uint64_t mask(std::string_view key, std::string_view purpose, std::string_view signature) {
  std::uint64_t mask = 0;
  for (const unsigned char byte : mac<kNumberBytes>(key, std::string(purpose) + "-number", signature)) {
    mask = mask << 8 | byte;
  }
  return mask;
}

/// The number that a token of 18 bytes would hold if the key had signed it.
std::int64_t claimed_number(std::string_view key, std::string_view purpose, std::string_view bytes) {
  std::uint64_t masked = 0;
  for (const char byte : bytes.substr(0, kNumberBytes)) masked = masked << 8 | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(masked ^ mask(key, purpose, bytes.substr(kNumberBytes)));
}

bool are_same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

RandomSource system_random() {
  return [](std::span<unsigned char> bytes) {
    while (!bytes.empty()) {
      const ssize_t count = getrandom(bytes.data(), bytes.size(), 0);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) throw std::runtime_error("the operating system gives no random bytes");
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
  };
}

std::string random_id(const RandomSource& random) {
  std::array<unsigned char, 16> bytes{};
  random(bytes);
  return encode_base64url(bytes);
}

std::string sign_token(std::string_view key, std::string_view purpose, std::string_view subject) {
  return encode_base64url(octets(subject)) + '.' + encode_base64url(mac<kSignatureBytes>(key, purpose, subject));
}

Result<std::string> verify_token(std::string_view key, std::string_view purpose, std::string_view token) {
  const auto malformed = fail(ErrorCode::Malformed, "this link is not valid");
  if (token.size() > kMaxTokenBytes) return malformed;
  const auto subject = decode_base64url(token.substr(0, token.find('.')));
  if (!subject) return malformed;
  // Signing again and comparing the whole also refuses other spellings of the same base64.
  if (!are_same(sign_token(key, purpose, *subject), token)) return malformed;
  return *subject;
}

Result<std::string> verify_token(const KeyRing& keys, std::string_view purpose, std::string_view token) {
  auto subject = verify_token(keys.current, purpose, token);
  for (const std::string& key : keys.former) {
    if (subject) break;
    subject = verify_token(key, purpose, token);
  }
  return subject;
}

std::string sign_number(std::string_view key, std::string_view purpose, std::int64_t number, std::string_view subject) {
  const auto signature = mac<kShortSignatureBytes>(key, purpose, subject);
  const std::string_view signature_bytes(reinterpret_cast<const char*>(signature.data()), signature.size());
  const std::uint64_t masked = static_cast<std::uint64_t>(number) ^ mask(key, purpose, signature_bytes);
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(masked >> shift & 255);
  return encode_base32(octets(bytes.append(signature_bytes)));
}

Result<std::optional<std::int64_t>> verify_number(const KeyRing& keys, std::string_view purpose, std::string_view token,
                                                  const SubjectOf& subject_of) {
  const auto bytes = token.size() == kNumberTokenCharacters ? decode_base32(token) : std::nullopt;
  if (!bytes) return std::nullopt;
  std::vector<std::string_view> all(keys.former.begin(), keys.former.end());
  all.insert(all.begin(), keys.current);
  for (const std::string_view key : all) {
    const std::int64_t number = claimed_number(key, purpose, *bytes);
    const auto subject = subject_of(number);
    if (!subject) return std::unexpected(subject.error());
    if (*subject && are_same(sign_number(key, purpose, number, **subject), lower_ascii(token))) return number;
  }
  return std::nullopt;
}

}  // namespace aggregator
