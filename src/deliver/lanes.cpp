#include "lanes.h"

#include <algorithm>
#include <utility>

#include "recipient_domain.h"

namespace aggregator::deliver {
namespace {

constexpr Lanes::Duration kLongWait = std::chrono::minutes(1);
constexpr std::size_t kLanesKept = 1024;  // before idle ones are looked for
constexpr int kSmoothing = 8;             // of the service time

}  // namespace

Lanes::Lanes(const config::MailSettings& settings)
    : per_domain_rate_(settings.per_domain_rate),
      connections_(std::max<std::size_t>(settings.connections, 1)),
      connections_per_domain_(std::min(connections_, settings.per_domain_connections.value_or(connections_))),
      pace_(settings.rate) {}

Lanes::Moment Lanes::Lane::open_at() const {
  return brake.interval() > Duration::zero() ? std::max(pace.next(), last + brake.interval()) : pace.next();
}

bool Lanes::Lane::is_idle(Moment now) const {
  return tasks.empty() && under_way == 0 && brake.interval() == Duration::zero() && pace.next() <= now;
}

/// How long the tasks of the lane take, by what slows it down most.
bool Lanes::is_full(const Lane& lane) const {
  const auto served = lane.service / static_cast<int>(connections_per_domain_);
  const Duration each = std::max({lane.pace.interval(), lane.brake.interval(), Duration(served)});
  return each * static_cast<std::int64_t>(lane.tasks.size()) > kLongWait;
}

bool Lanes::may_start(const Lane& lane) const {
  return !lane.tasks.empty() && lane.under_way < connections_per_domain_ &&
         (lane.brake.interval() == Duration::zero() || lane.under_way == 0);
}

bool Lanes::is_full(std::string_view email) const {
  const auto found = lanes_.find(recipient_domain(email));
  return found != lanes_.end() && is_full(found->second);
}

void Lanes::add(Task task) {
  const auto [lane, is_new] = lanes_.try_emplace(recipient_domain(task.job.email), per_domain_rate_);
  lane->second.tasks.push_back(std::move(task));
  ++waiting_;
}

std::optional<Lanes::Started> Lanes::take(Moment now) {
  if (waiting_ == 0 || pace_.next() > now) return std::nullopt;
  Lane* best = nullptr;
  const auto order = [](const Lane& lane) { return std::pair(lane.under_way, lane.tasks.front().job.id); };
  for (auto& [domain, lane] : lanes_) {
    if (!may_start(lane) || lane.open_at() > now) continue;
    if (best == nullptr || order(lane) < order(*best)) best = &lane;
  }
  if (best == nullptr) return std::nullopt;
  Started started{std::move(best->tasks.front()), now};
  best->tasks.pop_front();
  best->pace.take(now);
  best->last = now;
  ++best->under_way;
  pace_.take(now);
  --waiting_;
  return started;
}

std::optional<Lanes::Moment> Lanes::next_chance() const {
  std::optional<Moment> next;
  for (const auto& [domain, lane] : lanes_) {
    if (!may_start(lane)) continue;
    const Moment open = std::max(lane.open_at(), pace_.next());
    next = std::min(next.value_or(open), open);
  }
  return next;
}

void Lanes::finish(std::string_view email, const mail::Outcome& outcome, Moment begun, Moment now) {
  Lane& lane = lanes_.at(recipient_domain(email));
  --lane.under_way;
  if (!outcome.unreachable) lane.service += (now - begun - lane.service) / (lane.service.count() == 0 ? 1 : kSmoothing);
  if (outcome.pushed_back) lane.brake.on_pushed_back(begun, now);
  if (outcome.state == mail::Outcome::State::Sent) lane.brake.on_taken();
  if (lanes_.size() > kLanesKept) std::erase_if(lanes_, [&](const auto& entry) { return entry.second.is_idle(now); });
}

std::vector<Task> Lanes::clear() {
  std::vector<Task> tasks;
  for (auto& [domain, lane] : lanes_) {
    std::ranges::move(lane.tasks, std::back_inserter(tasks));
    lane.tasks.clear();
  }
  waiting_ = 0;
  return tasks;
}

std::vector<Task> Lanes::clear(const std::string& domain) {
  std::vector<Task> tasks;
  const auto lane = lanes_.find(domain);
  if (lane == lanes_.end()) return tasks;
  std::ranges::move(lane->second.tasks, std::back_inserter(tasks));
  lane->second.tasks.clear();
  waiting_ -= tasks.size();
  return tasks;
}

std::size_t Lanes::waiting_shortly() const {
  std::size_t count = 0;
  for (const auto& [domain, lane] : lanes_) count += is_full(lane) ? 0 : lane.tasks.size();
  return count;
}

}  // namespace aggregator::deliver
