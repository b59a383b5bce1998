#include "domain.h"

#include <unicode/uidna.h>

#include <array>

#include "aggregator/base/ascii.h"
#include "aggregator/base/owned.h"
#include "aggregator/base/text.h"

namespace aggregator {
namespace {

constexpr std::size_t kMaxDomainBytes = 253, kMaxLabelBytes = 63;

/// What ICU objects to and browsers do not; lengths are looked at here.
constexpr std::uint32_t kLetThrough = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
                                      UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
                                      UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;

/// Nothing but reading happens to it after it is made, so that all threads may share it.
const UIDNA* rules() {
  static const Owned<UIDNA, uidna_close> only = [] {
    UErrorCode status = U_ZERO_ERROR;
    return Owned<UIDNA, uidna_close>(
        uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, &status));
  }();
  return only.get();
}

bool has_fitting_length(std::string_view domain) {
  if (domain.ends_with('.')) domain.remove_suffix(1);
  std::size_t label = 0;
  for (const char c : domain) {
    label = c == '.' ? 0 : label + 1;
    if (label > kMaxLabelBytes) return false;
  }
  return domain.size() <= kMaxDomainBytes;
}

/// Labels in punycode are checked even when all is ASCII: they may decode to nothing sensible.
bool needs_rules(std::string_view lower) {
  return !is_ascii(lower) || lower.starts_with("xn--") || lower.find(".xn--") != lower.npos;
}

Result<std::string> encode(std::string_view domain) {
  std::array<char, 512> buffer{};
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  UErrorCode status = U_ZERO_ERROR;
  const std::int32_t size =
      uidna_nameToASCII_UTF8(rules(), domain.data(), static_cast<std::int32_t>(domain.size()), buffer.data(),
                             static_cast<std::int32_t>(buffer.size()), &info, &status);
  if (U_FAILURE(status) || (info.errors & ~kLetThrough) != 0) {
    return fail(ErrorCode::Malformed, "no domain name: " + quote(domain));
  }
  return std::string(buffer.data(), static_cast<std::size_t>(size));
}

}  // namespace

Result<std::string> domain_to_ascii(std::string_view domain) {
  constexpr std::size_t kMaxBytesBefore = 4 * kMaxDomainBytes;
  if (domain.size() > kMaxBytesBefore) return fail(ErrorCode::Malformed, "domain name too long: " + quote(domain));
  std::string ascii = lower_ascii(domain);
  if (needs_rules(ascii)) {
    auto encoded = encode(ascii);
    if (!encoded) return encoded;
    ascii = std::move(*encoded);
  }
  if (!has_fitting_length(ascii)) return fail(ErrorCode::Malformed, "domain name too long: " + quote(domain));
  return ascii;
}

}  // namespace aggregator
