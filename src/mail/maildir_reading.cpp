#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "aggregator/base/text.h"
#include "aggregator/mail/maildir.h"

namespace aggregator::mail {
namespace fs = std::filesystem;

bool is_maildir(const fs::path& folder) {
  std::error_code unreadable;
  return fs::is_directory(folder / "new", unreadable) && fs::is_directory(folder / "cur", unreadable);
}

Result<std::vector<fs::path>> new_messages(const fs::path& maildir) {
  std::error_code error;
  std::vector<fs::path> found;
  for (fs::directory_iterator entry(maildir / "new", error), end; !error && entry != end; entry.increment(error)) {
    if (!entry->path().filename().string().starts_with('.')) found.push_back(entry->path());
  }
  if (error) return fail(ErrorCode::Io, fmt::format("{}: {}", (maildir / "new").string(), error.message()));
  std::ranges::sort(found);
  return found;
}

Result<void> move_to_seen(const fs::path& message) {
  const std::string name = message.filename().string();
  const fs::path target = message.parent_path().parent_path() / "cur" / (name.substr(0, name.find(":2,")) + ":2,S");
  std::error_code error;
  if (fs::exists(target, error)) {
    return fail(ErrorCode::Io, quote(target.string()) + " is there already; move one of the two away");
  }
  fs::rename(message, target, error);
  if (!error || error == std::errc::no_such_file_or_directory) return {};
  return fail(ErrorCode::Io, fmt::format("{}: cannot be moved to cur: {}", quote(message.string()), error.message()));
}

}  // namespace aggregator::mail
