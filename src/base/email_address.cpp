#include "aggregator/base/email_address.h"

#include <fmt/format.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "aggregator/base/ascii.h"
#include "aggregator/base/text.h"
#include "code_points.h"
#include "domain.h"

namespace aggregator {
namespace {

constexpr std::size_t kMaxLocalBytes = 64, kMaxAddressBytes = 254;

std::unexpected<Error> malformed(std::string_view what, std::string_view text) {
  return fail(ErrorCode::Malformed, fmt::format("{} is no e-mail address: {}", quote(text), what));
}

/// RFC 5322 section 3.2.3, and RFC 6531 section 3.3 for what is beyond ASCII; white space and controls never.
bool is_atext(UChar32 code) {
  constexpr std::string_view kSpecial = "!#$%&'*+-/=?^_`{|}~";
  if (code >= 0xa0) return !u_isUWhiteSpace(code) && u_isdefined(code) && u_charType(code) != U_FORMAT_CHAR;
  if (code < 0 || code > 0x7e) return false;
  const char c = static_cast<char>(code);
  return is_ascii_alphanumeric(c) || kSpecial.find(c) != kSpecial.npos;
}

bool is_dot_atom(std::string_view text) {
  if (text.empty() || text.front() == '.' || text.back() == '.' || text.find("..") != text.npos) return false;
  bool is_good = true;
  for_each_code_point(text, [&](UChar32 code, std::string_view) { is_good &= code == '.' || is_atext(code); });
  return is_good;
}

/// Whether no letter was lost, or is no UTF-8. Old character sets turn what they do not know into private ones.
bool is_whole(std::string_view text) {
  bool is_good = true;
  for_each_code_point(text, [&](UChar32 code, std::string_view) {
    is_good &= code >= 0 && code != kReplacementCharacter && u_charType(code) != U_PRIVATE_USE_CHAR;
  });
  return is_good;
}

bool is_host_label(std::string_view label) {
  return !label.empty() && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, [](char c) { return is_ascii_alphanumeric(c) || c == '-'; });
}

/// A host name with a dot, and no IPv4 address.
bool is_mail_domain(std::string_view domain) {
  const auto labels = split(domain, '.');
  return labels.size() >= 2 && std::ranges::all_of(labels, is_host_label) &&
         !std::ranges::all_of(labels.back(), is_ascii_digit);
}

/// The name before "<": quotes off, escapes undone, one line. Nothing when a quote is not closed.
Result<std::string> read_display_name(std::string_view text) {
  text = trim(text);
  if (!text.starts_with('"')) return fold_white_space(text);
  std::string name;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"' && i + 1 == text.size()) return fold_white_space(name);
    if (text[i] == '"') break;
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    name += text[i];
  }
  return fail(ErrorCode::Malformed, quote(text) + " is no name: a quotation mark is not closed or not escaped");
}

/// Kept in a static of ours: what ICU does to make it once is nothing that ThreadSanitizer can see.
const icu::Normalizer2& nfc() {
  static const icu::Normalizer2* const found = [] {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* const instance = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU has no data for NFC");
    return instance;
  }();
  return *found;
}

/// `address` in NFC, as RFC 6532 section 3.1 asks for: files of macOS decompose Hangul, and it is still one mailbox.
icu::UnicodeString composed(std::string_view address) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::StringPiece bytes(address.data(), static_cast<std::int32_t>(address.size()));
  icu::UnicodeString text = nfc().normalize(icu::UnicodeString::fromUTF8(bytes), status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU cannot normalise text");
  return text;
}

}  // namespace

Result<std::string> parse_email_address(std::string_view text) {
  const std::string_view address = trim(text);
  if (!is_whole(address)) {
    return malformed("it has letters that are lost or no UTF-8, as which spreadsheets save \"CSV UTF-8\"", address);
  }
  const std::size_t mark = address.rfind('@');
  if (mark == address.npos) return malformed("no @ in it", address);
  std::string local(address.substr(0, mark));
  if (!is_ascii(local)) composed(local).toUTF8String(local = {});
  if (local.starts_with('"') && local.ends_with('"')) {
    return malformed("quotation marks before the @ (RFC 5321) are not supported", address);
  }
  if (!is_dot_atom(local)) return malformed("bad characters or dots before the @", address);
  if (local.size() > kMaxLocalBytes) return malformed("more than 64 characters before the @", address);
  std::string domain(address.substr(mark + 1));
  if (domain.starts_with('['))
    return malformed("a machine's address in brackets behind the @ is not supported", address);
  const auto ascii = domain_to_ascii(domain);
  if (!ascii || !is_mail_domain(*ascii)) return malformed("bad domain", address);
  if (!is_ascii(domain)) domain = *ascii;
  std::string checked = local + '@' + domain;
  if (checked.size() > kMaxAddressBytes) return malformed("more than 254 characters", address);
  return checked;
}

std::string_view domain_of(std::string_view address) { return address.substr(address.rfind('@') + 1); }

std::string email_key(std::string_view address) {
  const std::string_view trimmed = trim(address);
  if (is_ascii(trimmed)) return lower_ascii(trimmed);
  std::string key;
  return composed(trimmed).toLower(icu::Locale::getRoot()).toUTF8String(key);
}

Result<Mailbox> parse_mailbox(std::string_view text) {
  text = trim(text);
  std::string name;
  if (text.ends_with('>')) {
    const std::size_t bracket = text.rfind('<');
    if (bracket == text.npos) return malformed("a > without its <", text);
    auto read = read_display_name(text.substr(0, bracket));
    if (!read) return std::unexpected(read.error());
    name = std::move(*read);
    text = text.substr(bracket + 1, text.size() - bracket - 2);
  }
  auto address = parse_email_address(text);
  if (!address) return std::unexpected(address.error());
  return Mailbox{std::move(name), std::move(*address)};
}

}  // namespace aggregator
