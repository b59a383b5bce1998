// The content transfer encodings of RFC 2045 section 6, by GMime.
#pragma once

#include <string>
#include <string_view>

namespace aggregator::mail {

/// Base64 without line breaks.
[[nodiscard]] std::string base64(std::string_view bytes);

/// `text` with CRLF at the end of every line.
[[nodiscard]] std::string with_crlf(std::string_view text);

/// Appends a text part of a multipart: its header, a blank line, and `text` (UTF-8) as quoted-printable or base64,
/// whichever is the shorter, with CRLF line ends.
void append_text_part(std::string& out, std::string_view subtype, std::string_view text);

}  // namespace aggregator::mail
