#include "string_table.h"

#include <fmt/format.h>
#include <unicode/locid.h>
#include <unicode/messagepattern.h>
#include <unicode/msgfmt.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <tuple>
#include <vector>

#include "aggregator/base/text.h"

namespace aggregator::digest {
namespace {

std::string utf8(const icu::UnicodeString& text) {
  std::string bytes;
  text.toUTF8String(bytes);
  return bytes;
}

icu::Formattable formattable(const std::variant<std::int64_t, std::string>& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return {*number};
  return {icu::UnicodeString::fromUTF8(std::get<std::string>(value))};
}

bool is_pattern(const std::string& pattern, const icu::Locale& locale) {
  UErrorCode status = U_ZERO_ERROR;
  UParseError place;
  const icu::MessageFormat format(icu::UnicodeString::fromUTF8(pattern), locale, place, status);
  return U_SUCCESS(status);
}

/// The keys whose pattern is that of a date.
bool is_date(const std::string& key) { return key == "date" || key == "short_date"; }

/// What is put in as a number; all else is text.
bool is_number(std::string_view name) {
  constexpr std::string_view kNumbers[] = {"count", "minutes", "others", "tags"};
  return std::ranges::find(kNumbers, name) != std::end(kNumbers);
}

icu::UnicodeString formatted(const std::string& pattern, const icu::Locale& locale, std::span<const Argument> arguments,
                             UErrorCode& status) {
  std::vector<icu::UnicodeString> names;
  std::vector<icu::Formattable> values;
  names.reserve(arguments.size());
  values.reserve(arguments.size());
  for (const Argument& argument : arguments) {
    names.push_back(icu::UnicodeString::fromUTF8(argument.name));
    values.push_back(formattable(argument.value));
  }
  const icu::MessageFormat format(icu::UnicodeString::fromUTF8(pattern), locale, status);
  icu::UnicodeString text;
  if (U_SUCCESS(status)) {
    format.format(names.data(), values.data(), static_cast<std::int32_t>(names.size()), text, status);
  }
  return text;
}

/// Whether ICU can put in what such a text is given: only then does it see a plural of a word, or a select of a number.
bool can_be_written(const std::string& pattern, const icu::Locale& locale, const std::set<std::string>& given) {
  std::vector<Argument> samples;
  samples.reserve(given.size());
  for (const std::string& name : given) {
    if (is_number(name)) samples.push_back({name.c_str(), std::int64_t{2}});
    if (!is_number(name)) samples.push_back({name.c_str(), "x"});
  }
  UErrorCode status = U_ZERO_ERROR;
  std::ignore = formatted(pattern, locale, samples, status);
  return U_SUCCESS(status);
}

/// The names in braces that a pattern asks for.
std::set<std::string> arguments_of(const std::string& pattern) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::MessagePattern parsed(icu::UnicodeString::fromUTF8(pattern), nullptr, status);
  std::set<std::string> names;
  for (std::int32_t i = 0; U_SUCCESS(status) && i < parsed.countParts(); ++i) {
    const icu::MessagePattern::Part& part = parsed.getPart(i);
    if (part.getType() == UMSGPAT_PART_TYPE_ARG_NAME || part.getType() == UMSGPAT_PART_TYPE_ARG_NUMBER)
      names.insert(utf8(parsed.getSubstring(part)));
  }
  return names;
}

bool is_date_pattern(const std::string& pattern, const icu::Locale& locale) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::SimpleDateFormat format(icu::UnicodeString::fromUTF8(pattern), locale, status);
  icu::UnicodeString text;
  format.format(UDate(0), text, nullptr, status);
  return U_SUCCESS(status);
}

/// Patterns are checked when they are read, so that ICU has only bugs left to report.
void require(UErrorCode status, const std::string& key) {
  if (U_FAILURE(status)) throw std::logic_error("text \"" + key + "\": " + u_errorName(status));
}

/// The tag, or that of its language alone, of which there is a file.
std::optional<std::string> known_tag(const std::string& language, const Templates& templates) {
  for (const std::string& wanted : {language, lower_ascii(language.substr(0, language.find_first_of("-_")))}) {
    if (templates.find(wanted + ".strings") != nullptr) return wanted;
  }
  return std::nullopt;
}

}  // namespace

Result<StringTable> StringTable::parse(std::string_view text, const std::string& language) {
  StringTable strings;
  strings.language_ = language;
  const icu::Locale locale(language.c_str());
  int number = 0;
  for (const std::string& line : split(text, '\n')) {
    ++number;
    const std::string_view content = trim(line);
    if (content.empty() || content.starts_with('#')) continue;
    const auto refuse = [&](std::string_view why) {
      return fail(ErrorCode::Malformed, fmt::format("line {}: {}", number, why));
    };
    const std::size_t equals = content.find('=');
    if (equals == std::string_view::npos) return refuse("not of the form \"key = text\"");
    const std::string key(trim(content.substr(0, equals)));
    const std::string pattern(trim(content.substr(equals + 1)));
    if (!is_pattern(pattern, locale)) return refuse("not an ICU message pattern");
    if (!strings.patterns_.emplace(key, Pattern{pattern, number}).second)
      return refuse("\"" + key + "\" stands here a second time");
  }
  return strings;
}

bool StringTable::is_right_to_left() const { return icu::Locale(language_.c_str()).isRightToLeft() != 0; }

Result<void> StringTable::check_against(const StringTable& english) const {
  for (const auto& [key, model] : english.patterns_) {
    const auto found = patterns_.find(key);
    if (found == patterns_.end()) return fail(ErrorCode::Malformed, "lacks \"" + key + "\"");
    const auto& [pattern, line] = found->second;
    if (is_date(key)) {
      if (is_date_pattern(pattern, icu::Locale(language_.c_str()))) continue;
      return fail(ErrorCode::Malformed,
                  fmt::format("line {}: not an ICU date pattern; words in it stand in '…'", line));
    }
    const std::set<std::string> given = arguments_of(model.text);
    for (const std::string& name : arguments_of(pattern)) {
      if (given.contains(name)) continue;
      return fail(ErrorCode::Malformed,
                  fmt::format("line {}: \"{}\" is not given {{{}}}{}", line, key, name,
                              given.empty() ? "" : fmt::format(", only {{{}}}", fmt::join(given, "}, {"))));
    }
    if (!can_be_written(pattern, icu::Locale(language_.c_str()), given)) {
      return fail(ErrorCode::Malformed,
                  fmt::format("line {}: \"{}\": a plural takes a number such as {{count}}, a select a word such as "
                              "{{frequency}}; en.strings shows which is which",
                              line, key));
    }
  }
  return {};
}

std::string StringTable::text(const std::string& key, std::initializer_list<Argument> arguments) const {
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString text = formatted(patterns_.at(key).text, icu::Locale(language_.c_str()),
                                            std::span(arguments.begin(), arguments.size()), status);
  require(status, key);
  return utf8(text);
}

std::string StringTable::date(const std::string& key, Instant instant, const TimeZone& zone) const {
  UErrorCode status = U_ZERO_ERROR;
  icu::SimpleDateFormat format(icu::UnicodeString::fromUTF8(patterns_.at(key).text), icu::Locale(language_.c_str()),
                               status);
  require(status, key);
  format.setTimeZone(*icu::TimeZone::getGMT());  // the wall clock is already that of the zone
  icu::UnicodeString text;
  const std::chrono::duration<double, std::milli> wall_clock = zone.to_local(instant).time_since_epoch();
  return utf8(format.format(wall_clock.count(), text));
}

StringTable strings_for(const std::string& language, const Templates& templates) {
  const std::string known = known_tag(language, templates).value_or("en");
  return StringTable::parse(templates.named(known + ".strings"), known)
      .value();  // Templates::load() has read it before
}

bool Templates::has_words_in(const std::string& language) const { return known_tag(language, *this).has_value(); }

}  // namespace aggregator::digest
