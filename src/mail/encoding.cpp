#include "encoding.h"

#include <gmime/gmime-encodings.h>

#include <algorithm>

namespace aggregator::mail {
namespace {

std::string encode(std::string_view bytes, GMimeContentEncoding encoding) {
  GMimeEncoding state;
  g_mime_encoding_init_encode(&state, encoding);
  std::string out(g_mime_encoding_outlen(&state, bytes.size()), '\0');
  out.resize(g_mime_encoding_flush(&state, bytes.data(), bytes.size(), out.data()));
  return out;
}

/// Appends `text` with every line feed that stands alone made CRLF.
void append_with_crlf(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) break;
    out.append(text.substr(0, end));
    if (!out.ends_with('\r')) out += '\r';
    out += '\n';
    text.remove_prefix(end + 1);
  }
  out.append(text);
}

/// Whether quoted-printable, three characters for a byte that is not plain, beats the four for three of base64.
bool is_mostly_plain(std::string_view text) {
  const auto is_escaped = [](char c) { return c < ' ' ? c != '\n' && c != '\r' && c != '\t' : c > '~' || c == '='; };
  return std::ranges::count_if(text, is_escaped) * 6 < std::ssize(text);
}

}  // namespace

std::string base64(std::string_view bytes) {
  std::string out = encode(bytes, GMIME_CONTENT_ENCODING_BASE64);
  std::erase(out, '\n');
  return out;
}

std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 32);
  append_with_crlf(out, text);
  return out;
}

void append_text_part(std::string& out, std::string_view subtype, std::string_view text) {
  const bool plain = is_mostly_plain(text);
  out.append("Content-Type: text/").append(subtype).append("; charset=utf-8\r\n");
  out.append("Content-Transfer-Encoding: ").append(plain ? "quoted-printable" : "base64").append("\r\n\r\n");
  append_with_crlf(out, plain ? encode(text, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
                              : encode(with_crlf(text), GMIME_CONTENT_ENCODING_BASE64));
}

}  // namespace aggregator::mail
