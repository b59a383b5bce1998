// What the outbox records after an attempt.
//
//   Sent                             -> sent
//   Failed                           -> failed
//   Deferred, 48 h after the first   -> failed, with the last reason; what waited for a quota or a server has lost
//   nothing Deferred, unanswered 5th attempt -> failed: each attempt may have left a copy in the mailbox Deferred ->
//   deferred for 5 min x 2^attempts, plus up to a fifth at random; at most 4 h Deferred, unreachable            ->
//   deferred for 5 min: nobody's mailbox said no, so no back-off and no giving up
#pragma once

#include "aggregator/base/time.h"
#include "aggregator/base/token.h"
#include "aggregator/mail/transport.h"
#include "aggregator/store/outbox.h"

namespace aggregator::deliver {

[[nodiscard]] store::Settled verdict(const store::Job& job, const mail::Outcome& outcome, Instant now,
                                     const RandomSource& random);

/// The lease given back: the delivery is as if nothing had been tried.
[[nodiscard]] store::Settled untried(const store::Job& job, Instant now);

}  // namespace aggregator::deliver
