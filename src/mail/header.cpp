#include "header.h"

#include <algorithm>

#include "aggregator/base/ascii.h"
#include "aggregator/base/text.h"
#include "encoding.h"

namespace aggregator::mail {
namespace {

constexpr std::size_t kFoldAt = 76;        // RFC 2047 section 2; RFC 5322 would allow 78
constexpr std::size_t kLongestWord = 900;  // leaves room for the name on a line of 998
constexpr std::size_t kBytesPerWord = 36;  // 60 characters with the frame: fits beside "Subject:"
constexpr std::size_t kFoldable = 60;
constexpr std::string_view kBreaks("\r\n\0", 3);

bool is_printable(char c) { return ' ' <= c && c <= '~'; }

bool is_atom_character(char c) {
  return is_ascii_alphanumeric(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").contains(c);
}

bool must_be_encoded(std::string_view word) {
  return word.size() > kFoldable || word.contains("=?") || !std::ranges::all_of(word, is_printable);
}

/// The end of a piece of at most kBytesPerWord bytes that does not cut a character.
std::size_t end_of_piece(std::string_view text) {
  if (text.size() <= kBytesPerWord) return text.size();
  std::size_t end = kBytesPerWord;
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return end;
}

/// `text`, which is valid UTF-8, as encoded words with blanks between them, which readers drop (RFC 2047 section 6.2).
std::string encoded_words(std::string_view text) {
  std::string words;
  while (!text.empty()) {
    const std::size_t end = end_of_piece(text);
    if (!words.empty()) words += ' ';
    words.append("=?utf-8?B?").append(base64(text.substr(0, end))).append("?=");
    text.remove_prefix(end);
  }
  return words;
}

std::string quoted_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

/// Where the first word that must be encoded begins and the last one ends; equal when there is none.
std::pair<std::size_t, std::size_t> encoded_range(std::string_view text) {
  std::size_t first = text.size(), last = text.size();
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (must_be_encoded(text.substr(at, end - at))) {
      first = std::min(first, at);
      last = end;
    }
    at = end + 1;
  }
  return {first, last};
}

Result<void> check(std::string_view name, std::string_view value) {
  const auto is_name_character = [](char c) { return '!' <= c && c <= '~' && c != ':'; };
  if (name.empty() || !std::ranges::all_of(name, is_name_character)) {
    return fail(ErrorCode::Malformed, quote(name) + " is no name of a header");
  }
  if (value.find_first_of(kBreaks) == std::string_view::npos) return {};
  return fail(ErrorCode::Malformed, std::string(name) + " holds a line break or NUL: " + quote(value));
}

}  // namespace

std::string encode_text(std::string_view text) {
  std::string clean = clean_utf8(text);
  const std::string_view view = clean;
  const auto [first, last] = encoded_range(view);
  if (first == last) return clean;
  return std::string(view.substr(0, first)) + encoded_words(view.substr(first, last - first)) +
         std::string(view.substr(last));
}

std::string encode_phrase(std::string_view text) {
  std::string clean = fold_white_space(text);
  const auto [first, last] = encoded_range(clean);
  if (first != last) return encoded_words(clean);
  const auto is_plain = [](char c) { return c == ' ' || is_atom_character(c); };
  return std::ranges::all_of(clean, is_plain) ? clean : quoted_string(clean);
}

Result<void> append_header(std::string& out, std::string_view name, std::string_view value) {
  if (auto checked = check(name, value); !checked) return checked;
  out.append(name).append(":");
  std::size_t column = name.size() + 1;
  bool is_first = true;
  value = trim(value);
  for (std::size_t at = 0; at < value.size(); is_first = false) {
    const std::size_t begin = value.find_first_not_of(' ', at);
    const std::size_t end = std::min(value.find(' ', begin), value.size());
    if (end - begin > kLongestWord) {
      return fail(ErrorCode::Malformed, std::string(name) + " holds a word too long for a line: " + quote(value));
    }
    const std::string_view piece = value.substr(at, end - at);  // with the blanks before the word
    const std::size_t width = piece.size() + (is_first ? 1 : 0);
    if (!is_first && column + width > kFoldAt) {
      out.append("\r\n");
      column = 0;
    }
    if (is_first) out += ' ';
    out.append(piece);
    column += width;
    at = end;
  }
  out.append("\r\n");
  return {};
}

}  // namespace aggregator::mail
