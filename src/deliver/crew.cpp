#include "crew.h"

#include <utility>

namespace aggregator::deliver {
namespace {

constexpr int kMissesInARow = 2;

}  // namespace

Crew::Crew(std::size_t capacity, MakeTransport make_transport, Sender send)
    : make_transport_(std::move(make_transport)), send_(std::move(send)), tasks_(capacity), reports_(capacity) {}

Crew::~Crew() {
  std::ignore = recall();
  tasks_.close();
}

void Crew::hire() {
  workers_.emplace_back([this] { work(); });
}

std::vector<Report> Crew::reports() {
  std::vector<Report> reports;
  for (auto report = reports_.pop(); report; report = reports_.try_pop()) reports.push_back(std::move(*report));
  return reports;
}

std::vector<Task> Crew::recall() {
  std::vector<Task> tasks;
  while (auto task = tasks_.try_pop()) tasks.push_back(std::move(*task));
  return tasks;
}

void Crew::work() {
  const std::unique_ptr<mail::Transport> transport = make_transport_();
  int misses = 0;
  while (misses < kMissesInARow) {
    const auto task = tasks_.pop();
    if (!task) return;
    mail::Outcome outcome = send_(*task, *transport);
    misses = outcome.unreachable ? misses + 1 : 0;
    reports_.push({task->job.id, std::move(outcome), misses == kMissesInARow});
  }
}

}  // namespace aggregator::deliver
