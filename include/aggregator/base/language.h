// The languages that have a code of two letters.
#pragma once

#include <string_view>

namespace aggregator {

/// Whether it is a code of ISO 639-1 in any case: "ko", and neither "kor" nor "xx".
[[nodiscard]] bool is_language_code(std::string_view text);

/// Whether it is a language that posts may be told to be in: a tag that begins with such a code, "ko" or "en-GB".
[[nodiscard]] bool is_post_language(std::string_view text);

}  // namespace aggregator
