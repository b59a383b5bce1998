#include "aggregator/config/secret_files.h"

#include "aggregator/base/file.h"
#include "aggregator/config/settings.h"
#include "yaml_document.h"

namespace aggregator::config {

Result<std::vector<std::filesystem::path>> secret_files(const std::filesystem::path& settings) {
  const auto bytes = read_file(settings, kMaxSettingsBytes);
  if (!bytes) return std::unexpected(bytes.error());
  const auto document = load_yaml(*bytes, settings.string());
  if (!document) return std::unexpected(document.error());
  std::vector<std::filesystem::path> files;
  for (const YamlEntry& section : document->root().entries()) {
    for (const auto& [key, value] : section.value.entries()) {
      if (!value.is_scalar() || !key.text().ends_with("_file")) continue;
      files.push_back((settings.parent_path() / value.text()).lexically_normal());
    }
  }
  return files;
}

}  // namespace aggregator::config
