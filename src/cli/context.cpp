#include "context.h"

namespace aggregator::cli {

Clock Context::clock() const {
  if (!pretended_now) return surroundings_.clock;
  return [now = *pretended_now] { return now; };
}

Result<const config::Settings*> Context::settings() {
  if (!settings_) {
    const auto file = config::find_settings(config, environment());
    if (!file) return std::unexpected(file.error());
    auto settings = config::read_settings(*file, environment());
    if (!settings) return std::unexpected(settings.error());
    settings_ = *std::move(settings);
  }
  return &*settings_;
}

Result<store::Database*> Context::database() {
  if (!database_) {
    const auto read = settings();
    if (!read) return std::unexpected(read.error());
    auto database = store::Database::open((*read)->database);
    if (!database) return std::unexpected(database.error());
    database_ = *std::move(database);
  }
  return &*database_;
}

}  // namespace aggregator::cli
