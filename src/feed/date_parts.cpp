#include "date_parts.h"

#include <charconv>

namespace aggregator::feed {
namespace {

using namespace std::chrono;
using Date = std::optional<year_month_day>;

Date ymd(int y, int m, int d) {
  if (y < 0 || y > 9999 || m < 1 || d < 1) return std::nullopt;
  return year(y) / m / d;
}

Date day_of_year(int y, int number) {
  if (y < 0 || y > 9999 || number < 1 || number > 366) return std::nullopt;
  return year_month_day(sys_days(year(y) / 1 / 1) + days(number - 1));
}

/// The parts around the name of a month are day and year; the one that cannot be a day is the year.
Date with_named_month(const DateParts& parts, int month) {
  if (parts.unnamed.empty()) return std::nullopt;
  const DatePart& first = parts.unnamed[0];
  if (parts.unnamed.size() == 1) {
    const bool is_year = first.digits.size() == 4 && !parts.has_clock;
    return is_year ? ymd(first.value, month, 1) : std::nullopt;
  }
  const DatePart& second = parts.unnamed[1];
  const bool year_first = first.digits.size() >= 3 || first.value > 31;
  const DatePart &year_part = year_first ? first : second, &day_part = year_first ? second : first;
  if (day_part.digits.size() > 2) return std::nullopt;
  return ymd(full_year(year_part.value, year_part.digits.size()), month, day_part.value);
}

/// Year first, as ISO 8601 has it; else the separators tell German from American habits.
Date three_numbers(const DatePart& a, const DatePart& b, const DatePart& c) {
  if (a.digits.size() == 4) return ymd(a.value, b.value, c.value);
  const int last = full_year(c.value, c.digits.size());
  if (b.separator == '/' && a.value <= 12) return ymd(last, a.value, b.value);
  if (b.separator == '/' || b.separator == '.' || c.digits.size() == 4) return ymd(last, b.value, a.value);
  return ymd(full_year(a.value, a.digits.size()), b.value, c.value);
}

Date two_numbers(const DatePart& a, const DatePart& b) {
  if (a.digits.size() == 4) return b.digits.size() == 3 ? day_of_year(a.value, b.value) : ymd(a.value, b.value, 1);
  return a.separator == '-' ? ymd(full_year(a.value, 2), b.value, 1) : std::nullopt;
}

/// A date in one run of digits, as ISO 8601 allows.
Date one_number(const DatePart& part) {
  const std::string_view text = part.digits;
  const auto piece = [&](std::size_t at, std::size_t width) { return date_number(text.substr(at, width)); };
  switch (text.size()) {
    case 4:
      if (part.separator == '-') return ymd(full_year(piece(0, 2), 2), piece(2, 2), 1);
      return part.value >= 1000 ? ymd(part.value, 1, 1) : std::nullopt;
    case 5:
      return day_of_year(full_year(piece(0, 2), 2), piece(2, 3));
    case 6:
      return ymd(full_year(piece(0, 2), 2), piece(2, 2), piece(4, 2));
    case 7:
      return day_of_year(piece(0, 4), piece(4, 3));
    case 8:
      return ymd(piece(0, 4), piece(4, 2), piece(6, 2));
    default:
      return std::nullopt;
  }
}

}  // namespace

int date_number(std::string_view digits) {
  int value = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() ? value : -1;
}

int full_year(int year, std::size_t digits) {
  if (digits >= 4) return year;
  if (digits == 3) return 1900 + year;
  return year < 50 ? 2000 + year : 1900 + year;
}

Date calendar_date(const DateParts& parts) {
  if (parts.year && parts.month) return ymd(*parts.year, *parts.month, parts.day.value_or(1));
  if (parts.month) return with_named_month(parts, *parts.month);
  const std::vector<DatePart>& numbers = parts.unnamed;
  if (numbers.size() == 1) return one_number(numbers[0]);
  if (numbers.size() == 2) return two_numbers(numbers[0], numbers[1]);
  return numbers.size() == 3 ? three_numbers(numbers[0], numbers[1], numbers[2]) : std::nullopt;
}

}  // namespace aggregator::feed
