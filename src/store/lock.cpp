// The locks of the stages: an open-file-description lock on one byte each of "<database>.lock". The kernel lets go of
// it with the last descriptor, so no death of a process can leave one behind, and no cleaning up is ever needed.
#include "lock.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include "aggregator/store/database.h"
#include "opening.h"
#include "session.h"

namespace aggregator::store {
namespace {

std::string_view doing(Stage stage) {
  switch (stage) {
    case Stage::Poll:
      return "polling";
    case Stage::Digest:
      return "making editions";
    case Stage::Deliver:
      return "sending";
    case Stage::Hour:
      return "waiting for its hour";
    case Stage::Runner:
      return "mailing the runner";
  }
  return "running";
}

constexpr off_t kOpeningByte = 64;  // far from the stages' bytes, which are their numbers

Descriptor open_lock_file(const std::string& path) {
  return Descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
}

/// `command` is F_OFD_SETLK, which does not wait, or F_OFD_SETLKW.
bool lock_byte(const Descriptor& file, int command, off_t place) {
  struct flock byte{};
  byte.l_type = F_WRLCK;
  byte.l_whence = SEEK_SET;
  byte.l_start = place;
  byte.l_len = 1;
  return ::fcntl(file.get(), command, &byte) == 0;
}

/// A process that was killed holds its locks for some milliseconds more, until the kernel has taken it apart. False:
/// errno says why.
bool take_byte(const Descriptor& file, off_t place) {
  constexpr std::chrono::milliseconds kLongestDying{500}, kLookAgain{5};
  const auto until = std::chrono::steady_clock::now() + kLongestDying;
  while (!lock_byte(file, F_OFD_SETLK, place)) {
    const bool is_taken = errno == EAGAIN || errno == EACCES;
    if (!is_taken || std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::sleep_for(kLookAgain);
  }
  return true;
}

}  // namespace

std::optional<StageLock> lock_opening(const std::filesystem::path& database) {
  Descriptor file = open_lock_file(database.string() + ".lock");
  if (!file) return std::nullopt;
  while (!lock_byte(file, F_OFD_SETLKW, kOpeningByte)) {
    if (errno != EINTR) return std::nullopt;
  }
  return StageLock(std::move(file));
}

Result<StageLock> Database::lock(Stage stage) {
  const std::string path = session_->file().string() + ".lock";
  Descriptor file = open_lock_file(path);
  if (!file) {
    const int error = errno;
    return fail(ErrorCode::Unavailable, fmt::format("the lock file {}: {}", path, words_for_opening(path, error)));
  }
  if (take_byte(file, static_cast<off_t>(stage))) return StageLock(std::move(file));
  const int error = errno;
  if (error == EAGAIN || error == EACCES) {
    return fail(ErrorCode::Busy, fmt::format("another run is {} ({} is locked); try again later", doing(stage), path));
  }
  return fail(ErrorCode::Unavailable,
              fmt::format("{} cannot be locked ({})", path, std::generic_category().message(error)));
}

}  // namespace aggregator::store
