#include "aggregator/digest/schedule.h"

#include <algorithm>

#include "aggregator/base/time_zone.h"

namespace aggregator::digest {
using namespace std::chrono;

namespace {

constexpr int kDaysInWeek = 7;
using InstantIntervals = duration<std::int64_t, std::ratio<duration_cast<seconds>(kInstantInterval).count()>>;

bool is_wanted(const store::Choice& choice, local_days day) {
  return choice.frequency != Frequency::Weekly || weekday(day).c_encoding() == static_cast<unsigned>(choice.weekday);
}

}  // namespace

Result<Instant> next_due(const store::Choice& choice, Instant after) {
  if (choice.frequency == Frequency::Instant) return floor<InstantIntervals>(after) + kInstantInterval;
  const auto zone = TimeZone::find(choice.timezone);
  if (!zone) return std::unexpected(zone.error());
  const local_days today = floor<days>(zone->to_local(after));
  // From yesterday, whose last hour a change of the clocks can put into today, to a week and a day from now: when the
  // hour has passed today, the same weekday comes again in a week, and a zone may leave out a whole day.
  for (int ahead = -1; ahead <= kDaysInWeek + 1; ++ahead) {
    const local_days day = today + days(ahead);
    const Instant due = zone->to_instant(local_seconds(day) + choice.at);
    if (due > after && is_wanted(choice, day)) return due;
  }
  return fail(ErrorCode::Malformed, "no digest time in the next week; weekdays are 0 to 6");
}

Result<Instant> due_after_change(const store::Choice& from, const store::Choice& to, Instant standing,
                                 std::optional<Instant> last, Instant now) {
  const auto due = next_due(to, now);
  if (!due) return due;
  if (from.frequency == Frequency::Instant || to.frequency == Frequency::Instant) return std::min(standing, *due);
  const auto zone = TimeZone::find(to.timezone);
  if (!zone) return std::unexpected(zone.error());
  const auto day_of = [&](Instant instant) { return floor<days>(zone->to_local(instant)); };
  const local_days today = day_of(now);
  if (last && day_of(*last) == day_of(*due)) return next_due(to, *due);
  if (day_of(*due) == today) return due;
  if (standing <= now) return standing;
  const auto first = next_due(to, zone->to_instant(today) - seconds(1));
  if (!first) return first;
  return *first <= now && day_of(standing) == today ? standing : *due;
}

Result<bool> is_too_far(const store::Choice& choice, Instant due, Instant now) {
  if (due <= now + kNeverTooFar) return false;
  const auto next = next_due(choice, now);
  if (!next) return std::unexpected(next.error());
  const auto second = next_due(choice, *next);
  if (!second) return std::unexpected(second.error());
  return due > *second;
}

}  // namespace aggregator::digest
