// The lists of a choice in one column: {"tags":["db"],"muted_feeds":[7]}.
#pragma once

#include <string>

#include "aggregator/store/subscribers.h"

namespace aggregator::store {

/// The lists that are not empty, sorted and each word once: the same wishes are the same text.
[[nodiscard]] std::string filter_text(const Choice& choice);

/// Puts the lists of `text` into `choice`. Throws soci::soci_error for what filter_text() did not write.
void read_filter(const std::string& text, Choice& choice);

}  // namespace aggregator::store
