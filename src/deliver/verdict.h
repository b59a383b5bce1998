// What the outbox records after an attempt.
//
// clang-format off
//   outcome                            becomes
//   Sent                               sent
//   Failed                             failed
//   Failed, for its sender             the same as Deferred, but marked as refused: whether it is failed is judged when
//                                      the run has ended (refusals.h)
//   Deferred, unreachable              deferred for 5 min: nobody's mailbox said no, so no back-off (giving up: reach.h)
//   Deferred, 48 h after the first     failed, with the last reason; what waited for a quota or a server lost nothing
//   Deferred, unanswered the 5th time  failed: each of these may have left a copy in the mailbox
//   Deferred, otherwise                deferred for 5 min x 2^attempts, plus up to a fifth at random; at most 4 h
// clang-format on
#pragma once

#include "aggregator/base/time.h"
#include "aggregator/base/token.h"
#include "aggregator/mail/transport.h"
#include "aggregator/store/outbox.h"

namespace aggregator::deliver {

/// Whether a server refuses the message for good.
[[nodiscard]] bool is_refusal(const mail::Outcome& outcome);
/// Whether it does so for our sender, which says nothing of the recipient.
[[nodiscard]] bool is_of_sender(const mail::Outcome& outcome);

[[nodiscard]] store::Settled verdict(const store::Job& job, const mail::Outcome& outcome, Instant now,
                                     const RandomSource& random);

/// The lease given back: the delivery is as if nothing had been tried.
[[nodiscard]] store::Settled untried(const store::Job& job, Instant now);

}  // namespace aggregator::deliver
