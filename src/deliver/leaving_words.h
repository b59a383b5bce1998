// Whether somebody asks to leave, by the words that people put.
#pragma once

#include <string_view>

namespace aggregator::deliver {

/// Whether `text`, a subject or a first line, is nothing but one of the words in which people ask to leave in English,
/// Korean or Japanese, in whatever spelling of Unicode, spacing and polite words around it, behind "Re:" and before a
/// token that is no good. Whoever writes anything else, asks a question or denies, may mean anything: a person decides.
[[nodiscard]] bool asks_to_leave(std::string_view text);

}  // namespace aggregator::deliver
