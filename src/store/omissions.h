// The omitted posts of an edition in one column: {"tags":[4,7],"told_already":[[9,3]]}, where 9 is a copy of 3.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "aggregator/store/omission.h"

namespace aggregator::store {

[[nodiscard]] std::string omissions_text(std::span<const OmittedEntry> omitted);

/// Why the edition leaves `entry` out; nothing when the text does not say.
[[nodiscard]] std::optional<OmittedEntry> find_omission(const std::string& text, EntryId entry);

}  // namespace aggregator::store
