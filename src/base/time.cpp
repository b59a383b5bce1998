#include "aggregator/base/time.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "aggregator/base/ascii.h"
#include "aggregator/base/text.h"

namespace aggregator {
namespace {
using namespace std::chrono;

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

/// Whether `text` is laid out as `form`: 9 is a digit, a is a letter, _ is a digit or a blank, others are themselves.
bool has_form(std::string_view text, std::string_view form) {
  return std::ranges::equal(text, form, [](char c, char f) {
    if (f == '9') return is_ascii_digit(c);
    if (f == 'a') return is_ascii_letter(c);
    if (f == '_') return is_ascii_digit(c) || c == ' ';
    return c == f;
  });
}

/// The digits at `at`, which has_form() has seen; a blank counts as zero.
int number(std::string_view text, std::size_t at, std::size_t width = 2) {
  int value = 0;
  for (const char c : text.substr(at, width)) value = value * 10 + (c == ' ' ? 0 : c - '0');
  return value;
}

/// The month of an English three-letter name; month 0, which is not ok(), for other text.
month month_named(std::string_view name) {
  const auto found = std::ranges::find(kMonths, name);
  return month(found == kMonths.end() ? 0u : static_cast<unsigned>(found - kMonths.begin()) + 1);
}

/// The instant of a date and of "hh:mm:ss"; nothing when no calendar or clock has it.
std::optional<Instant> instant_of(year_month_day date, std::string_view clock) {
  const int hour = number(clock, 0), minute = number(clock, 3), second = number(clock, 6);
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
}

day day_at(std::string_view text, std::size_t at) { return day(static_cast<unsigned>(number(text, at))); }

/// "+09:00", "-05:00" or "Z" as what the zone is ahead of UTC.
std::optional<minutes> offset_of(std::string_view zone) {
  if (zone == "Z") return minutes(0);
  if (!has_form(zone, "+99:99") && !has_form(zone, "-99:99")) return std::nullopt;
  const int hour = number(zone, 1), minute = number(zone, 4);
  if (hour > 23 || minute > 59) return std::nullopt;
  const minutes ahead = hours(hour) + minutes(minute);
  return zone.front() == '-' ? -ahead : ahead;
}

/// "Sun, 06 Nov 1994 08:49:37 GMT".
std::optional<Instant> read_imf_date(std::string_view text) {
  if (!has_form(text, "aaa, 99 aaa 9999 99:99:99 GMT")) return std::nullopt;
  return instant_of(year(number(text, 12, 4)) / month_named(text.substr(8, 3)) / day_at(text, 5), text.substr(17));
}

/// "Sunday, 06-Nov-94 08:49:37 GMT". Without a clock the century is a convention: 70 to 99 are of the last one.
std::optional<Instant> read_rfc850_date(std::string_view text) {
  const std::string_view rest = text.substr(std::min(text.find(','), text.size()));
  if (!has_form(rest, ", 99-aaa-99 99:99:99 GMT")) return std::nullopt;
  const int short_year = number(rest, 9);
  const year full_year(short_year < 70 ? 2000 + short_year : 1900 + short_year);
  return instant_of(full_year / month_named(rest.substr(5, 3)) / day_at(rest, 2), rest.substr(12));
}

/// "Sun Nov  6 08:49:37 1994".
std::optional<Instant> read_asctime_date(std::string_view text) {
  if (!has_form(text, "aaa aaa _9 99:99:99 9999")) return std::nullopt;
  return instant_of(year(number(text, 20, 4)) / month_named(text.substr(4, 3)) / day_at(text, 8), text.substr(11));
}

}  // namespace

bool has_writable_year(Instant instant) {
  return sys_days(year(1) / 1 / 1) <= instant && instant < sys_days(year(10'000) / 1 / 1);
}

std::string format_rfc3339(Instant instant) {
  const sys_days midnight = floor<days>(instant);
  const year_month_day date(midnight);
  const hh_mm_ss clock(instant - midnight);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

Result<Instant> parse_rfc3339(std::string_view text) {
  const auto malformed = fail(ErrorCode::Malformed, "not an RFC 3339 date such as 2026-11-20T01:02:03Z");
  if (!has_form(text.substr(0, 19), "9999-99-99T99:99:99")) return malformed;
  const auto local = instant_of(
      year(number(text, 0, 4)) / month(static_cast<unsigned>(number(text, 5))) / day_at(text, 8), text.substr(11, 8));
  std::string_view zone = text.substr(19);
  if (zone.starts_with('.')) {
    const std::size_t end = std::min(zone.find_first_not_of("0123456789", 1), zone.size());
    if (end == 1) return malformed;
    zone.remove_prefix(end);
  }
  const auto ahead = offset_of(zone);
  if (!local || !ahead || !has_writable_year(*local - *ahead)) return malformed;
  return *local - *ahead;
}

std::string format_rfc5322(Instant instant) {
  const sys_days midnight = floor<days>(instant);
  const year_month_day date(midnight);
  const hh_mm_ss clock(instant - midnight);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000", kDays[weekday(midnight).c_encoding()],
                     static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

Result<Instant> parse_http_date(std::string_view text) {
  for (const auto read : {read_imf_date, read_rfc850_date, read_asctime_date}) {
    if (const auto instant = read(text); instant && has_writable_year(*instant)) return *instant;
  }
  return fail(ErrorCode::Malformed, "not an HTTP date such as Sun, 06 Nov 1994 08:49:37 GMT");
}

Result<minutes> parse_time_of_day(std::string_view text) {
  const std::size_t colon = text.size() == 4 ? 1 : 2;
  if (has_form(text, "99:99") || has_form(text, "9:99")) {
    const int hour = number(text, 0, colon), minute = number(text, colon + 1);
    if (hour < 24 && minute < 60) return hours(hour) + minutes(minute);
  }
  return fail(ErrorCode::Malformed, quote(text) + " is no time of day; write for example \"10:00\"");
}

}  // namespace aggregator
