#include "pacing.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <vector>

#include "aggregator/base/text.h"

namespace aggregator::poll {
namespace {
using namespace std::chrono;

constexpr seconds kLongestBackOff = days(7);
constexpr int kPollsBetweenPosts = 8;

/// Whole seconds written in digits; nothing for other text. More than a year counts as a year.
std::optional<seconds> parse_seconds(std::string_view text) {
  text = trim(text);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) return years(1);
  return std::min<seconds>(seconds(static_cast<std::int64_t>(std::min<std::uint64_t>(value, INT32_MAX))), years(1));
}

/// The value of a directive of Cache-Control (RFC 9111 section 5.2), quoted or not.
std::optional<seconds> directive(std::string_view cache_control, std::string_view name) {
  for (const std::string& part : split(cache_control, ',')) {
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos || !equals_ignoring_case(trim(std::string_view(part).substr(0, equals)), name))
      continue;
    std::string_view value = trim(std::string_view(part).substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    return parse_seconds(value);
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
  const seconds wish = minutes(std::min<std::uint32_t>(feed.ttl_minutes.value_or(0), 60 * 24 * 365));
  const std::vector<Instant> dates = dates_of(feed, now);
  if (dates.empty()) return wish;
  const auto [oldest, newest] = std::ranges::minmax(dates);
  const seconds between = (newest - oldest) / static_cast<std::int64_t>(dates.size());
  return std::max(wish, std::max(between, now - newest) / kPollsBetweenPosts);
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
  const auto expires = parse_http_date(response.expires);
  if (!expires) return seconds(0);
  return std::max(seconds(0), *expires - parse_http_date(response.date).value_or(now));
}

seconds parse_retry_after(std::string_view value, Instant now) {
  if (const auto wait = parse_seconds(value)) return *wait;
  const auto date = parse_http_date(value);
  return date ? std::max(seconds(0), *date - now) : seconds(0);
}

Instant next_poll_after_success(const config::PollSettings& settings, seconds pace, seconds freshness, Instant now,
                                const RandomSource& random) {
  // The jitter ends at max_interval: a daily cron line must find the slowest feeds due every day.
  const seconds longest = std::max(settings.min_interval, settings.max_interval);
  const seconds wait = std::clamp(pace, settings.min_interval, std::max(settings.min_interval, longest * 19 / 20));
  return now + std::max(wait + up_to(wait / 20, random), std::min(freshness, longest));
}

Instant next_poll_after_failure(const config::PollSettings& settings, int failures, seconds asked, Instant now,
                                const RandomSource& random) {
  const int doublings = std::clamp(failures - 1, 0, 20);
  const seconds back_off = std::min<seconds>(settings.min_interval * (1 << doublings), kLongestBackOff * 9 / 10);
  const seconds wait = std::max(back_off, std::min(asked, settings.max_interval));
  return now + wait + up_to(wait / 10, random);
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
