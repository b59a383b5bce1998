#include "schedule.h"

#include <algorithm>
#include <utility>

namespace aggregator::http {
namespace {

// One may be about a single path; several feeds in a row are the host's word for all of them.
constexpr int kRefusalsInARow = 3;

}  // namespace

Schedule::Schedule(const ClientOptions& options) : options_(options) {}

void Schedule::Budget::take_place(Moment now) {
  ++active;
  paid_until = std::max(paid_until, now) + pace.interval;
}

Schedule::Lane& Schedule::lane_to(const Destination& destination) {
  const bool has_domain = !destination.domain.empty();
  const auto [found, is_new] =
      lanes_.try_emplace(destination.host, Lane{Budget{options_.per_host, has_domain ? options_.host_pace : Pace{}}});
  Lane& lane = found->second;
  if (is_new && has_domain) {
    lane.domain =
        &domains_.try_emplace(destination.domain, Budget{options_.per_domain, options_.domain_pace}).first->second;
  }
  if (lane.machine == nullptr && !destination.address.empty()) lane.machine = &machine_at(destination.address);
  return lane;
}

/// Hundreds of domains may be those of one platform's customers: they go at the pace of one.
Schedule::Budget& Schedule::machine_at(const std::string& address) {
  return machines_.try_emplace(address, Budget{options_.per_address, options_.domain_pace}).first->second;
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
    const auto budgets = lane.budgets();
    const auto full = std::ranges::find_if(
        budgets, [&](const Budget* budget) { return budget != nullptr && !budget->has_room(now); });
    std::optional<Turn> turn;
    if (full != budgets.end()) {
      stand(lane, (*full)->parked);
    } else {
      turn = take(lane, now);
      if (!lane.waiting.empty()) stand(lane, ready_);
    }
    for (Budget* const budget : budgets) {
      if (budget != nullptr) call_next(*budget, now);
    }
    if (turn) return turn;
  }
  return std::nullopt;
}

Schedule::Turn Schedule::take(Lane& lane, Moment now) {
  Turn turn{lane.waiting.top(), {.lane = &lane, .machines = {}}};
  lane.waiting.pop();
  ++lane.in_flight;
  for (Budget* const budget : lane.budgets()) {
    if (budget != nullptr) budget->take_place(now);
  }
  if (lane.machine != nullptr) turn.place.machines.push_back(lane.machine);
  return turn;
}

bool Schedule::enter(Place& place, const std::string& address, Moment now) {
  if (place.lane->domain == nullptr) return true;
  Budget& machine = machine_at(address);
  if (!place.was_turned_away) settle_at(*place.lane, machine, now);
  if (std::ranges::find(place.machines, &machine) != place.machines.end()) return true;
  if (!machine.has_room(now)) {
    place.was_turned_away = true;
    return false;
  }
  machine.take_place(now);
  place.machines.push_back(&machine);
  return true;
}

/// Has all who wait in `lane` count at `machine`. Where they were parked they may stand no more.
void Schedule::settle_at(Lane& lane, Budget& machine, Moment now) {
  Budget* const before = std::exchange(lane.machine, &machine);
  if (before == &machine || lane.queue == nullptr) return;
  const bool was_called = lane.queue == &ready_;
  step_out(lane);
  stand(lane, ready_);
  if (was_called && before != nullptr) call_next(*before, now);  // the call that it will not pass on
}

void Schedule::leave(const Place& place, Moment now) {
  Lane& lane = *place.lane;
  Lanes* const queue = lane.queue;
  step_out(lane);
  --lane.in_flight;
  lane.is_fresh = false;
  if (queue != nullptr) stand(lane, *queue);
  const auto give_back = [&](Budget& budget) {
    --budget.active;
    call_next(budget, now);
  };
  give_back(lane.host);
  if (lane.domain != nullptr) give_back(*lane.domain);
  for (Budget* const machine : place.machines) give_back(*machine);
}

std::vector<std::size_t> Schedule::note_answer(const Place& place, bool is_refusal, Moment now) {
  Lane& lane = *place.lane;
  lane.refusals = is_refusal ? lane.refusals + 1 : 0;
  if (lane.refusals < kRefusalsInARow || lane.queue == nullptr) return {};
  const bool was_called = lane.queue == &ready_;
  std::vector<std::size_t> dropped = drop(lane);
  // It can no longer pass on the call that made it ready.
  for (Budget* const budget : lane.budgets()) {
    if (was_called && budget != nullptr) call_next(*budget, now);
  }
  return dropped;
}

bool Schedule::is_left_alone(const Destination& destination) const {
  const auto lane = lanes_.find(destination.host);
  return lane != lanes_.end() && lane->second.refusals >= kRefusalsInARow;
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
