#include "verdict.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace aggregator::deliver {
namespace {

using std::chrono::seconds;
using State = mail::Outcome::State;

constexpr seconds kFirstPause = std::chrono::minutes(5);
constexpr seconds kLongestPause = std::chrono::hours(4);
constexpr seconds kPatience = std::chrono::hours(48);
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

store::Settled verdict(const store::Job& job, const mail::Outcome& outcome, Instant now, const RandomSource& random) {
  using store::DeliveryState;
  if (outcome.state == State::Sent) return {job.id, DeliveryState::Sent, outcome.reason, now, std::nullopt};
  if (outcome.state == State::Failed) return {job.id, DeliveryState::Failed, outcome.reason, now, std::nullopt};
  if (!outcome.unreachable && now - job.first_tried.value_or(now) >= kPatience) {
    return {job.id, DeliveryState::Failed, "gave up after 48 hours: " + outcome.reason, now, std::nullopt};
  }
  if (outcome.unanswered && job.unanswered + 1 >= kMostUnanswered) {
    return {job.id, DeliveryState::Failed, "gave up, as it may have arrived each time: " + outcome.reason, now,
            std::nullopt};
  }
  const Instant retry = now + with_jitter(pause_after(job, outcome, now), random);
  const auto tried = outcome.unreachable ? std::nullopt : std::optional(now);
  return {job.id, DeliveryState::Deferred, outcome.reason, now, retry, tried, outcome.unanswered};
}

store::Settled untried(const store::Job& job, Instant now) {
  return {job.id, store::DeliveryState::Queued, "", now, std::nullopt};
}

}  // namespace aggregator::deliver
