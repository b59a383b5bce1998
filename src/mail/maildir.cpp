// Maildir: DIR/tmp/NAME.eml is written and flushed, then renamed to DIR/new/NAME.eml and the folder flushed.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <system_error>

#include "aggregator/base/descriptor.h"
#include "aggregator/mail/transport.h"

namespace aggregator::mail {
namespace {

namespace fs = std::filesystem;

Outcome trouble(std::string_view what, const fs::path& path, int error) {
  return {Outcome::State::Deferred,
          fmt::format("cannot {} {}: {}", what, path.string(), std::generic_category().message(error)), true};
}

/// Zero, or the error number. Messages hold their reader's tokens, so nobody else may read them.
int write_file(const fs::path& path, std::string_view bytes) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!file) return errno;
  if (const int error = write_all(file, bytes)) return error;
  return ::fsync(file.get()) == 0 ? file.close() : errno;
}

class MaildirTransport final : public Transport {
 public:
  explicit MaildirTransport(const fs::path& directory)
      : directory_(directory.has_filename() ? directory : directory.parent_path()) {}

  Outcome send(const Envelope&, std::string_view message, std::string_view name) override {
    if (auto created = create_folders(); created) return *created;
    const std::string file = std::string(name) + ".eml";
    const fs::path temporary = directory_ / "tmp" / file, final_path = directory_ / "new" / file;
    if (const int error = write_file(temporary, message)) return trouble("write", temporary, error);
    if (::rename(temporary.c_str(), final_path.c_str()) != 0) return trouble("rename to", final_path, errno);
    if (const int error = flush_folder(directory_ / "new")) return trouble("flush", directory_ / "new", error);
    return {Outcome::State::Sent, final_path.string(), false};
  }

 private:
  std::optional<Outcome> create_folders() {
    if (has_folders_) return std::nullopt;
    std::error_code error;
    if (const fs::path above = directory_.parent_path(); !above.empty()) fs::create_directories(above, error);
    if (error) return trouble("create", directory_.parent_path(), error.value());
    for (const fs::path& folder : {directory_, directory_ / "tmp", directory_ / "new", directory_ / "cur"}) {
      if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return trouble("create", folder, errno);
    }
    has_folders_ = true;
    return std::nullopt;
  }

  const fs::path directory_;
  bool has_folders_ = false;
};

}  // namespace

std::unique_ptr<Transport> maildir_transport(const fs::path& directory) {
  return std::make_unique<MaildirTransport>(directory);
}

}  // namespace aggregator::mail
