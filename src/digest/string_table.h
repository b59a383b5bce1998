// The words of a language: plurals, particles and dates as its speakers write them.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <variant>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/base/time_zone.h"
#include "aggregator/digest/render.h"

namespace aggregator::digest {

/// What stands for "{name}" in a pattern.
struct Argument {
  const char* name;
  std::variant<std::int64_t, std::string> value;
};

/// One table of texts, from a file LANGUAGE.strings: lines of `key = pattern`, `#` begins a comment line. Patterns are
/// ICU MessageFormat, those of dates ICU date patterns. A file more is a language more.
class StringTable {
 public:
  /// Errors: Malformed, naming the line: no "=", a key twice, a pattern that ICU does not read.
  [[nodiscard]] static Result<StringTable> parse(std::string_view text, const std::string& language);

  [[nodiscard]] const std::string& language() const { return language_; }
  /// Whether words of this language are written from right to left.
  [[nodiscard]] bool is_right_to_left() const;

  /// Whether this table says all that `english` says, with what it is told. Errors: Malformed, naming the line: a key
  /// that is missing, "{name}" that no such text is given, a plural of a word or a select of a number, a date pattern
  /// that ICU does not read.
  [[nodiscard]] Result<void> check_against(const StringTable& english) const;

  /// The text of `key`, which the table must have. What is put in is never read as a pattern.
  [[nodiscard]] std::string text(const std::string& key, std::initializer_list<Argument> arguments = {}) const;

  /// `instant` as the wall clock in `zone` shows it.
  [[nodiscard]] std::string date(const std::string& key, Instant instant, const TimeZone& zone) const;

 private:
  struct Pattern {
    std::string text;
    int line;
  };
  std::string language_;
  std::map<std::string, Pattern> patterns_;
};

/// The strings for `language` ("ko", "zh-TW"): those of just this tag, else of its language, else English.
[[nodiscard]] StringTable strings_for(const std::string& language, const Templates& templates);

}  // namespace aggregator::digest
