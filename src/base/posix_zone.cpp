#include "posix_zone.h"

#include <algorithm>

#include "aggregator/base/ascii.h"

namespace aggregator {
namespace {
using namespace std::chrono;

/// Takes a rule from the front of its text, piece by piece. Once something does not fit, nothing fits any more.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  [[nodiscard]] bool is_good() const { return good_; }
  [[nodiscard]] bool at_end() const { return text_.empty(); }

  bool accept(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }

  void expect(char c) { good_ = accept(c) && good_; }

  /// "EST" or "<+03>": what the time is called is of no use here.
  void skip_name() {
    const bool is_quoted = accept('<');
    const auto is_part = [&](char c) {
      return is_ascii_letter(c) || (is_quoted && (is_ascii_digit(c) || c == '+' || c == '-'));
    };
    const auto end = std::ranges::find_if_not(text_, is_part);
    good_ = good_ && end - text_.begin() >= 3;
    text_.remove_prefix(static_cast<std::size_t>(end - text_.begin()));
    if (is_quoted) expect('>');
  }

  int number(int min, int max) {
    int value = 0, digits = 0;
    for (; !text_.empty() && is_ascii_digit(text_.front()) && digits < 4; text_.remove_prefix(1), ++digits) {
      value = value * 10 + (text_.front() - '0');
    }
    good_ = good_ && digits > 0 && min <= value && value <= max;
    return good_ ? value : min;
  }

  /// [+-]hh[:mm[:ss]]
  seconds time(int max_hours) {
    const bool is_negative = accept('-');
    if (!is_negative) accept('+');
    seconds value = hours(number(0, max_hours));
    if (accept(':')) value += minutes(number(0, 59));
    if (accept(':')) value += seconds(number(0, 59));
    return is_negative ? -value : value;
  }

  YearlyChange change() {
    YearlyChange change;
    if (accept('M')) {
      change.month = number(1, 12);
      expect('.');
      change.week = number(1, 5);
      expect('.');
      change.day = number(0, 6);
    } else {
      change.kind = accept('J') ? YearlyChange::Kind::DayWithoutLeap : YearlyChange::Kind::DayOfYear;
      change.day = change.kind == YearlyChange::Kind::DayOfYear ? number(0, 365) : number(1, 365);
    }
    if (accept('/')) change.time = time(167);
    return change;
  }

 private:
  std::string_view text_;
  bool good_ = true;
};

local_days day_of(const YearlyChange& change, year year) {
  switch (change.kind) {
    case YearlyChange::Kind::Weekday: {
      const weekday wanted(static_cast<unsigned>(change.day));
      const month month(static_cast<unsigned>(change.month));
      if (change.week == 5) return local_days(year / month / wanted[last]);
      return local_days(year / month / wanted[static_cast<unsigned>(change.week)]);
    }
    case YearlyChange::Kind::DayOfYear:
      return local_days(year / 1 / 1) + days(change.day);
    case YearlyChange::Kind::DayWithoutLeap: {
      constexpr int kLastOfFebruary = 59;
      const bool is_after_leap_day = year.is_leap() && change.day > kLastOfFebruary;
      return local_days(year / 1 / 1) + days(change.day - 1 + (is_after_leap_day ? 1 : 0));
    }
  }
  return local_days(year / 1 / 1);
}

/// The instant at which a clock that is `offset` ahead shows the moment of the change.
Instant instant_of(const YearlyChange& change, year year, seconds offset) {
  return Instant((day_of(change, year) + change.time).time_since_epoch() - offset);
}

}  // namespace

std::vector<ZoneChange> PosixZone::changes_in(year year) const {
  if (!summer) return {};
  const ZoneChange forward{instant_of(begin, year, standard), *summer};
  const ZoneChange back{instant_of(end, year, *summer), standard};
  return forward.at < back.at ? std::vector{forward, back} : std::vector{back, forward};
}

std::optional<PosixZone> parse_posix_zone(std::string_view text) {
  Reader reader(text);
  PosixZone zone;
  reader.skip_name();
  zone.standard = -reader.time(24);  // POSIX counts westwards
  if (reader.is_good() && !reader.at_end()) {
    reader.skip_name();
    zone.summer = zone.standard + hours(1);
    if (!reader.accept(',')) {
      zone.summer = -reader.time(24);
      reader.expect(',');
    }
    zone.begin = reader.change();
    reader.expect(',');
    zone.end = reader.change();
  }
  if (!reader.is_good() || !reader.at_end()) return std::nullopt;
  return zone;
}

}  // namespace aggregator
