// The content transfer encodings of RFC 2045 section 6.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace aggregator::mail {

/// Base64 without line breaks.
[[nodiscard]] std::string base64(std::string_view bytes);

/// Appends `bytes` as lines of base64, the last one with CRLF at its end too.
void append_base64_lines(std::string& out, std::string_view bytes);

/// Appends `text`, which has CRLF at its line ends, as quoted-printable; `column` is how full the line is that it
/// begins in. How full the last line is then.
std::size_t append_quoted_printable(std::string& out, std::string_view text, std::size_t column);

/// `text` with CRLF at the end of every line.
[[nodiscard]] std::string with_crlf(std::string_view text);

}  // namespace aggregator::mail
