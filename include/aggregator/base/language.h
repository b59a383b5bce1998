// Codes and names of languages.
#pragma once

#include <string>
#include <string_view>

namespace aggregator {

/// Whether it is a code of ISO 639-1 in any case: "ko", and neither "kor" nor "xx".
[[nodiscard]] bool is_language_code(std::string_view text);

/// "en" of "en-GB" and "EN_us".
[[nodiscard]] std::string primary_language(std::string_view tag);

/// Whether `text` holds the name of the language with the code `language`, in English or in itself: "Blog (Korean)",
/// "한국어 블로그".
[[nodiscard]] bool names_language(std::string_view text, std::string_view language);

/// Whether it is a language that posts may be told to be in: a tag that begins with such a code, "ko" or "en-GB".
[[nodiscard]] bool is_post_language(std::string_view text);

/// The code of the language that somebody means who writes its name ("Korean", "한국어"), its code of three letters
/// ("kor") or the code of a country where it is spoken ("jp"); empty for what is a code of a language, and for what
/// says nothing. "kr", which is Kanuri, means Korean: the country is written so far more often.
[[nodiscard]] std::string language_meant_by(std::string_view text);

}  // namespace aggregator
