#include "encoding.h"

#include <gmime/gmime-encodings.h>

#include <algorithm>

namespace aggregator::mail {
namespace {

constexpr std::size_t kLongestLine = 76;
constexpr std::size_t kBytesPerLine = kLongestLine / 4 * 3;

std::string encode(std::string_view bytes, GMimeContentEncoding encoding) {
  GMimeEncoding state;
  g_mime_encoding_init_encode(&state, encoding);
  std::string out(g_mime_encoding_outlen(&state, bytes.size()), '\0');
  out.resize(g_mime_encoding_flush(&state, bytes.data(), bytes.size(), out.data()));
  return out;
}

bool is_literal(char c) { return (' ' <= c && c <= '~' && c != '=') || c == '\t'; }

/// Blanks at the end of a line would be lost on the way (RFC 2045 section 6.7, rule 3), and a dot at the beginning is
/// one that no relay has to double.
bool must_be_escaped(std::string_view text, std::size_t at, std::size_t column) {
  const char c = text[at];
  if (!is_literal(c)) return true;
  const bool ends_line = at + 1 == text.size() || text[at + 1] == '\r';
  return ((c == ' ' || c == '\t') && ends_line) || (c == '.' && column == 0);
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += '=';
  out += kDigits[byte >> 4];
  out += kDigits[byte & 15];
}

}  // namespace

std::string base64(std::string_view bytes) {
  std::string out = encode(bytes, GMIME_CONTENT_ENCODING_BASE64);
  std::erase(out, '\n');
  return out;
}

void append_base64_lines(std::string& out, std::string_view bytes) {
  for (; !bytes.empty(); bytes.remove_prefix(std::min(kBytesPerLine, bytes.size()))) {
    out.append(base64(bytes.substr(0, kBytesPerLine))).append("\r\n");
  }
}

std::size_t append_quoted_printable(std::string& out, std::string_view text, std::size_t column) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at, 2) == "\r\n") {
      out.append("\r\n");
      column = 0;
      ++at;
      continue;
    }
    const std::size_t width = must_be_escaped(text, at, column) ? 3 : 1;
    if (column + width > kLongestLine - 1) {  // leaves room for the "=" of a soft line break
      out.append("=\r\n");
      column = 0;
    }
    if (must_be_escaped(text, at, column)) {
      append_escaped(out, text[at]);
      column += 3;
    } else {
      out += text[at];
      ++column;
    }
  }
  return column;
}

std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 32);
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) break;
    out.append(text.substr(0, end));
    if (!out.ends_with('\r')) out += '\r';
    out += '\n';
    text.remove_prefix(end + 1);
  }
  return out.append(text);
}

}  // namespace aggregator::mail
