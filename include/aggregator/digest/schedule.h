// When a subscriber's next digest is due.
#pragma once

#include <optional>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/store/subscribers.h"

namespace aggregator::digest {

/// Instant digests gather for this long: until the next quarter of an hour, so that all who want them share one.
inline constexpr std::chrono::minutes kInstantInterval{15};

/// The first moment after `after` at which `choice` wants a digest: its time of day (and weekday) in its zone, right
/// across changes of the clocks. Errors: Malformed, for an unknown zone.
///
/// An hour that a change of the clocks leaves out comes as much later, one that comes twice counts the first time, and
/// a whole day that a zone left out is kept on the day after it.
[[nodiscard]] Result<Instant> next_due(const store::Choice& choice, Instant after);

/// When the next digest is due of somebody who wanted `from`, has one due at `standing`, and wants `to` from now on:
/// none of their days has two, and none of them none.
///
///   the new hour is still to come today   then; tomorrow, if today's digest was there (`last` is when it was due)
///   it is over, the old one is not        at the old one today: the new one begins tomorrow
///   `standing` is over                    it stays, and comes at once
///
/// Instant digests have no days: with them the new schedule begins at once. Errors: as next_due().
[[nodiscard]] Result<Instant> due_after_change(const store::Choice& from, const store::Choice& to, Instant standing,
                                               std::optional<Instant> last, Instant now);

/// The moment by which a digest that was due at `due` is called: in its title and in lists. After a time off that is
/// when it was made: its readers get it as that day's.
[[nodiscard]] constexpr Instant shown_hour(Instant due, Instant made) {
  constexpr std::chrono::hours kStillOfThatHour{12};
  return made - due > kStillOfThatHour ? made : due;
}

/// What is due within this is never too far ahead.
inline constexpr std::chrono::hours kNeverTooFar{49};

/// Whether `due` can only come from a clock that was ahead: two digests at least would come before it. One is no
/// proof: a clock may go back a little after an edition was made. Errors: as next_due().
[[nodiscard]] Result<bool> is_too_far(const store::Choice& choice, Instant due, Instant now);

}  // namespace aggregator::digest
