#include "aggregator/base/text.h"

#include <fmt/format.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <stdexcept>

#include "ascii.h"
#include "code_points.h"

namespace aggregator {
namespace {

constexpr UChar32 kZeroWidthSpace = 0x200b, kZeroWidthNoBreakSpace = 0xfeff;

bool is_control(UChar32 code) { return code < 0x20 || (0x7f <= code && code < 0xa0); }
bool is_bidi_override(UChar32 code) { return 0x202a <= code && code <= 0x202e; }

bool is_white(UChar32 code) {
  if (code < 0x80) return is_ascii_space(static_cast<char>(code)) || (0x1c <= code && code <= 0x1f);
  return u_isUWhiteSpace(code) || code == kZeroWidthSpace || code == kZeroWidthNoBreakSpace;
}

/// Whether clean_utf8() would change nothing, as far as that can be told from single bytes.
bool is_plain_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (' ' <= c && c <= '~') || c == '\n' || c == '\t'; });
}

icu::UnicodeString unicode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

const icu::Normalizer2& nfkc() {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* const found = icu::Normalizer2::getNFKCInstance(status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU has no data for NFKC");
  return *found;
}

void append_for_eyes(std::string& line, UChar32 code, std::string_view bytes) {
  if (code == '"' || code == '\\')
    (line += '\\') += bytes;
  else if (code == '\n')
    line += "\\n";
  else if (code == '\r')
    line += "\\r";
  else if (code == '\t')
    line += "\\t";
  else if (is_control(code))
    line += fmt::format("\\x{:02x}", static_cast<unsigned>(code));
  else if (is_bidi_override(code) || U_IS_UNICODE_NONCHAR(code))
    line += fmt::format("\\u{:04x}", static_cast<unsigned>(code));
  else
    line += bytes;
}

}  // namespace

std::string clean_utf8(std::string_view text) {
  if (is_plain_ascii(text)) return std::string(text);
  std::string clean;
  clean.reserve(text.size());
  bool after_return = false;
  for_each_code_point(text, [&](UChar32 code, std::string_view bytes) {
    const bool ends_crlf = after_return && code == '\n';
    after_return = code == '\r';
    if (code < 0)
      append_code_point(clean, kReplacementCharacter);
    else if (code == '\r')
      clean += '\n';
    else if (code == '\t' || (code == '\n' && !ends_crlf))
      clean += bytes;
    else if (!is_control(code) && !U_IS_UNICODE_NONCHAR(code))
      clean += bytes;
  });
  return clean;
}

std::string fold_white_space(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  bool pending = false;
  for_each_code_point(text, [&](UChar32 code, std::string_view bytes) {
    if (code >= 0 && is_white(code)) {
      pending = !folded.empty();
      return;
    }
    if (code >= 0 && (is_control(code) || is_bidi_override(code) || U_IS_UNICODE_NONCHAR(code))) return;
    if (pending) folded += ' ';
    pending = false;
    if (code < 0)
      append_code_point(folded, kReplacementCharacter);
    else
      folded += bytes;
  });
  return folded;
}

std::string fold_case(std::string_view text) {
  if (is_ascii(text)) return lower_ascii(text);
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString folded = nfkc().normalize(unicode(text), status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU cannot normalise text");
  folded.foldCase(U_FOLD_CASE_DEFAULT);
  std::string result;
  return folded.toUTF8String(result);
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_ascii_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_ascii_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = lower_ascii(c);
  return lower;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower_ascii(x) == lower_ascii(y); });
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t end = text.find(separator); end != text.npos; end = text.find(separator)) {
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.emplace_back(text);
  return parts;
}

std::string escape_html(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;  // &apos; is unknown to old mail clients
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string quote(std::string_view text) {
  constexpr std::size_t kShownCharacters = 80, kBytesLookedAt = 4096;
  std::string line = "\"";
  for_each_code_point(cut_text(text.substr(0, kBytesLookedAt), kShownCharacters),
                      [&](UChar32 code, std::string_view bytes) { append_for_eyes(line, code, bytes); });
  return line += '"';
}

}  // namespace aggregator
