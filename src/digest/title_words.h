// What a title says, for telling whether two are of the same story.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace aggregator::digest {

/// The letters, digits and the marks of C++ and C# of `text`, case-folded and of plain width; no blanks, no
/// punctuation.
[[nodiscard]] std::string letters_only(std::string_view text);

/// letters_only() of the title without the blog's name behind a dash or a bar at its end.
[[nodiscard]] std::string title_key(std::string_view title, std::string_view blog);

/// Whether a title says enough that two posts with the same one are likely the same story. What series, diaries and
/// releases are called says nothing, nor do numbers, nor a word or two.
[[nodiscard]] bool is_telling(std::string_view title);

/// The digits of `text` in their order, with a blank between numbers.
[[nodiscard]] std::string numbers_of(std::string_view text);

}  // namespace aggregator::digest
