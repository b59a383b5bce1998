// Character sets: which one a label means, and conversion to UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace aggregator::feed {

/// The `charset` parameter of a Content-Type header, without quotes; empty when there is none.
[[nodiscard]] std::string charset_of(std::string_view content_type);

/// The ICU converter for a label, as the WHATWG Encoding Standard (section 4.2) reads labels: what calls itself
/// latin-1 is windows-1252, what calls itself EUC-KR is windows-949. Empty when the label is unknown.
[[nodiscard]] std::string converter_for(std::string_view label);

/// `bytes` as UTF-8; what the converter does not know becomes U+FFFD. `converter` comes from converter_for().
[[nodiscard]] std::string to_utf8(std::string_view bytes, const std::string& converter);

/// Whether characters of the converter's encoding can take more than one byte.
[[nodiscard]] bool is_multibyte(const std::string& converter);

/// The converter that the bytes look like they were written for, judged by ICU's statistics. Never empty.
[[nodiscard]] std::string guess_converter(std::string_view bytes);

}  // namespace aggregator::feed
