#include "aggregator/base/token.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/random.h>

#include <array>
#include <cerrno>
#include <stdexcept>

#include "base64url.h"

namespace aggregator {
namespace {
constexpr std::size_t kSignatureBytes = 16;
constexpr std::size_t kMaxTokenBytes = 1024;

std::span<const unsigned char> octets(std::string_view text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

std::string signature(std::string_view key, std::string_view purpose, std::string_view subject) {
  std::string message(purpose);
  message += '\0';
  message += subject;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const std::string owned_key(key);  // a key of no bytes must not be a null pointer
  if (HMAC(EVP_sha256(), owned_key.data(), static_cast<int>(owned_key.size()), octets(message).data(), message.size(),
           digest.data(), &size) == nullptr ||
      size < kSignatureBytes) {
    throw std::runtime_error("OpenSSL cannot compute HMAC-SHA-256");
  }
  return encode_base64url(std::span(digest).first(kSignatureBytes));
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
  return encode_base64url(octets(subject)) + '.' + signature(key, purpose, subject);
}

Result<std::string> verify_token(std::string_view key, std::string_view purpose, std::string_view token) {
  const auto malformed = fail(ErrorCode::Malformed, "this link is not valid");
  if (token.size() > kMaxTokenBytes) return malformed;
  const auto subject = decode_base64url(token.substr(0, token.find('.')));
  if (!subject) return malformed;
  // Signing again and comparing the whole also refuses other spellings of the same base64.
  const std::string expected = sign_token(key, purpose, *subject);
  if (expected.size() != token.size() || CRYPTO_memcmp(expected.data(), token.data(), token.size()) != 0) {
    return malformed;
  }
  return *subject;
}

}  // namespace aggregator
