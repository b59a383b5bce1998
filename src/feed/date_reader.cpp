#include "date_reader.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <vector>

#include "aggregator/base/ascii.h"
#include "aggregator/base/text.h"
#include "aggregator/base/time_zone.h"
#include "date_parts.h"
#include "date_tokens.h"
#include "date_words.h"

namespace aggregator::feed {
namespace {

using namespace std::chrono;

struct Clock {
  int hour = 0, minute = 0, second = 0;
};

/// Reads the tokens from left to right and puts the parts together in the end.
class DateReader {
 public:
  explicit DateReader(std::vector<DateToken> tokens) : tokens_(std::move(tokens)) {}

  std::optional<Instant> read() {
    for (at_ = 0; at_ < tokens_.size() && !is_broken_; ++at_) read_token();
    if (is_broken_) return std::nullopt;
    parts_.has_clock = clock_.has_value();
    const std::optional<year_month_day> date = calendar_date(parts_);
    if (!date || !date->ok()) return std::nullopt;
    const std::optional<Instant> instant = instant_of(*date);
    return instant && has_writable_year(*instant) ? instant : std::nullopt;
  }

 private:
  [[nodiscard]] const DateToken* token(std::size_t at) const { return at < tokens_.size() ? &tokens_[at] : nullptr; }
  [[nodiscard]] bool is_sign(std::size_t at, std::string_view sign) const {
    return at < tokens_.size() && tokens_[at].kind == DateToken::Sign && tokens_[at].text == sign;
  }
  [[nodiscard]] bool is_number(std::size_t at) const {
    return at < tokens_.size() && tokens_[at].kind == DateToken::Number;
  }
  [[nodiscard]] int value(std::size_t at) const { return date_number(tokens_[at].text); }
  [[nodiscard]] std::size_t digits(std::size_t at) const { return tokens_[at].text.size(); }

  void read_token() {
    const DateToken& token = tokens_[at_];
    if (token.kind == DateToken::Number) {
      read_number();
    } else if (token.kind == DateToken::Word) {
      read_word(token.text);
    } else if ((token.text == "+" || token.text == "-") && may_be_zone()) {
      read_offset(token.text == "-" ? -1 : 1);
    } else {
      separator_ = token.text.front();
    }
  }

  void read_number() {
    if (is_sign(at_ + 1, ":") && is_number(at_ + 2)) return read_clock();
    if (const DateToken* next = token(at_ + 1); next != nullptr && next->kind == DateToken::Word && next->follows) {
      if (const auto unit = unit_of(next->text)) {
        is_korean_ = is_korean_ || is_hangul(next->text);
        read_unit(*unit);
        ++at_;
        return;
      }
      const std::string suffix = lower_ascii(next->text);
      if (suffix == "st" || suffix == "nd" || suffix == "rd" || suffix == "th") {
        ++at_;
        return add_part(at_ - 1);
      }
      if (const auto half = half_day_of(next->text); half && !clock_ && digits(at_) <= 2) {  // "3pm"
        clock_ = Clock{value(at_), 0, 0};
        return;
      }
    }
    if (after_t_ && !clock_) return read_compact_clock(tokens_[at_].text);
    add_part(at_);
  }

  void add_part(std::size_t at) {
    parts_.unnamed.push_back({tokens_[at].text, value(at), separator_});
    separator_ = ' ';
  }

  void read_unit(Unit unit) {
    const int number = value(at_);
    if (unit == Unit::Year && digits(at_) < 2) return break_off();  // counted from an emperor's accession
    if (unit == Unit::Year) parts_.year = full_year(number, digits(at_));
    if (unit == Unit::Month) parts_.month = number;
    if (unit == Unit::Day) parts_.day = number;
    if (unit < Unit::Hour) return;
    Clock clock = clock_.value_or(Clock{});
    (unit == Unit::Hour ? clock.hour : unit == Unit::Minute ? clock.minute : clock.second) = number;
    clock_ = clock;
  }

  /// hh:mm, hh:mm:ss, and a fraction that is overlooked.
  void read_clock() {
    if (clock_) return break_off();
    clock_ = Clock{value(at_), value(at_ + 2), 0};
    at_ += 2;
    if (is_sign(at_ + 1, ":") && is_number(at_ + 2)) {
      clock_->second = value(at_ + 2);
      at_ += 2;
      if (is_sign(at_ + 1, ":")) return break_off();
    }
    if ((is_sign(at_ + 1, ".") || is_sign(at_ + 1, ",")) && is_number(at_ + 2) && tokens_[at_ + 2].follows) at_ += 2;
  }

  /// hh, hhmm or hhmmss after a T.
  void read_compact_clock(std::string_view text) {
    if (text.size() != 2 && text.size() != 4 && text.size() != 6) return break_off();
    clock_ = Clock{date_number(text.substr(0, 2)), text.size() > 2 ? date_number(text.substr(2, 2)) : 0,
                   text.size() > 4 ? date_number(text.substr(4, 2)) : 0};
  }

  void read_word(const std::string& word) {
    is_korean_ = is_korean_ || is_hangul(word);
    const bool is_t = word == "T" || word == "t";
    after_t_ = after_t_ || is_t;
    if (is_t) return;
    if (const auto half = half_day_of(word)) {
      half_ = half;
    } else if (is_sign(at_ + 1, "/") && !parts_.unnamed.empty()) {
      read_zone_name(word);
    } else if (const auto offset = clock_ || !parts_.unnamed.empty() ? zone_offset(word) : std::nullopt) {
      if (!offset_) offset_ = *offset;
    } else if (const auto month = month_of(word)) {
      parts_.month = month;  // the last one: in French "mar." is first of all a Tuesday
    }
  }

  /// "Europe/Brussels", also in more parts.
  void read_zone_name(std::string name) {
    while (is_sign(at_ + 1, "/") && token(at_ + 2) != nullptr) {
      name += "/" + tokens_[at_ + 2].text;
      at_ += 2;
    }
    if (equals_ignoring_case(name, "Etc/GMT") || equals_ignoring_case(name, "Etc/UTC")) {
      offset_ = minutes(0);
    } else if (const Result<TimeZone> zone = TimeZone::find(name)) {
      zone_ = *zone;
    }
  }

  /// A sign begins an offset once the time of day is known, or right after a zone as in "GMT+9".
  [[nodiscard]] bool may_be_zone() const {
    const bool after_zone = at_ > 0 && tokens_[at_ - 1].kind == DateToken::Word && offset_;
    const bool after_date = tokens_[at_].text == "+" && parts_.unnamed.size() >= 3;
    return clock_ || after_zone || after_date;
  }

  /// +hh:mm, +hhmm, +hh
  void read_offset(int sign) {
    if (!is_number(at_ + 1)) return break_off();
    const int number = value(at_ + 1);
    const std::size_t width = digits(at_ + 1);
    ++at_;
    if (width > 4 || number < 0) return break_off();
    minutes ahead = width > 2 ? hours(number / 100) + minutes(number % 100) : minutes(hours(number));
    if (width <= 2 && is_sign(at_ + 1, ":") && is_number(at_ + 2)) {
      ahead += minutes(value(at_ + 2));
      at_ += 2;
    }
    if (ahead > hours(24)) return break_off();
    offset_ = sign * ahead;
  }

  void break_off() { is_broken_ = true; }

  [[nodiscard]] std::optional<Instant> instant_of(year_month_day date) const {
    const Clock clock = clock_.value_or(Clock{});
    int hour = clock.hour;
    if (half_ && hour <= 12) hour = hour % 12 + (*half_ == HalfDay::Afternoon ? 12 : 0);
    const bool is_midnight = hour == 24 && clock.minute == 0 && clock.second == 0;
    if (hour < 0 || (hour > 23 && !is_midnight)) return std::nullopt;
    if (clock.minute < 0 || clock.minute > 59 || clock.second < 0 || clock.second > 60) return std::nullopt;
    const seconds since_midnight = hours(hour) + minutes(clock.minute) + seconds(clock.second);
    if (zone_ && !offset_) return zone_->to_instant(local_seconds(local_days(date)) + since_midnight);
    constexpr minutes kKorea = hours(9);
    const minutes assumed = is_korean_ && clock_ ? kKorea : minutes(0);
    return sys_days(date) + since_midnight - offset_.value_or(assumed);
  }

  std::vector<DateToken> tokens_;
  std::size_t at_ = 0;
  char separator_ = ' ';
  DateParts parts_;
  std::optional<Clock> clock_;
  std::optional<HalfDay> half_;
  std::optional<minutes> offset_;
  std::optional<TimeZone> zone_;
  bool after_t_ = false;
  bool is_korean_ = false;
  bool is_broken_ = false;
};

bool is_all_digits(std::string_view text) { return std::ranges::all_of(text, is_ascii_digit); }

/// Seconds since 1970 in ten digits, milliseconds in thirteen.
std::optional<Instant> unix_time(std::string_view text) {
  if ((text.size() != 10 && text.size() != 13) || !is_all_digits(text)) return std::nullopt;
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return Instant(seconds(text.size() == 10 ? number : number / 1000));
}

}  // namespace

std::optional<Instant> any_date(std::string_view text) {
  if (const auto instant = unix_time(text)) return instant;
  const bool is_one_number = text.size() == 14 && is_all_digits(text);  // yyyymmddhhmmss
  if (!is_one_number) return DateReader(date_tokens(text)).read();
  return DateReader(date_tokens(std::string(text.substr(0, 8)) + 'T' + std::string(text.substr(8)))).read();
}

}  // namespace aggregator::feed
