#include "aggregator/base/byte_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <istream>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include "aggregator/base/descriptor.h"

namespace aggregator {
namespace {

constexpr std::size_t kChunkBytes = 1u << 16;

Result<std::size_t> fill(const Descriptor& file, std::span<char> room) {
  std::size_t filled = 0;
  while (filled < room.size()) {
    const ssize_t count = ::read(file.get(), room.data() + filled, room.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0)
      return fail(ErrorCode::Io,
                  fmt::format("cannot be read: {}; is it a plain file?", std::generic_category().message(errno)));
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  return filled;
}

/// Shared, because what is kept in a std::function can be copied.
ByteSource source_of(Descriptor file) {
  return
      [file = std::make_shared<const Descriptor>(std::move(file))](std::span<char> room) { return fill(*file, room); };
}

std::unexpected<Error> cannot_spool(int error) {
  return fail(ErrorCode::Io, fmt::format("cannot be kept in a temporary file: {}; check TMPDIR and the space left on "
                                         "its disk",
                                         std::generic_category().message(error)));
}

/// Open for reading and writing, and already without a name.
Result<Descriptor> nameless_file() {
  std::error_code error;
  std::string name = (std::filesystem::temp_directory_path(error) / "aggregator-XXXXXX").string();
  if (error) return cannot_spool(error.value());
  Descriptor file(::mkostemp(name.data(), O_CLOEXEC));
  if (!file) return cannot_spool(errno);
  if (::unlink(name.c_str()) != 0) return cannot_spool(errno);
  return file;
}

}  // namespace

Result<ByteSource> open_source(const std::filesystem::path& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file) return source_of(std::move(file));
  const std::string name = path.string();
  if (errno == ENOENT || errno == ENOTDIR) return fail(ErrorCode::NotFound, name + ": no such file; check the path");
  return fail(ErrorCode::Io, fmt::format("{}: cannot be opened: {}; check its permissions", name,
                                         std::generic_category().message(errno)));
}

ByteSource source_of(std::istream& in) {
  return [&in](std::span<char> room) -> Result<std::size_t> {
    in.read(room.data(), static_cast<std::streamsize>(room.size()));
    if (in.bad()) return fail(ErrorCode::Io, "cannot be read");
    return static_cast<std::size_t>(in.gcount());
  };
}

Result<std::string> read_up_to(const ByteSource& source, std::size_t max_bytes) {
  std::string bytes;
  std::array<char, kChunkBytes> chunk;
  while (bytes.size() < max_bytes) {
    const std::span<char> room = std::span(chunk).first(std::min(chunk.size(), max_bytes - bytes.size()));
    const auto count = source(room);
    if (!count) return std::unexpected(count.error());
    bytes.append(room.data(), *count);
    if (*count < room.size()) break;
  }
  return bytes;
}

Result<ByteSource> spool(const ByteSource& source, std::size_t max_bytes) {
  auto file = nameless_file();
  if (!file) return std::unexpected(file.error());
  std::array<char, kChunkBytes> chunk;
  for (std::size_t total = 0;;) {
    const auto count = source(chunk);
    if (!count) return std::unexpected(count.error());
    total += *count;
    if (total > max_bytes) {
      return fail(ErrorCode::Io, fmt::format("larger than {} bytes; is it the right file?", max_bytes));
    }
    if (const int error = write_all(*file, {chunk.data(), *count})) return cannot_spool(error);
    if (*count < chunk.size()) break;
  }
  if (::lseek(file->get(), 0, SEEK_SET) != 0) return cannot_spool(errno);
  return source_of(*std::move(file));
}

}  // namespace aggregator
