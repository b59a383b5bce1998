#include "aggregator/config/secret_files.h"

#include "aggregator/base/file.h"
#include "yaml_document.h"

namespace aggregator::config {
namespace {

constexpr std::size_t kMaxSettingsBytes = 1u << 20;

}  // namespace

Result<std::vector<std::filesystem::path>> secret_files(const std::filesystem::path& settings) {
  const auto bytes = read_file(settings, kMaxSettingsBytes);
  if (!bytes) return std::unexpected(bytes.error());
  const auto document = load_yaml(*bytes, settings.string());
  if (!document) return std::unexpected(document.error());
  std::vector<std::filesystem::path> files;
  if (!document->IsMap()) return files;
  for (const auto& section : *document) {
    if (!section.second.IsMap()) continue;
    for (const auto& entry : section.second) {
      if (!entry.first.IsScalar() || !entry.second.IsScalar() || !entry.first.Scalar().ends_with("_file")) continue;
      files.push_back((settings.parent_path() / entry.second.Scalar()).lexically_normal());
    }
  }
  return files;
}

}  // namespace aggregator::config
