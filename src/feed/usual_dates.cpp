#include "usual_dates.h"

#include <algorithm>
#include <chrono>

#include "aggregator/base/ascii.h"

namespace aggregator::feed {
namespace {

using namespace std::chrono;

/// Takes a date apart from left to right. What does not fit makes the whole invalid; later calls then do no harm.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool is_valid() const { return is_valid_; }
  [[nodiscard]] bool is_done() const { return is_valid_ && rest_.empty(); }

  bool takes(std::string_view literal) {
    if (!rest_.starts_with(literal)) return false;
    rest_.remove_prefix(literal.size());
    return true;
  }
  void expect(std::string_view literal) { is_valid_ = takes(literal) && is_valid_; }

  /// A number of exactly `width` digits, at most `most`.
  int number(std::size_t width, int most) {
    int value = 0;
    const std::string_view digits = rest_.substr(0, width);
    is_valid_ = is_valid_ && digits.size() == width && std::ranges::all_of(digits, is_ascii_digit);
    if (!is_valid_) return 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    rest_.remove_prefix(width);
    is_valid_ = value <= most;
    return value;
  }

  /// The place of the next three letters in `names`, counted from 1.
  int name(std::string_view names) {
    const std::size_t at = names.find(rest_.substr(0, 3));
    is_valid_ = is_valid_ && rest_.size() >= 3 && at != names.npos && at % 3 == 0;
    if (!is_valid_) return 0;
    rest_.remove_prefix(3);
    return static_cast<int>(at / 3) + 1;
  }

  [[nodiscard]] std::size_t digits() const {
    return static_cast<std::size_t>(std::ranges::find_if_not(rest_, is_ascii_digit) - rest_.begin());
  }
  void skip(std::size_t size) { rest_.remove_prefix(size); }

 private:
  std::string_view rest_;
  bool is_valid_ = true;
};

seconds clock(Cursor& text) {
  const hours hour(text.number(2, 23));
  text.expect(":");
  const minutes minute(text.number(2, 59));
  text.expect(":");
  return hour + minute + seconds(text.number(2, 59));
}

/// +hhmm, or +hh:mm where `separator` is a colon.
minutes offset(Cursor& text, std::string_view separator) {
  const bool is_west = text.takes("-");
  if (!is_west) text.expect("+");
  const hours hour(text.number(2, 23));
  text.expect(separator);
  const minutes ahead = hour + minutes(text.number(2, 59));
  return is_west ? -ahead : ahead;
}

std::optional<Instant> instant(const Cursor& text, year_month_day date, seconds since_midnight, minutes ahead) {
  if (!text.is_done() || !date.ok()) return std::nullopt;
  const Instant moment = sys_days(date) + since_midnight - ahead;
  return has_writable_year(moment) ? std::optional(moment) : std::nullopt;
}

std::optional<Instant> rfc822(Cursor text) {
  text.name("MonTueWedThuFriSatSun");
  text.expect(", ");
  const int d = text.number(text.digits() == 1 ? 1 : 2, 31);
  text.expect(" ");
  const int m = text.name("JanFebMarAprMayJunJulAugSepOctNovDec");
  text.expect(" ");
  const int y = text.number(4, 9999);
  text.expect(" ");
  const seconds since_midnight = clock(text);
  text.expect(" ");
  const minutes ahead = text.takes("GMT") ? minutes(0) : offset(text, "");
  return instant(text, year(y) / m / d, since_midnight, ahead);
}

std::optional<Instant> rfc3339(Cursor text) {
  const int y = text.number(4, 9999);
  text.expect("-");
  const int m = text.number(2, 12);
  text.expect("-");
  const int d = text.number(2, 31);
  text.expect("T");
  const seconds since_midnight = clock(text);
  if (text.is_valid() && text.takes(".")) {
    const std::size_t fraction = text.digits();
    if (fraction == 0) return std::nullopt;
    text.skip(fraction);
  }
  const minutes ahead = text.takes("Z") ? minutes(0) : offset(text, ":");
  return instant(text, year(y) / m / d, since_midnight, ahead);
}

}  // namespace

std::optional<Instant> usual_date(std::string_view text) {
  constexpr std::size_t kShortest = 20, kLongest = 40;
  if (text.size() < kShortest || text.size() > kLongest) return std::nullopt;
  return is_ascii_digit(text.front()) ? rfc3339(Cursor(text)) : rfc822(Cursor(text));
}

}  // namespace aggregator::feed
