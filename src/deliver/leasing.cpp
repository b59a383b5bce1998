#include "leasing.h"

#include <algorithm>

#include "aggregator/deliver/quota.h"
#include "lease.h"

namespace aggregator::deliver {
namespace {

constexpr auto kBetweenVainLooks = std::chrono::seconds(1);

using SteadyClock = std::chrono::steady_clock;

}  // namespace

/// Goes on behind the last place, so that deliveries to a domain whose lane is full are passed over and not read again
/// each time.
Result<std::vector<store::Job>> Leasing::next(std::size_t wanted, std::size_t out, SendSummary& summary) {
  const bool is_idle = out == 0;
  if (!is_idle && SteadyClock::now() < next_look_) return {};
  const auto room = room_for(wanted, out, summary);
  if (!room) return std::unexpected(room.error());
  if (*room <= 0) {
    next_look_ = SteadyClock::now() + kBetweenVainLooks;
    return {};
  }
  for (bool is_whole = false; !tools_.is_stopped || !tools_.is_stopped();) {
    is_whole = is_whole || place_.id == 0;
    auto leased = look(*room);
    if (!leased) return std::unexpected(leased.error());
    if (!leased->jobs.empty() || !is_idle || (is_whole && leased->is_end)) return std::move(leased->jobs);
  }
  return {};
}

/// `wanted`, or what mail.quota leaves of it. Counting reads all that was sent in a day, so what was counted is
/// counted on: nobody else sends while we hold the lock, and what falls out of the day in the meantime only adds to it.
Result<std::int64_t> Leasing::room_for(std::size_t wanted, std::size_t out, SendSummary& summary) {
  const auto room = static_cast<std::int64_t>(wanted);
  if (!settings_.quota) return room;
  const auto left = [&] { return allowed_until_ - summary.sent - static_cast<std::int64_t>(out); };
  if (left() < room) {
    const auto allowance = quota_left(database_, settings_, tools_.clock());
    if (!allowance) return std::unexpected(allowance.error());
    allowed_until_ = summary.sent + (*allowance)->left;
    summary.quota_until = (*allowance)->left == 0 ? (*allowance)->until : std::nullopt;
  }
  return std::min(room, left());
}

/// One look behind the last place.
Result<store::Leased> Leasing::look(std::int64_t room) {
  if (place_.id == 0) composers_.begin_look();
  const Instant now = tools_.clock();
  auto leased =
      store::lease_deliveries(database_, now, now + kLease, {.limit = room, .after = place_, .is_wanted = is_wanted_});
  if (!leased) return leased;
  place_ = leased->is_end ? store::OutboxPlace() : leased->place;
  const bool is_vain = leased->jobs.empty() || !composers_.is_one_waiting();
  if (leased->is_end && is_vain) next_look_ = SteadyClock::now() + kBetweenVainLooks;
  return leased;
}

}  // namespace aggregator::deliver
