#include "context.h"

#include <istream>
#include <utility>

#include "aggregator/base/file.h"
#include "aggregator/base/log.h"

namespace aggregator::cli {
namespace {

constexpr std::size_t kMaxInput = 64u << 20;

/// Settings that are not there or cannot be read are as wrong as settings that cannot be used.
std::unexpected<Error> unusable(Error error) {
  if (error.code == ErrorCode::NotFound || error.code == ErrorCode::Io) error.code = ErrorCode::Misconfigured;
  return std::unexpected(std::move(error));
}

void tell_what_is_ignored(const config::Settings& settings) {
  if (settings.web.listen) log(LogLevel::Warning, "web.listen is ignored: this version has no web service yet");
}

}  // namespace

Clock Context::clock() const {
  if (!pretended_now) return surroundings_.clock;
  return [now = *pretended_now] { return now; };
}

void Context::wait_until(Instant moment) const {
  if (has_running_clock()) surroundings_.wait_until(moment);
}

Screen Context::screen() const {
  if (no_progress || quiet) return {err(), [] { return 0; }};
  return {err(), surroundings_.err_columns};
}

Result<std::string> Context::read(const std::string& file) const {
  if (file != "-") return read_file(file, kMaxInput);
  auto bytes = read_up_to(source_of(in()), kMaxInput + 1);
  if (!bytes) return at("standard input", bytes.error());
  if (bytes->size() > kMaxInput)
    return fail(ErrorCode::Io, "standard input is larger than 64 MiB; is it the right file?");
  return bytes;
}

Result<ByteSource> Context::open(const std::string& file) const {
  if (file == "-") {
    auto spooled = spool(source_of(in()));
    return spooled ? spooled : at("standard input", spooled.error());
  }
  auto source = open_source(file);
  std::error_code error;
  if (!source || std::filesystem::is_regular_file(file, error)) return source;
  auto spooled = spool(*source);
  return spooled ? spooled : at(file, spooled.error());
}

Result<const config::Settings*> Context::settings() {
  if (!settings_) {
    const auto file = config::find_settings(config, environment());
    if (!file) return unusable(file.error());
    auto settings = config::read_settings(*file, environment());
    if (!settings) return unusable(settings.error());
    tell_what_is_ignored(*settings);
    settings_ = *std::move(settings);
  }
  return &*settings_;
}

Result<store::Database*> Context::database() { return opened_by(store::Database::open_existing); }

Result<store::Database*> Context::database_or_new() { return opened_by(store::Database::open); }

Result<store::Database*> Context::opened_by(Result<store::Database> (*open)(const std::string& url)) {
  if (!database_) {
    const auto read = settings();
    if (!read) return std::unexpected(read.error());
    auto database = open((*read)->database);
    if (!database) return std::unexpected(database.error());
    database_ = *std::move(database);
  }
  return &*database_;
}

}  // namespace aggregator::cli
