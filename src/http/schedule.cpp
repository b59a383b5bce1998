#include "schedule.h"

#include <algorithm>
#include <iterator>

namespace aggregator::http {
namespace {

// One may be about a single path; several feeds in a row are the host's word for all of them.
constexpr int kRefusalsInARow = 3;

}  // namespace

Schedule::Schedule(const ClientOptions& options) : options_(options) {}

Schedule::Lane& Schedule::lane_to(const Destination& destination) {
  const auto budget = [](auto& budgets, const std::string& name, std::size_t limit, const Pace& pace) {
    return name.empty() ? nullptr : &budgets.try_emplace(name, Budget{limit, pace}).first->second;
  };
  const Pace host_pace = destination.domain.empty() ? Pace{} : options_.host_pace;
  const std::array<Budget*, 3> budgets = {
      budget(hosts_, destination.host, options_.per_host, host_pace),
      budget(domains_, destination.domain, options_.per_domain, options_.domain_pace),
      budget(addresses_, destination.address, options_.per_address, Pace{})};
  return lanes_.try_emplace(budgets, Lane{budgets}).first->second;
}

void Schedule::add(std::size_t index, const Destination& destination) {
  Lane& lane = lane_to(destination);
  Lanes* const queue = lane.queue != nullptr ? lane.queue : &ready_;
  step_out(lane);
  lane.waiting.push(index);
  stand(lane, *queue);
}

std::optional<Schedule::Turn> Schedule::next(Moment now) {
  wake(now);
  while (!ready_.empty()) {
    Lane& lane = *std::get<Lane*>(*ready_.begin());
    step_out(lane);
    const auto full = std::ranges::find_if(
        lane.budgets, [&](const Budget* budget) { return budget != nullptr && !budget->has_room(now); });
    std::optional<Turn> turn;
    if (full != lane.budgets.end()) {
      stand(lane, (*full)->parked);
    } else {
      turn = take(lane, now);
      if (!lane.waiting.empty()) stand(lane, ready_);
    }
    for (Budget* const budget : lane.budgets) {
      if (budget != nullptr) call_next(*budget, now);
    }
    if (turn) return turn;
  }
  return std::nullopt;
}

Schedule::Turn Schedule::take(Lane& lane, Moment now) {
  const Turn turn{lane.waiting.top(), &lane};
  lane.waiting.pop();
  ++lane.in_flight;
  for (Budget* const budget : lane.budgets) {
    if (budget == nullptr) continue;
    ++budget->active;
    budget->paid_until = std::max(budget->paid_until, now) + budget->pace.interval;
  }
  return turn;
}

void Schedule::leave(Place place, Moment now) {
  Lanes* const queue = place->queue;
  step_out(*place);
  --place->in_flight;
  place->is_fresh = false;
  if (queue != nullptr) stand(*place, *queue);
  for (Budget* const budget : place->budgets) {
    if (budget == nullptr) continue;
    --budget->active;
    call_next(*budget, now);
  }
}

std::vector<std::size_t> Schedule::note_answer(Place place, bool is_refusal, Moment now) {
  std::vector<std::size_t> dropped;
  Budget* const host = place->budgets.front();
  if (host == nullptr) return dropped;
  host->refusals = is_refusal ? host->refusals + 1 : 0;
  if (host->refusals < kRefusalsInARow) return dropped;
  for (auto& [budgets, lane] : lanes_) {
    if (budgets.front() != host || lane.queue == nullptr) continue;
    const bool was_called = lane.queue == &ready_;
    std::ranges::move(drop(lane), std::back_inserter(dropped));
    // It can no longer pass on the call that made it ready.
    for (Budget* const budget : budgets) {
      if (was_called && budget != nullptr) call_next(*budget, now);
    }
  }
  return dropped;
}

bool Schedule::is_left_alone(const Destination& destination) const {
  const auto host = hosts_.find(destination.host);
  return host != hosts_.end() && host->second.refusals >= kRefusalsInARow;
}

std::vector<std::size_t> Schedule::drop(Lane& lane) {
  std::vector<std::size_t> dropped;
  step_out(lane);
  for (; !lane.waiting.empty(); lane.waiting.pop()) dropped.push_back(lane.waiting.top());
  return dropped;
}

std::optional<Schedule::Moment> Schedule::opens() const {
  if (timers_.empty()) return std::nullopt;
  return timers_.begin()->first;
}

Schedule::Rank Schedule::rank_of(Lane& lane) { return {lane.in_flight, lane.is_fresh, lane.waiting.top(), &lane}; }

void Schedule::stand(Lane& lane, Lanes& queue) {
  lane.queue = &queue;
  queue.insert(rank_of(lane));
}

void Schedule::step_out(Lane& lane) {
  if (lane.queue == nullptr) return;
  lane.queue->erase(rank_of(lane));
  lane.queue = nullptr;
}

/// Lets the first of the parked lanes try, or sees to it that this is asked again: leave() does when the place is
/// missing, a timer when it is the time.
void Schedule::call_next(Budget& budget, Moment now) {
  if (budget.parked.empty() || !budget.has_place()) return;
  if (budget.opens() > now) {
    if (!budget.has_timer) timers_.emplace(budget.opens(), &budget);
    budget.has_timer = true;
    return;
  }
  Lane& lane = *std::get<Lane*>(*budget.parked.begin());
  step_out(lane);
  stand(lane, ready_);
}

void Schedule::wake(Moment now) {
  while (!timers_.empty() && timers_.begin()->first <= now) {
    Budget& budget = *timers_.begin()->second;
    timers_.erase(timers_.begin());
    budget.has_timer = false;
    call_next(budget, now);
  }
}

}  // namespace aggregator::http
