// The key by which a post is found again from its address.
#pragma once

#include <string_view>

#include "aggregator/store/entries.h"

namespace aggregator::poll {

/// The second of the three identities of a post: its canonical link.
[[nodiscard]] store::EntryKey link_key(std::string_view url);

}  // namespace aggregator::poll
