// Where aggregator.yaml lies.
#include <fmt/format.h>

#include <system_error>
#include <vector>

#include "aggregator/config/settings.h"

namespace aggregator::config {
namespace {
namespace fs = std::filesystem;

constexpr const char* kFileName = "aggregator.yaml";

bool is_there(const fs::path& file) {
  std::error_code unreadable;
  return fs::exists(file, unreadable);
}

/// The file that was asked for by name: another one is never taken in its place.
Result<fs::path> named(const fs::path& file, std::string_view by) {
  if (is_there(file)) return file;
  return fail(ErrorCode::NotFound,
              fmt::format("{}: no such file, named by {}; `aggregator init` makes one", file.string(), by));
}

std::vector<fs::path> usual_places(const Environment& environment) {
  std::vector<fs::path> places = {kFileName};
  if (const auto home = environment("HOME"); home && !home->empty()) {
    places.push_back(fs::path(*home) / ".config" / "aggregator" / kFileName);
  }
  places.push_back(fs::path("/etc/aggregator") / kFileName);
  return places;
}

}  // namespace

Result<fs::path> find_settings(const std::optional<fs::path>& given, const Environment& environment) {
  if (given) return named(*given, "--config");
  if (const auto file = environment("AGGREGATOR_CONFIG"); file && !file->empty()) {
    return named(*file, "$AGGREGATOR_CONFIG");
  }
  std::string looked_for;
  for (const fs::path& place : usual_places(environment)) {
    if (is_there(place)) return place;
    looked_for += (looked_for.empty() ? "" : ", ") + place.string();
  }
  return fail(ErrorCode::NotFound,
              fmt::format("no {}: looked for {}; `aggregator init` makes one", kFileName, looked_for));
}

}  // namespace aggregator::config
