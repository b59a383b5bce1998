#include "verdict.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "aggregator/deliver/courier.h"
#include "bounce_rules.h"

namespace aggregator::deliver {
namespace {

using std::chrono::seconds;
using State = mail::Outcome::State;

constexpr seconds kFirstPause = std::chrono::minutes(5);
constexpr seconds kLongestPause = std::chrono::hours(4);
constexpr int kMostUnanswered = 5;
constexpr int kDoublings = 6;  // 5 min x 2^6 is more than the longest pause

/// Up to a fifth more, so that what failed together does not come back together.
seconds with_jitter(seconds pause, const RandomSource& random) {
  std::array<unsigned char, 2> bytes{};
  random(bytes);
  const std::int64_t share = bytes[0] * 256 + bytes[1];  // of 65536
  return std::min(pause + pause / 5 * share / 65536, kLongestPause);
}

/// Twice as long each time, which is as long as it has been tried and kFirstPause: attempts alone would count those
/// that no server looked at, and the first greylisting after an outage would wait for hours.
seconds pause_after(const store::Job& job, const mail::Outcome& outcome, Instant now) {
  if (outcome.unreachable) return kFirstPause;
  const seconds doubled = kFirstPause * (1 << std::clamp(job.attempts, 0, kDoublings));
  const seconds tried_for = std::max(seconds(0), now - job.first_tried.value_or(now));
  return std::min({doubled, kFirstPause + tried_for, kLongestPause});
}

}  // namespace

bool is_refusal(const mail::Outcome& outcome) { return outcome.state == State::Failed && kind_of(outcome).has_value(); }

bool is_of_sender(const mail::Outcome& outcome) {
  return is_refusal(outcome) && outcome.at == mail::Outcome::At::Sender;
}

store::Settled verdict(const store::Job& job, const mail::Outcome& outcome, Instant now, const RandomSource& random) {
  using store::DeliveryState;
  if (outcome.state == State::Sent) return {job.id, DeliveryState::Sent, outcome.reason, now, std::nullopt};
  const bool is_refused = is_of_sender(outcome);
  if (outcome.state == State::Failed && !is_refused) {
    return {job.id, DeliveryState::Failed, outcome.reason, now, std::nullopt};
  }
  const bool is_first_refusal = is_refused && !job.refused;  // of what was put off before, it may be
  if (!outcome.unreachable && !is_first_refusal && now - job.first_tried.value_or(now) >= kPatience) {
    return {job.id, DeliveryState::Failed, "gave up after 48 hours: " + outcome.reason, now, std::nullopt};
  }
  if (outcome.unanswered && job.unanswered + 1 >= kMostUnanswered) {
    return {job.id, DeliveryState::Failed, "gave up, as it may have arrived each time: " + outcome.reason, now,
            std::nullopt};
  }
  const Instant retry = now + with_jitter(pause_after(job, outcome, now), random);
  store::Settled settled{job.id, DeliveryState::Deferred, outcome.reason, now, retry};
  settled.unanswered = outcome.unanswered;
  settled.refused = outcome.unreachable ? job.refused : std::nullopt;
  if (!outcome.unreachable) settled.tried = now;
  if (is_refused) settled.refused = now;
  return settled;
}

store::Settled untried(const store::Job& job, Instant now) {
  return {job.id, store::DeliveryState::Queued, "", now, std::nullopt};
}

}  // namespace aggregator::deliver
