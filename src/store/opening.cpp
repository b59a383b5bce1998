#include "opening.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

#include "aggregator/base/descriptor.h"

namespace aggregator::store {
namespace {
namespace fs = std::filesystem;

constexpr const char* kOtherPath = "set `database` to another path";

std::string account(uid_t id) {
  std::array<char, 4096> text{};
  passwd entry{};
  passwd* found = nullptr;
  ::getpwuid_r(id, &entry, text.data(), text.size(), &found);
  return found != nullptr ? found->pw_name : std::to_string(id);
}

/// What this account may not do to `path`, which is there.
std::string words_for_missing(std::string_view right, const fs::path& path) {
  struct stat status{};
  const std::string owner = ::stat(path.c_str(), &status) == 0 ? account(status.st_uid) : "its owner";
  const std::string me = account(::geteuid());
  return fmt::format("the account {} may not {}; run aggregator as {}, who owns it, or give {} write permission on it",
                     me, right, owner, me);
}

std::string words_for_permission(const fs::path& file) {
  const fs::path folder = file.parent_path();
  struct stat status{};
  if (::stat(file.c_str(), &status) == 0) return words_for_missing("read and write it", file);
  return words_for_missing(
      fmt::format("{} the directory {}", errno == EACCES ? "look into" : "make files in", folder.string()), folder);
}

/// The number that opening an existing file fails with; 0 when it can be opened.
int try_to_open(const fs::path& file) {
  const Descriptor opened(::open(file.c_str(), O_RDWR | O_CLOEXEC));
  return opened ? 0 : errno;
}

bool may_write(const fs::path& folder) { return ::faccessat(AT_FDCWD, folder.c_str(), W_OK, AT_EACCESS) == 0; }

}  // namespace

std::string words_for_opening(const fs::path& file, int error) {
  const std::string folder = file.parent_path().string();
  switch (error) {
    case EISDIR:
      return fmt::format("is a directory; move it away, or {}", kOtherPath);
    case ENOENT:
      return fmt::format("the directory {} does not exist; create it, or {}", folder, kOtherPath);
    case ENOTDIR:
      return fmt::format("{} is no directory; {}", folder, kOtherPath);
    case EACCES:
    case EPERM:
      return words_for_permission(file);
    case EROFS:
      return fmt::format("its disk is mounted read-only; mount it writable, or {}", kOtherPath);
    case ENOSPC:
    case EDQUOT:
      return "the disk is full; make room and run again";
    default:
      return fmt::format("cannot be opened: {}", std::generic_category().message(error));
  }
}

std::string words_for_database(const fs::path& file) {
  if (const int error = try_to_open(file)) return words_for_opening(file, error);
  // Beside it SQLite keeps the log and its index, which it makes when they are missing.
  for (const char* ending : {"-wal", "-shm"}) {
    const fs::path beside = file.string() + ending;
    const int error = try_to_open(beside);
    if (error == ENOENT && !may_write(file.parent_path())) return words_for_opening(beside, EACCES);
    if (error != 0 && error != ENOENT) return beside.filename().string() + ": " + words_for_opening(beside, error);
  }
  return {};
}

}  // namespace aggregator::store
