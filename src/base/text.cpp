#include "aggregator/base/text.h"

#include <fmt/format.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <stdexcept>

#include "aggregator/base/ascii.h"
#include "aggregator/base/byte_scan.h"
#include "code_points.h"

namespace aggregator {
namespace {

using uchar = unsigned char;

constexpr UChar32 kSoftHyphen = 0x00ad, kZeroWidthSpace = 0x200b, kWordJoiner = 0x2060, kZeroWidthNoBreakSpace = 0xfeff;

bool is_control(UChar32 code) { return code < 0x20 || (0x7f <= code && code < 0xa0); }
bool is_bidi_override(UChar32 code) { return 0x202a <= code && code <= 0x202e; }

bool is_white(UChar32 code) {
  if (code < 0x80) return is_ascii_space(static_cast<char>(code)) || (0x1c <= code && code <= 0x1f);
  return u_isUWhiteSpace(code);
}

/// What says where lines may break, is invisible elsewhere, and hides a word from who looks for it. Joiners are no such
/// thing: emoji and Persian need them.
bool is_break_hint(UChar32 code) {
  return code == kSoftHyphen || code == kZeroWidthSpace || code == kWordJoiner || code == kZeroWidthNoBreakSpace;
}

/// The length of the UTF-8 sequence at the beginning of `text` when it surely is neither white nor invisible, else 0:
/// dashes, quotes and the ellipsis, most of Han and Hangul. One look at the bytes, where ICU's tables take three.
std::size_t plain_sequence(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<uchar>(text[at]); };
  const auto is_tail = [&](std::size_t at) { return (byte(at) & 0xc0) == 0x80; };
  if (text.size() < 3 || !is_tail(1) || !is_tail(2)) return 0;
  if (0xe4 <= byte(0) && byte(0) <= 0xec) return 3;                                         // U+4000 to U+CFFF
  if (byte(0) == 0xed && byte(1) < 0xa0) return 3;                                          // to U+D7FF
  return byte(0) == 0xe2 && byte(1) == 0x80 && 0x90 <= byte(2) && byte(2) <= 0xa7 ? 3 : 0;  // U+2010 to U+2027
}

/// The offset behind the plain sequences at `at` and the single blanks among them.
std::size_t behind_plain_sequences(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const std::size_t length = plain_sequence(text.substr(at));
    if (length == 0) break;
    at += length;
    // No branch: nobody can foretell where words end.
    if (at + 1 < text.size()) at += static_cast<unsigned>(text[at] == ' ') & static_cast<unsigned>(text[at + 1] != ' ');
  }
  return at;
}

/// The offset behind the printable ASCII at `at` that folding leaves as it is. `after_blank` tells what came before,
/// and then what comes last.
std::size_t behind_folded_ascii(std::string_view text, std::size_t at, bool& after_blank) {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
  const std::size_t begin = at;
  while (at < text.size()) {
    if (at > begin && at + Bytes::size() <= text.size()) {
      const Bytes these(bytes + at, std::experimental::element_aligned);
      const Bytes before(bytes + at - 1, std::experimental::element_aligned);
      if (none_of(these < uchar{' '} || these > uchar{'~'} || (these == uchar{' '} && before == uchar{' '}))) {
        at += Bytes::size();
        after_blank = bytes[at - 1] == ' ';
        continue;
      }
    }
    const bool is_blank = bytes[at] == ' ';
    if (bytes[at] < ' ' || bytes[at] > '~' || (is_blank && after_blank)) break;
    after_blank = is_blank;
    ++at;
  }
  return at;
}

bool is_clean(UChar32 code) {
  return code == '\t' || code == '\n' || (code >= 0 && !is_control(code) && !U_IS_UNICODE_NONCHAR(code));
}

icu::UnicodeString unicode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

/// Kept in a static of ours: what ICU does to make it once is nothing that ThreadSanitizer can see.
const icu::Normalizer2& nfkc() {
  static const icu::Normalizer2* const found = [] {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* const instance = icu::Normalizer2::getNFKCInstance(status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU has no data for NFKC");
    return instance;
  }();
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
  if (is_clean_utf8(text)) return std::string(text);
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

bool is_clean_utf8(std::string_view text) {
  const auto needs_look = [](const auto& c) {
    return (c < uchar{' '} && c != uchar{'\n'} && c != uchar{'\t'}) || c > uchar{'~'};
  };
  for (std::size_t at = find_byte(text, 0, needs_look); at < text.size(); at = find_byte(text, at, needs_look)) {
    const std::size_t behind = behind_plain_sequences(text, at);
    if (behind == at && !is_clean(next_code_point(text, at))) return false;
    at = std::max(at, behind);
  }
  return true;
}

std::string fold_white_space(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  append_folded(folded, text);
  if (folded.ends_with(' ')) folded.pop_back();
  return folded;
}

void append_folded(std::string& folded, std::string_view text) {
  bool after_blank = folded.empty() || folded.back() == ' ';
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at = behind_folded_ascii(text, at, after_blank);
    if (at == text.size()) break;
    if (const std::size_t behind = behind_plain_sequences(text, at); behind > at) {
      at = behind;
      after_blank = text[at - 1] == ' ';
      continue;
    }
    const UChar32 code = next_code_point(text, at);
    folded.append(text, copied, start - copied);
    copied = at;
    if (code >= 0 && is_white(code)) {
      if (!after_blank) folded += ' ';
      after_blank = true;
    } else if (code < 0) {
      append_code_point(folded, kReplacementCharacter);
      after_blank = false;
    } else if (!is_control(code) && !is_bidi_override(code) && !is_break_hint(code) && !U_IS_UNICODE_NONCHAR(code)) {
      folded.append(text, start, at - start);
      after_blank = false;
    }
  }
  folded.append(text, copied);
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

bool is_language_tag(std::string_view text) {
  const auto is_subtag = [&](std::string_view part) {
    return !part.empty() && part.size() <= 8 && std::ranges::all_of(part, is_ascii_alphanumeric);
  };
  const std::vector<std::string> parts = split(text, '-');
  return text.size() <= 35 && parts.front().size() >= 2 && std::ranges::all_of(parts.front(), is_ascii_letter) &&
         std::ranges::all_of(parts, is_subtag);
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
