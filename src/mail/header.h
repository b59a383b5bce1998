// Mail headers: RFC 2047 words and folding.
//
// GMime's own header writer is not used: it puts long URLs of List-Unsubscribe into encoded words, makes encoded words
// longer than RFC 2047 allows, and lets text that looks like an encoded word through.
#pragma once

#include <string>
#include <string_view>

#include "aggregator/base/error.h"

namespace aggregator::mail {

/// `text` (UTF-8) as the value of an unstructured header. What is not plain ASCII becomes encoded words of at most 75
/// characters; so does ASCII that could be taken for one and a word too long to be folded.
[[nodiscard]] std::string encode_text(std::string_view text);

/// `text` (UTF-8) as a phrase, which display names are: atoms, a quoted string, or encoded words.
[[nodiscard]] std::string encode_phrase(std::string_view text);

/// Appends "NAME: VALUE" and CRLF, folded at blanks so that lines have at most 76 octets where blanks allow it.
/// Errors: Malformed, when the value holds CR, LF or NUL or a word that fits on no line, or the name is none.
[[nodiscard]] Result<void> append_header(std::string& out, std::string_view name, std::string_view value);

}  // namespace aggregator::mail
