// The locks of the stages: an open-file-description lock on one byte each of "<database>.lock". The kernel lets go of
// it with the last descriptor, so no death of a process can leave one behind, and no cleaning up is ever needed.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "aggregator/store/database.h"
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
  }
  return "running";
}

bool lock_byte(int descriptor, Stage stage) {
  struct flock byte{};
  byte.l_type = F_WRLCK;
  byte.l_whence = SEEK_SET;
  byte.l_start = static_cast<off_t>(stage);
  byte.l_len = 1;
  return ::fcntl(descriptor, F_OFD_SETLK, &byte) == 0;
}

}  // namespace

StageLock::StageLock(StageLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

StageLock& StageLock::operator=(StageLock&& other) noexcept {
  if (this != &other) {
    const StageLock released(std::move(*this));
    descriptor_ = std::exchange(other.descriptor_, -1);
  }
  return *this;
}

StageLock::~StageLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<StageLock> Database::lock(Stage stage) {
  const std::string path = session_->file().string() + ".lock";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return fail(ErrorCode::Unavailable, fmt::format("{} cannot be opened for locking ({}); check its directory", path,
                                                    std::generic_category().message(errno)));
  }
  StageLock lock(descriptor);
  if (lock_byte(descriptor, stage)) return lock;
  const int error = errno;
  if (error == EAGAIN || error == EACCES) {
    return fail(ErrorCode::Busy, fmt::format("another run is {} ({} is locked); try again later", doing(stage), path));
  }
  return fail(ErrorCode::Unavailable,
              fmt::format("{} cannot be locked ({})", path, std::generic_category().message(error)));
}

}  // namespace aggregator::store
