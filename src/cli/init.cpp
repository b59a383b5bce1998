#include <filesystem>
#include <ostream>
#include <system_error>

#include "aggregator/base/file.h"
#include "aggregator/base/text.h"
#include "aggregator/config/feed_list.h"
#include "commands.h"

namespace aggregator::cli {
namespace {

/// Writes the file unless it is there. True when it was written.
Result<bool> write_new(const std::filesystem::path& file, const std::string& bytes) {
  std::error_code error;
  if (std::filesystem::exists(file, error)) return false;
  if (auto written = replace_file(file, bytes); !written) return std::unexpected(written.error());
  return true;
}

/// Makes the database unless it is there. True when it was.
Result<bool> open_database(Context& context) {
  const auto existing = context.database();
  if (existing) return true;
  if (existing.error().code != ErrorCode::NotFound) return std::unexpected(existing.error());
  if (const auto made = context.database_or_new(); !made) return std::unexpected(made.error());
  return false;
}

}  // namespace

Result<void> init(Context& context, const std::filesystem::path& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return fail(ErrorCode::Io, "cannot create the folder " + directory.string() + ": " + error.message());
  const std::filesystem::path settings = directory / "aggregator.yaml";
  const std::pair<std::filesystem::path, std::string> files[] = {
      {settings, config::sample_settings()}, {directory / "feeds.yaml", config::sample_feed_list()}};
  for (const auto& [file, bytes] : files) {
    const auto written = write_new(file, bytes);
    if (!written) return std::unexpected(written.error());
    context.out() << (*written ? "wrote " : "kept ") << file.string() << '\n';
  }
  context.config = settings;
  const auto read = context.settings();
  if (!read) return std::unexpected(read.error());
  const auto kept = open_database(context);
  if (!kept) return std::unexpected(kept.error());
  context.out() << (*kept ? "kept " : "created ") << (*read)->database
                << "\n\nNext: put your site and mail address into " << settings.string()
                << ",\nthen `aggregator --config " << settings.string() << " add-feed URL` and `aggregator --config "
                << settings.string() << " run`.\n";
  return {};
}

}  // namespace aggregator::cli
