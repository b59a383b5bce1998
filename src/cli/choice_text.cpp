#include "choice_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "aggregator/base/text.h"
#include "aggregator/base/time.h"
#include "aggregator/base/time_zone.h"

namespace aggregator::cli {

Result<store::Choice> apply(const ChoiceText& words, store::Choice choice) {
  if (!words.frequency.empty()) {
    const auto frequency = frequency_named(words.frequency);
    if (!frequency)
      return fail(ErrorCode::Malformed, quote(words.frequency) + " is no frequency; use instant, daily or weekly");
    choice.frequency = *frequency;
  }
  if (!words.at.empty()) {
    const auto at = parse_time_of_day(words.at);
    if (!at) return std::unexpected(at.error());
    choice.at = *at;
  }
  if (!words.weekday.empty()) {
    const auto weekday = weekday_named(lower_ascii(words.weekday));
    if (!weekday) return fail(ErrorCode::Malformed, quote(words.weekday) + " is no day of the week; use mon, tue, …");
    choice.weekday = *weekday;
  }
  // Those for whom the day means nothing share their editions whatever it is.
  if (choice.frequency != Frequency::Weekly) choice.weekday = store::Choice{}.weekday;
  if (!words.timezone.empty()) {
    const auto zone = TimeZone::find(words.timezone);
    if (!zone) return std::unexpected(zone.error());
    choice.timezone = zone->name();
  }
  if (!words.language.empty()) {
    if (!is_language_tag(words.language))
      return fail(ErrorCode::Malformed, quote(words.language) + " is no language; use ko or en");
    choice.language = words.language;
  }
  for (const std::string& tag : words.tags) {
    if (auto good = check_tag(tag); !good) return std::unexpected(good.error());
  }
  if (!words.tags.empty()) choice.tags = words.tags;
  std::ranges::sort(choice.tags);
  choice.tags.erase(std::ranges::unique(choice.tags).begin(), choice.tags.end());
  return choice;
}

Result<void> check_tag(const std::string& tag) {
  constexpr std::size_t kLongest = 60;
  const bool is_line = fold_white_space(tag) == tag && !tag.empty() && tag.size() <= kLongest;
  if (is_line && tag.find_first_of(",;\"") == tag.npos) return {};
  return fail(ErrorCode::Malformed, quote(tag) + " is no tag; use one line of at most 60 bytes without commas");
}

std::string format_time_of_day(std::chrono::minutes at) {
  return fmt::format("{:02}:{:02}", at.count() / 60, at.count() % 60);
}

}  // namespace aggregator::cli
