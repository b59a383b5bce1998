#include "aggregator/base/log.h"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>
#include <string>

namespace aggregator {
namespace {

constexpr const char* kTextPattern = "%l: %v";
constexpr const char* kJsonPattern = R"({"time":"%Y-%m-%dT%H:%M:%SZ","level":"%l","message":"%v"})";

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::Debug:
      return spdlog::level::debug;
    case LogLevel::Info:
      return spdlog::level::info;
    case LogLevel::Warning:
      return spdlog::level::warn;
    case LogLevel::Error:
      return spdlog::level::err;
    case LogLevel::Off:
      return spdlog::level::off;
  }
  return spdlog::level::info;
}

std::atomic<LogFormat>& format_in_use() {
  static std::atomic<LogFormat> format = LogFormat::Text;
  return format;
}

spdlog::logger& logger() {
  static const auto only = [] {
    auto made = std::make_shared<spdlog::logger>("aggregator", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern(kTextPattern, spdlog::pattern_time_type::utc);
    made->flush_on(spdlog::level::debug);
    return made;
  }();
  return *only;
}

/// One character that must not stand in a line as it is. JSON has no \xNN, a person needs no \u00NN.
void append_escaped(std::string& line, char c, LogFormat format) {
  const auto code = static_cast<unsigned char>(c);
  if (c == '\n')
    line += "\\n";
  else if (c == '\r')
    line += "\\r";
  else if (c == '\t')
    line += "\\t";
  else if (format == LogFormat::Json && (c == '"' || c == '\\'))
    (line += '\\') += c;
  else if (code >= 0x20 && code != 0x7f)
    line += c;
  else
    line += format == LogFormat::Json ? fmt::format("\\u{:04x}", code) : fmt::format("\\x{:02x}", code);
}

}  // namespace

void set_up_logging(LogLevel level, LogFormat format) {
  format_in_use() = format;
  logger().set_pattern(format == LogFormat::Json ? kJsonPattern : kTextPattern, spdlog::pattern_time_type::utc);
  logger().set_level(spdlog_level(level));
}

bool is_logged(LogLevel level) { return level != LogLevel::Off && logger().should_log(spdlog_level(level)); }

void log(LogLevel level, std::string_view message) {
  if (!is_logged(level)) return;
  std::string line;
  line.reserve(message.size());
  const LogFormat format = format_in_use();
  for (const char c : message) append_escaped(line, c, format);
  logger().log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace aggregator
