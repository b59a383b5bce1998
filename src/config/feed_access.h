// The keys of one feed that say what it is asked with.
#pragma once

#include <string_view>

#include "aggregator/config/feed_access.h"
#include "yaml_section.h"

namespace aggregator::config {

/// Reads `user`, `password`, `password_file`, `token`, `token_file` and `headers`; what is wrong with them, or does not
/// go together with the login in `url`, becomes a problem.
[[nodiscard]] FeedAccess read_access(Section& section, std::string_view url);

}  // namespace aggregator::config
