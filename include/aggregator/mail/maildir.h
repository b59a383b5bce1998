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

enum class Mark {
  Seen,
  Flagged,  ///< and not seen: somebody should look at it
};

/// Moves a message from new/ to cur/, under another name where its own is taken; mail programs show the mark. Nothing
/// is done when another program has moved it. Errors: Io.
[[nodiscard]] Result<void> move_to_cur(const std::filesystem::path& message, Mark mark);

}  // namespace aggregator::mail
