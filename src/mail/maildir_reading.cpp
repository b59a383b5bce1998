#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <system_error>

#include "aggregator/base/text.h"
#include "aggregator/mail/maildir.h"

namespace aggregator::mail {
namespace fs = std::filesystem;
namespace {

/// "name:2,S", else "name.1:2,S" and so on: a message of that name may be there from before.
fs::path free_place(const fs::path& cur, const std::string& name, std::string_view flags) {
  fs::path place = cur / fmt::format("{}{}", name, flags);
  std::error_code error;
  for (int copy = 1; fs::exists(place, error); ++copy) place = cur / fmt::format("{}.{}{}", name, copy, flags);
  return place;
}

}  // namespace

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

Result<void> move_to_cur(const fs::path& message, Mark mark) {
  const std::string name = message.filename().string();
  const fs::path target = free_place(message.parent_path().parent_path() / "cur", name.substr(0, name.find(":2,")),
                                     mark == Mark::Seen ? ":2,S" : ":2,F");
  std::error_code error;
  fs::rename(message, target, error);
  if (!error || error == std::errc::no_such_file_or_directory) return {};
  return fail(ErrorCode::Io, fmt::format("{}: cannot be moved to cur: {}", quote(message.string()), error.message()));
}

}  // namespace aggregator::mail
