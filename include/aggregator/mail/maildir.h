// Reading a Maildir: DIR/new holds what nobody has looked at, DIR/cur the rest.
#pragma once

#include <filesystem>
#include <vector>

#include "aggregator/base/error.h"

namespace aggregator::mail {

/// Whether it is a folder with new/ and cur/ in it.
[[nodiscard]] bool is_maildir(const std::filesystem::path& folder);

/// The messages in new/, in the order of their names, which begin with the time of arrival. Errors: Io.
[[nodiscard]] Result<std::vector<std::filesystem::path>> new_messages(const std::filesystem::path& maildir);

/// Moves a message from new/ to cur/, as one that was seen. Nothing is done when another program has moved it. Errors:
/// Io, also when there is one of that name already.
[[nodiscard]] Result<void> move_to_seen(const std::filesystem::path& message);

}  // namespace aggregator::mail
