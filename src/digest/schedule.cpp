#include "aggregator/digest/schedule.h"

#include "aggregator/base/time_zone.h"

namespace aggregator::digest {
using namespace std::chrono;

namespace {

constexpr int kDaysInWeek = 7;

bool is_wanted(const store::Choice& choice, local_days day) {
  return choice.frequency != Frequency::Weekly || weekday(day).c_encoding() == static_cast<unsigned>(choice.weekday);
}

}  // namespace

Result<Instant> next_due(const store::Choice& choice, Instant after) {
  if (choice.frequency == Frequency::Instant) return floor<minutes>(after) + kInstantInterval;
  const auto zone = TimeZone::find(choice.timezone);
  if (!zone) return std::unexpected(zone.error());
  const local_days today = floor<days>(zone->to_local(after));
  // A week and a day: when the hour has passed today, the same weekday comes again in a week. One day is to spare for
  // zones that once left out a whole day.
  for (int ahead = 0; ahead <= kDaysInWeek + 1; ++ahead) {
    const local_days day = today + days(ahead);
    const Instant due = zone->to_instant(local_seconds(day) + choice.at);
    if (due > after && is_wanted(choice, day)) return due;
  }
  return fail(ErrorCode::Malformed, "no digest time in the next week; weekdays are 0 to 6");
}

}  // namespace aggregator::digest
