#include "pacing.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <vector>

#include "aggregator/base/text.h"
#include "aggregator/feed/date.h"

namespace aggregator::poll {
namespace {
using namespace std::chrono;

constexpr seconds kLongestBackOff = days(7);
constexpr seconds kLongestScatter = minutes(10);
constexpr seconds kLeastBackOff = minutes(5);  // whatever poll.min_interval
constexpr int kPollsBetweenPosts = 8;
constexpr seconds kSlackOfCron = minutes(1);  // a daily line begins some seconds earlier or later

/// Seconds in digits, with what servers put around them: "120", "\"120\"", "120.0", "120 s". Nothing for other text.
/// More than a year counts as a year.
std::optional<seconds> parse_seconds(std::string_view text) {
  constexpr std::string_view kAfterSeconds[] = {"", "s", "sec", "secs", "second", "seconds"};
  text = trim(text);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = trim(text.substr(1, text.size() - 2));
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  if (rest.starts_with('.')) rest.remove_prefix(std::min(rest.find_first_not_of("0123456789", 1), rest.size()));
  const auto is_rest = [&](std::string_view unit) { return equals_ignoring_case(unit, trim(rest)); };
  if (end == text.data() || std::ranges::none_of(kAfterSeconds, is_rest)) return std::nullopt;
  if (error == std::errc::result_out_of_range) return years(1);
  return std::min<seconds>(seconds(static_cast<std::int64_t>(std::min<std::uint64_t>(value, INT32_MAX))), years(1));
}

/// A date as HTTP has it, or with another zone or shape, as some servers have it.
std::optional<Instant> parse_lenient_date(std::string_view text) {
  if (const auto date = parse_http_date(text)) return *date;
  const auto date = feed::parse_date(text);
  return date ? std::optional(*date) : std::nullopt;
}

/// The items of a list header, split at the commas that are in no quoted string (RFC 9110 section 5.6.1).
std::vector<std::string_view> list_items(std::string_view list) {
  std::vector<std::string_view> items;
  bool is_quoted = false;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < list.size(); ++at) {
    if (is_quoted && list[at] == '\\') {
      ++at;
    } else if (list[at] == '"') {
      is_quoted = !is_quoted;
    } else if (list[at] == ',' && !is_quoted) {
      items.push_back(list.substr(begin, at - begin));
      begin = at + 1;
    }
  }
  items.push_back(list.substr(begin));
  return items;
}

/// The value of a directive of Cache-Control (RFC 9111 section 5.2), quoted or not.
std::optional<seconds> directive(std::string_view cache_control, std::string_view name) {
  for (const std::string_view item : list_items(cache_control)) {
    const std::size_t equals = item.find('=');
    if (equals == std::string_view::npos || !equals_ignoring_case(trim(item.substr(0, equals)), name)) continue;
    return parse_seconds(item.substr(equals + 1));
  }
  return std::nullopt;
}

/// A random part of `most`.
seconds up_to(seconds most, const RandomSource& random) {
  std::array<unsigned char, 2> bytes{};
  random(bytes);
  return seconds(most.count() * (bytes[0] * 256 + bytes[1]) / 65536);
}

std::vector<Instant> dates_of(const feed::Feed& feed, Instant now) {
  std::vector<Instant> dates;
  for (const feed::Entry& entry : feed.entries) {
    const auto date = entry.published ? entry.published : entry.updated;
    if (date && *date <= now) dates.push_back(*date);
  }
  return dates;
}

}  // namespace

seconds pace_of(const feed::Feed& feed, Instant now) {
  const std::vector<Instant> dates = dates_of(feed, now);
  if (dates.empty()) return seconds(0);
  const auto [oldest, newest] = std::ranges::minmax(dates);
  const seconds between = (newest - oldest) / static_cast<std::int64_t>(dates.size());
  return std::max(between, now - newest) / kPollsBetweenPosts;
}

seconds wish_of(const feed::Feed& feed) {
  return minutes(std::min<std::uint32_t>(feed.ttl_minutes.value_or(0), 60 * 24 * 365));
}

std::optional<Instant> newest_post_of(const feed::Feed& feed, Instant now) {
  const std::vector<Instant> dates = dates_of(feed, now);
  return dates.empty() ? std::nullopt : std::optional(std::ranges::max(dates));
}

seconds slowed_by_silence(seconds pace, std::optional<Instant> newest_post, Instant now) {
  return newest_post ? std::max(pace, (now - *newest_post) / kPollsBetweenPosts) : pace;
}

seconds freshness_of(const http::Response& response, Instant now) {
  if (const auto age = directive(response.cache_control, "max-age")) return *age;
  const auto expires = parse_lenient_date(response.expires);
  if (!expires) return seconds(0);
  return std::max(seconds(0), *expires - parse_lenient_date(response.date).value_or(now));
}

seconds parse_retry_after(std::string_view value, std::string_view date, Instant now) {
  if (const auto wait = parse_seconds(value)) return *wait;
  const auto until = parse_lenient_date(value);
  return until ? std::max(seconds(0), *until - parse_lenient_date(date).value_or(now)) : seconds(0);
}

Instant next_poll_after_success(const config::PollSettings& settings, seconds pace, seconds wish, Instant now,
                                const RandomSource& random) {
  // Nothing waits for all of max_interval: a daily cron line must find the slowest feeds due every day.
  const seconds longest = std::max(settings.min_interval, settings.max_interval);
  const seconds wait = std::clamp(pace, settings.min_interval, std::max(settings.min_interval, longest * 19 / 20));
  return now + std::max(wait + up_to(wait / 20, random), std::min(wish, longest - kSlackOfCron));
}

Instant next_poll_after_failure(const config::PollSettings& settings, int failures, seconds asked, Instant now,
                                const RandomSource& random) {
  const int doublings = std::clamp(failures - 1, 0, 20);
  const seconds first = std::max(settings.min_interval, kLeastBackOff);
  const seconds back_off = std::min<seconds>(first * (1 << doublings), kLongestBackOff * 9 / 10);
  // What is asked for is granted, at most poll.max_interval; then the whole crowd need not come in the same second.
  const seconds granted = std::min(asked, settings.max_interval);
  return now + std::max(back_off + up_to(back_off / 10, random),
                        granted + up_to(std::min<seconds>(granted / 10, kLongestScatter), random));
}

Instant next_poll_of_missing(Instant now, const RandomSource& random) {
  return now + kLongestBackOff - up_to(kLongestBackOff / 20, random);
}

Instant after_quiet_times(Instant due, const store::QuietTimes& quiet) {
  constexpr int kHoursInWeek = 7 * 24;
  Instant at = due;
  for (int step = 0; step <= kHoursInWeek; ++step) {
    const auto day = floor<days>(at);
    const auto hour = floor<hours>(at - day);
    const bool is_quiet =
        quiet.hours.test(static_cast<std::size_t>(hour.count())) || quiet.days.test(weekday(day).c_encoding());
    if (!is_quiet) return at;
    at = day + hour + hours(1);
  }
  return due;
}

}  // namespace aggregator::poll
