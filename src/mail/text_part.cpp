#include "text_part.h"

#include <algorithm>
#include <cstddef>

#include "encoding.h"

namespace aggregator::mail {
namespace {

constexpr std::size_t kGroup = 3;  // bytes of base64

/// Whether quoted-printable, three characters for a byte that is not plain, beats the four for three of base64.
bool is_mostly_plain(std::string_view text) {
  const auto is_escaped = [](char c) { return c < ' ' ? c != '\n' && c != '\r' && c != '\t' : c > '~' || c == '='; };
  return std::ranges::count_if(text, is_escaped) * 6 < std::ssize(text);
}

std::size_t whole_groups(std::string_view text) { return text.size() / kGroup * kGroup; }

}  // namespace

TextPart::TextPart(std::string_view subtype, std::string_view text) : is_html_(subtype == "html") {
  const bool is_plain = is_mostly_plain(text);
  header_.append("Content-Type: text/").append(subtype).append("; charset=utf-8\r\n");
  header_.append("Content-Transfer-Encoding: ").append(is_plain ? "quoted-printable" : "base64").append("\r\n\r\n");
  size_ += header_.size();
  for (const Piece& piece : split_at_placeholders(text)) {
    std::string lines = with_crlf(piece.text);
    if (is_plain) {
      QuotedPiece& quoted = quoted_.emplace_back();
      quoted.column = append_quoted_printable(quoted.encoded, lines, 0);
      quoted.begins_line = lines.empty() || lines.starts_with("\r\n");
      quoted.placeholder = piece.placeholder;
      size_ += quoted.encoded.size() + 256;
    } else {
      Base64Piece& whole = base64_.emplace_back();
      for (std::size_t taken = 0; taken < std::min(kGroup, lines.size() + 1); ++taken) {
        const std::string_view rest = std::string_view(lines).substr(taken);
        append_base64_lines(whole.encoded[taken], rest.substr(0, whole_groups(rest)));
      }
      whole.text = std::move(lines);
      whole.placeholder = piece.placeholder;
      size_ += whole.encoded[0].size() + 256;
    }
  }
}

void TextPart::append(std::string& out, const Personal& personal) const {
  out.append(header_);
  append_quoted(out, personal);
  append_base64(out, personal);
}

void TextPart::append_quoted(std::string& out, const Personal& personal) const {
  std::size_t column = 0;
  for (const QuotedPiece& piece : quoted_) {
    if (column > 0 && !piece.begins_line) out.append("=\r\n");
    out.append(piece.encoded);
    if (!piece.encoded.empty()) column = piece.column;
    if (!piece.placeholder) continue;
    column = append_quoted_printable(out, with_crlf(personal_text(*piece.placeholder, personal, is_html_)), column);
  }
}

void TextPart::append_base64(std::string& out, const Personal& personal) const {
  std::string open;  // what is not encoded yet: values, and the less than three bytes before them
  for (const Base64Piece& piece : base64_) {
    const std::string_view text = piece.text;
    const std::size_t taken = std::min((kGroup - open.size() % kGroup) % kGroup, text.size());
    open.append(text.substr(0, taken));
    if (taken < text.size()) {
      append_base64_lines(out, open);  // whole groups
      out.append(piece.encoded[taken]);
      open = text.substr(taken + whole_groups(text.substr(taken)));
    }
    if (piece.placeholder) open.append(with_crlf(personal_text(*piece.placeholder, personal, is_html_)));
  }
  append_base64_lines(out, open);
}

}  // namespace aggregator::mail
