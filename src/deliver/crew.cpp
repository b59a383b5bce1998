#include "crew.h"

#include <utility>

namespace aggregator::deliver {
namespace {

constexpr int kMissesInARow = 2;

Lanes::Moment present() { return Lanes::Moment::clock::now(); }

}  // namespace

Crew::Crew(const config::MailSettings& settings, MakeTransport make_transport, Sender send)
    : make_transport_(std::move(make_transport)), send_(std::move(send)), lanes_(settings) {}

Crew::~Crew() {
  std::ignore = recall();
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
  }
  has_tasks_.notify_all();
  for (const auto& worker : workers_) worker->is_recorded.release();
}

void Crew::hire() {
  Worker& worker = *workers_.emplace_back(std::make_unique<Worker>());
  worker.thread = std::jthread([this, &worker, number = workers_.size() - 1] { work(worker, number); });
}

void Crew::assign(std::vector<Task> tasks) {
  {
    const std::scoped_lock lock(mutex_);
    for (Task& task : tasks) lanes_.add(std::move(task));
  }
  has_tasks_.notify_all();
}

bool Crew::is_full_for(std::string_view email) const {
  const std::scoped_lock lock(mutex_);
  return lanes_.is_full(email);
}

Crew::Load Crew::load() const {
  const std::scoped_lock lock(mutex_);
  return {lanes_.waiting(), lanes_.waiting_shortly()};
}

std::vector<Report> Crew::reports(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  has_reports_.wait_for(lock, patience, [this] { return !reports_.empty(); });
  return std::exchange(reports_, {});
}

void Crew::release(const std::vector<Report>& recorded) {
  for (const Report& report : recorded) workers_[report.worker]->is_recorded.release();
}

std::vector<Task> Crew::recall() {
  const std::scoped_lock lock(mutex_);
  return lanes_.clear();
}

std::vector<Task> Crew::recall(const std::string& domain) {
  const std::scoped_lock lock(mutex_);
  return lanes_.clear(domain);
}

/// Waits until a task may go; nothing once the crew is closed.
std::optional<Lanes::Started> Crew::next_task() {
  std::unique_lock lock(mutex_);
  while (!closed_) {
    if (door_ == Door::Tried || door_ == Door::Closed) {
      has_tasks_.wait(lock);
      continue;
    }
    if (auto started = lanes_.take(present())) {
      if (door_ == Door::Untried) door_ = Door::Tried;
      return started;
    }
    if (const auto chance = lanes_.next_chance()) {
      has_tasks_.wait_until(lock, *chance);
    } else {
      has_tasks_.wait(lock);
    }
  }
  return std::nullopt;
}

/// Opens the first connection of all; why there is none. Nothing: there is, or one has been opened before. A server may
/// be out of sorts for a moment, so whoever comes next tries once more; but not a password that was refused.
std::optional<mail::Outcome> Crew::connect(mail::Transport& transport) {
  {
    const std::scoped_lock lock(mutex_);
    if (door_ != Door::Tried) return std::nullopt;
  }
  auto missing = transport.connect();
  {
    const std::scoped_lock lock(mutex_);
    const bool is_end = missing && (missing->login_refused || ++misses_ == kMissesInARow);
    door_ = !missing ? Door::Open : is_end ? Door::Closed : Door::Untried;
  }
  has_tasks_.notify_all();
  return missing;
}

bool Crew::is_closed() {
  const std::scoped_lock lock(mutex_);
  return door_ == Door::Closed;
}

void Crew::report(Report report, const Lanes::Started& started) {
  {
    const std::scoped_lock lock(mutex_);
    if (report.is_end) door_ = Door::Closed;
    lanes_.finish(started.task.job.email, report.outcome, started.begun, present());
    reports_.push_back(std::move(report));
  }
  has_reports_.notify_one();
  has_tasks_.notify_one();  // one more message to that domain may be on its way
}

void Crew::work(Worker& worker, std::size_t number) {
  const std::unique_ptr<mail::Transport> transport = make_transport_();
  std::string buffer;
  int misses = 0;
  for (bool was_connected = false, leaves = false; !leaves;) {
    const auto started = next_task();
    if (!started) return;
    auto missing = connect(*transport);
    const bool is_end = missing && is_closed();
    mail::Outcome outcome = missing ? *std::move(missing) : send_(started->task, *transport, buffer);
    misses = outcome.unreachable ? misses + 1 : 0;
    leaves = is_end || misses == kMissesInARow || outcome.login_refused;
    const bool is_locked_out = outcome.login_refused && was_connected;
    was_connected = was_connected || !outcome.unreachable;
    report({started->task.job.id, std::move(outcome), leaves, is_end || is_locked_out, number}, *started);
    worker.is_recorded.acquire();
  }
}

}  // namespace aggregator::deliver
