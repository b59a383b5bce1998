// The language that a post is written in, as far as can be told without reading it.
#pragma once

#include <string>
#include <string_view>

namespace aggregator::digest {

/// "ko" or "ja" where the letters of `text` say so, else what the feed says of itself ("en-GB" gives "en"), else "zh"
/// for Han alone, else empty: nobody knows. The letters go first because feeds say "en" for what their generator was
/// shipped with.
[[nodiscard]] std::string post_language(std::string_view text, std::string_view feed_language);

/// Whether a post in `language` is one in `wanted` ("en", "ko-KR"). Where nobody knows, every language is taken that is
/// not told by its letters: hiding a post is worse than showing one.
[[nodiscard]] bool is_in_language(std::string_view language, std::string_view wanted);

}  // namespace aggregator::digest
