#include "values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <span>

#include "aggregator/base/ascii.h"
#include "aggregator/base/language.h"
#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "feed_url.h"

namespace aggregator::config {
namespace {
using std::chrono::seconds;

struct Unit {
  std::string_view name;
  std::size_t size;
};

constexpr Unit kDurations[] = {{"s", 1}, {"m", 60}, {"min", 60}, {"h", 3600}, {"d", 86400}, {"w", 604800}};
constexpr Unit kPeriods[] = {{"s", 1},       {"sec", 1},  {"second", 1},  {"m", 60},    {"min", 60},
                             {"minute", 60}, {"h", 3600}, {"hour", 3600}, {"d", 86400}, {"day", 86400}};
constexpr Unit kSizes[] = {{"", 1},           {"B", 1},           {"kB", 1000},      {"KB", 1000},
                           {"MB", 1000000},   {"GB", 1000000000}, {"KiB", 1u << 10}, {"MiB", 1u << 20},
                           {"GiB", 1u << 30}, {"k", 1u << 10},    {"K", 1u << 10},   {"M", 1u << 20},
                           {"G", 1u << 30}};
constexpr std::size_t kLongestDuration = 10 * 365 * 86400u;
constexpr double kSlowestRate = 86400;  // seconds between two

std::unexpected<Error> malformed(std::string_view text, std::string_view what, std::string_view example) {
  return fail(ErrorCode::Malformed, fmt::format("{} is no {}; write for example {}", quote(text), what, example));
}

/// The number at the beginning of `text`, which is moved behind it.
template <typename Number>
std::optional<Number> take_number(std::string_view& text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || text.starts_with('-')) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

std::optional<std::size_t> size_of(std::span<const Unit> units, std::string_view name) {
  const auto found = std::ranges::find(units, name, &Unit::name);
  if (found == units.end()) return std::nullopt;
  return found->size;
}

}  // namespace

Result<std::string> parse_text(std::string_view text) {
  std::string line = fold_white_space(text);
  if (line.empty()) return fail(ErrorCode::Malformed, "must not be empty");
  return line;
}

Result<bool> parse_flag(std::string_view text) {
  const std::string lower = lower_ascii(text);
  if (lower == "true" || lower == "yes" || lower == "on") return true;
  if (lower == "false" || lower == "no" || lower == "off") return false;
  return fail(ErrorCode::Malformed, quote(text) + " is neither true nor false");
}

Result<seconds> parse_duration(std::string_view text) {
  const auto bad = malformed(text, "duration", "30s, 10m, 1h30m or 2d");
  if (text == "0") return seconds(0);
  std::string_view rest = text;
  std::size_t total = 0;
  while (!rest.empty()) {
    const auto number = take_number<std::uint32_t>(rest);
    const auto unit_end = std::ranges::find_if(rest, is_ascii_digit) - rest.begin();
    const auto unit = size_of(kDurations, rest.substr(0, static_cast<std::size_t>(unit_end)));
    if (!number || !unit) return bad;
    total += *number * *unit;
    if (total > kLongestDuration) return fail(ErrorCode::Malformed, quote(text) + " is too long: ten years at most");
    rest.remove_prefix(static_cast<std::size_t>(unit_end));
  }
  if (text.empty()) return bad;
  return seconds(total);
}

Result<std::size_t> parse_size(std::string_view text) {
  std::string_view rest = text;
  const auto number = take_number<std::uint32_t>(rest);
  const auto unit = size_of(kSizes, trim(rest));
  if (!number || !unit) return malformed(text, "size", "16MiB or 500kB");
  return *number * *unit;
}

Result<Rate> parse_rate(std::string_view text) {
  std::string_view rest = text;
  const auto count = take_number<double>(rest);
  const std::size_t period = rest.starts_with('/') ? size_of(kPeriods, trim(rest.substr(1))).value_or(0) : 0;
  if (!count || !std::isfinite(*count) || *count <= 0 || period == 0) return malformed(text, "rate", "14/s or 500/day");
  if (static_cast<double>(period) / *count > kSlowestRate) {
    return fail(ErrorCode::Malformed, quote(text) + " is too slow: once a day at least");
  }
  return Rate{*count, seconds(period)};
}

Result<Quota> parse_quota(std::string_view text) {
  std::string_view rest = text;
  const auto count = take_number<std::uint32_t>(rest);
  const std::size_t period = rest.starts_with('/') ? size_of(kPeriods, trim(rest.substr(1))).value_or(0) : 0;
  if (!count || *count == 0 || period < 60) return malformed(text, "quota", "500/day or 200/hour");
  return Quota{*count, seconds(period)};
}

std::string language_tag_meant_by(std::string_view text) {
  const std::string_view language = text.substr(0, text.find('-'));
  const std::string meant = language_meant_by(language);
  return meant.empty() || !is_language_tag(text) ? meant : meant + std::string(text.substr(language.size()));
}

Result<std::string> parse_language(std::string_view text) {
  if (const std::string meant = language_tag_meant_by(text); !meant.empty()) {
    return fail(ErrorCode::Malformed,
                fmt::format("{} is not the tag of that language (BCP 47); write {}", quote(text), meant));
  }
  const std::string_view language = text.substr(0, text.find('-'));
  const bool has_code = language.size() == 3 || is_language_code(language);
  if (!has_code || !is_language_tag(text)) return malformed(text, "language", "ko, en or en-GB");
  return std::string(text);
}

Result<std::string> parse_post_language(std::string_view text) {
  if (!is_post_language(text)) return malformed(text, "language of posts", "ko, en or ja, a code of two letters");
  return std::string(text);
}

Result<std::string> parse_http_url(std::string_view text) {
  const std::string_view trimmed = trim(text);
  const auto url = parse_url(trimmed);
  if (!url && url.error().code == ErrorCode::Forbidden) return std::unexpected(url.error());
  if (!url || !url->is_http()) return malformed(shown_url(trimmed), "web address", "https://blog.example.org/feed.xml");
  return trimmed.find(' ') == trimmed.npos && fold_white_space(trimmed) == trimmed ? std::string(trimmed) : url->text();
}

Result<std::string> parse_feed_url(std::string_view text) {
  const std::string_view trimmed = trim(text);
  auto url = parse_http_url(trimmed);
  if (!url) return url;
  if (const std::size_t count = addresses_written_in(trimmed).size(); count > 1)
    return fail(ErrorCode::Malformed,
                fmt::format("{} is {} addresses in one; give each by itself", quote(shown_url(trimmed)), count));
  if (trimmed.find(' ') != trimmed.npos) {
    return fail(ErrorCode::Malformed,
                quote(shown_url(trimmed)) + " has a blank in it; take it out, or write %20 where it belongs there");
  }
  return url;
}

Result<StartTls> parse_starttls(std::string_view text) {
  if (text == "required") return StartTls::Required;
  if (text == "opportunistic") return StartTls::Opportunistic;
  if (text == "never") return StartTls::Never;
  return fail(ErrorCode::Malformed, quote(text) + " is none of required, opportunistic, never");
}

Result<int> parse_weekday(std::string_view text) {
  if (const auto day = weekday_named(lower_ascii(text))) return *day;
  return fail(ErrorCode::Malformed, quote(text) + " is no day of the week; write sun, mon, tue, wed, thu, fri or sat");
}

Result<Login> parse_login(std::string_view text) {
  if (text == "auto") return Login::Auto;
  if (text == "plain") return Login::Plain;
  if (text == "login") return Login::Login;
  if (text == "xoauth2") return Login::XOAuth2;
  return fail(ErrorCode::Malformed, quote(text) + " is none of auto, plain, login, xoauth2");
}

Result<Frequency> parse_frequency(std::string_view text) {
  if (const auto frequency = frequency_named(text)) return *frequency;
  return fail(ErrorCode::Malformed, quote(text) + " is none of instant, daily, weekly");
}

Result<SocketAddress> parse_listen_address(std::string_view text) {
  const auto range = AddressRange::parse(text);
  if (!range || !range->port || range->prefix_bits != 128) {
    return malformed(text, "address to listen on", "127.0.0.1:8080");
  }
  return SocketAddress{range->bytes, *range->port};
}

std::function<Result<std::size_t>(std::string_view)> count_between(std::size_t min, std::size_t max) {
  return [=](std::string_view text) -> Result<std::size_t> {
    std::string_view rest = text;
    const auto count = take_number<std::size_t>(rest);
    if (count && rest.empty() && min <= *count && *count <= max) return *count;
    return fail(ErrorCode::Malformed, fmt::format("{} is no whole number from {} to {}", quote(text), min, max));
  };
}

}  // namespace aggregator::config
