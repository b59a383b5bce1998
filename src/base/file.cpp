#include "aggregator/base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "aggregator/base/byte_source.h"
#include "aggregator/base/descriptor.h"

namespace aggregator {
namespace {

/// Removes a file that never became what it was made for.
class Scrap {
 public:
  explicit Scrap(std::string path) : path_(std::move(path)) {}
  Scrap(const Scrap&) = delete;
  Scrap& operator=(const Scrap&) = delete;
  ~Scrap() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  void keep() { path_.clear(); }

 private:
  std::string path_;
};

/// The mode that a new file gets: the old one's, else what the process's mask leaves of rw-rw-rw-.
mode_t mode_for(const std::filesystem::path& path) {
  struct stat old{};
  if (::stat(path.c_str(), &old) == 0) return old.st_mode & 07777;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

/// A file replaced by root stays its owner's. Zero, or the error number.
int keep_owner(int file, const std::filesystem::path& path) {
  struct stat old{};
  if (::geteuid() != 0 || ::stat(path.c_str(), &old) != 0) return 0;
  return ::fchown(file, old.st_uid, old.st_gid) == 0 ? 0 : errno;
}

/// What `path` points to when it is a symbolic link, so that the link stays one.
std::filesystem::path target_of(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_symlink(path, error)) return path;
  const auto target = std::filesystem::weakly_canonical(path, error);
  return error ? path : target;
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : ".";
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  const auto source = open_source(path);
  if (!source) return std::unexpected(source.error());
  std::string bytes;
  for (char chunk[1 << 16];;) {
    const auto count = (*source)(chunk);
    if (!count) return at(path.string(), count.error());
    if (*count > max_bytes - bytes.size()) {
      return fail(ErrorCode::Io,
                  fmt::format("{}: larger than {} bytes; is it the right file?", path.string(), max_bytes));
    }
    bytes.append(chunk, *count);
    if (*count < sizeof chunk) return bytes;
  }
}

Result<Descriptor> lock_for_edit(const std::filesystem::path& path) {
  const std::filesystem::path folder = folder_of(target_of(path));
  Descriptor held(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  int error = held ? 0 : errno;
  while (error == 0 && ::flock(held.get(), LOCK_EX) != 0) error = errno == EINTR ? 0 : errno;
  if (error == 0) return held;
  return fail(ErrorCode::Io, fmt::format("{}: its folder cannot be locked: {}; check that it is there", path.string(),
                                         std::generic_category().message(error)));
}

Result<void> replace_file(const std::filesystem::path& path, std::string_view bytes) {
  const std::filesystem::path target = target_of(path);
  const std::filesystem::path folder = folder_of(target);
  std::string beside = (folder / ("." + target.filename().string() + ".XXXXXX")).string();
  const auto failed = [&](std::string_view what, int error) {
    return fail(ErrorCode::Io, fmt::format("{}: {}: {}; check the folder's permissions and the space left on the disk",
                                           path.string(), what, std::generic_category().message(error)));
  };
  const mode_t mode = mode_for(target);
  Descriptor file(::mkostemp(beside.data(), O_CLOEXEC));
  if (!file) return failed("no file can be made beside it", errno);
  Scrap scrap(beside);
  if (const int error = write_all(file, bytes)) return failed("cannot be written", error);
  if (::fchmod(file.get(), mode) != 0) return failed("its permissions cannot be kept", errno);
  if (const int error = keep_owner(file.get(), target)) return failed("its owner cannot be kept", error);
  if (::fsync(file.get()) != 0) return failed("cannot be flushed to the disk", errno);
  if (const int error = file.close()) return failed("cannot be written", error);
  if (::rename(beside.c_str(), target.c_str()) != 0) return failed("cannot be replaced", errno);
  scrap.keep();
  if (const int error = flush_folder(folder)) return failed("its folder cannot be flushed to the disk", error);
  return {};
}

}  // namespace aggregator
