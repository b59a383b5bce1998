// What is left of a body when its markup is gone.
#pragma once

#include <cstddef>
#include <string>

#include "aggregator/feed/feed.h"

namespace aggregator::poll {

inline constexpr std::size_t kMostLetters = 64 << 10;

/// The first 64 Ki letters and digits of `markup`, in lower case, without what stands between angle brackets or belongs
/// to an entity: the same for two feeds that wrap one text in different markup. Cheap, for comparing only, never for
/// showing.
[[nodiscard]] std::string letters_of(const feed::Markup& markup);

}  // namespace aggregator::poll
