// The log: lines on stderr, as text or as JSON objects.
#pragma once

#include <string_view>

namespace aggregator {

enum class LogLevel { Debug, Info, Warning, Error, Off };
enum class LogFormat { Text, Json };

/// Called once by `cli` before the first line. Text lines begin with the level; JSON lines are objects with `time`,
/// `level` and `message`.
void set_up_logging(LogLevel level, LogFormat format);

/// Whether a line of that level would be written: for those that are made for thousands of things.
[[nodiscard]] bool is_logged(LogLevel level);

/// Writes one line (line breaks in `message` are escaped) if `level` is shown. Safe from any thread.
void log(LogLevel level, std::string_view message);

}  // namespace aggregator
