#include "aggregator/deliver/courier.h"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "composers.h"
#include "crew.h"
#include "leasing.h"
#include "outcomes.h"
#include "recipient_domain.h"
#include "records.h"
#include "verdict.h"

namespace aggregator::deliver {
namespace {

constexpr std::size_t kTasksPerConnection = 32;
constexpr std::size_t kMostWindows = 4;  // of tasks in lanes that are full and in others
constexpr std::chrono::milliseconds kTick{200};
constexpr std::chrono::seconds kStep{1};  // of a wait that may be stopped

// One thread, the caller's, owns the database: it leases (leasing.h), hands tasks to the crew and records their reports
// as they come in (outcomes.h, records.h).
class Courier {
 public:
  Courier(store::Database& database, const config::Settings& settings, const CourierTools& tools, std::string key)
      : database_(database),
        tools_(tools),
        positions_(std::max<std::size_t>(settings.mail.connections, 1)),
        window_(positions_ * kTasksPerConnection),
        records_(database, tools.progress),
        composers_(database, settings, std::move(key)),
        leasing_(database, settings.mail, tools, composers_, [this](const store::Job& job) { return is_wanted(job); }),
        outcomes_(database, tools, records_),
        crew_(settings.mail, tools.transport, send) {}

  Result<SendSummary> run() {
    if (auto begun = begin(); !begun) return std::unexpected(begun.error());
    const Result<void> worked = work();
    const Result<void> ended = wind_down();
    if (!worked) return std::unexpected(worked.error());
    if (!ended) return std::unexpected(ended.error());
    if (auto judged = outcomes_.judge(); !judged) return std::unexpected(judged.error());
    if (auto flushed = records_.flush(); !flushed) return std::unexpected(flushed.error());
    if (auto counted = count_left(); !counted) return std::unexpected(counted.error());
    SendSummary& summary = records_.summary();
    if (summary.next_due && summary.quota_until) summary.next_due = std::max(*summary.next_due, *summary.quota_until);
    summary.is_stopped = is_stopped() && summary.left > 0;
    return summary;
  }

 private:
  Result<void> begin() {
    if (auto released = store::release_leases(database_); !released) return released;
    if (auto begun = outcomes_.begin(); !begun) return begun;
    const auto due = store::count_due(database_, tools_.clock());
    if (!due) return std::unexpected(due.error());
    records_.summary().due = *due;
    if (auto counted = count_left(); !counted) return counted;
    return records_.begin();
  }

  Result<void> count_left() {
    const auto left = store::count_unsettled(database_);
    if (!left) return std::unexpected(left.error());
    records_.summary().left = left->deliveries;
    records_.summary().next_due = left->next_due;
    return {};
  }

  /// Until nothing is due, no connection is left or nobody wants mail of ours.
  Result<void> work() {
    while (positions_ > 0 && !is_at_end_ && !outcomes_.are_about_us() && !is_stopped()) {
      if (auto topped_up = top_up(); !topped_up) return topped_up;
      if (out_.empty()) {
        const auto comes = wait_for_room();
        if (!comes) return std::unexpected(comes.error());
        if (!*comes) return {};
        continue;
      }
      if (auto recorded = record(crew_.reports(kTick)); !recorded) return recorded;
    }
    return {};
  }

  /// Whether mail.quota lets more go soon enough; returns when it does. By a clock that is set back it no longer does.
  Result<bool> wait_for_room() {
    SendSummary& summary = records_.summary();
    if (!tools_.room || !summary.quota_until || *summary.quota_until > tools_.room->until) return false;
    const auto due = store::count_due(database_, *summary.quota_until);
    if (!due) return std::unexpected(due.error());
    if (*due == 0) return false;
    if (auto flushed = records_.flush(); !flushed) return std::unexpected(flushed.error());
    summary.is_waiting = summary.has_waited = true;
    const Instant begun = tools_.clock();
    for (Instant now = begun; !is_stopped() && begun <= now && now < *summary.quota_until; now = tools_.clock()) {
      records_.tell_progress();
      tools_.room->wait_until(std::min(*summary.quota_until, now + kStep));
    }
    summary.is_waiting = false;
    return begun <= tools_.clock();
  }

  [[nodiscard]] bool is_stopped() const { return tools_.is_stopped && tools_.is_stopped(); }

  /// Leases more when the crew would soon run dry.
  Result<void> top_up() {
    const auto load = crew_.load();
    if (load.waiting_shortly > window_ / 2 || load.waiting >= kMostWindows * window_) return {};
    const auto jobs = leasing_.next(window_ - load.waiting_shortly, out_.size(), records_.summary());
    return jobs ? assign(*jobs) : std::unexpected(jobs.error());
  }

  [[nodiscard]] bool is_wanted(const store::Job& job) const {
    return !out_.contains(job.id) && outcomes_.may_be_tried(job) && !crew_.is_full_for(job.email);
  }

  Result<void> assign(const std::vector<store::Job>& jobs) {
    if (jobs.empty()) return {};
    std::vector<Task> tasks;
    tasks.reserve(jobs.size());
    for (const store::Job& job : jobs) {
      auto composer = composers_.get(job.edition);
      if (!composer) return std::unexpected(composer.error());
      tasks.push_back({job, std::move(*composer)});
    }
    for (const store::Job& job : jobs) out_.emplace(job.id, job);
    crew_.assign(std::move(tasks));
    for (; hired_ < positions_ && hired_ < out_.size(); ++hired_) crew_.hire();
    return {};
  }

  /// In a worker's thread.
  static mail::Outcome send(const Task& task, mail::Transport& transport, std::string& message) {
    const store::Job& job = task.job;
    const auto composed = task.composer->compose(job.subscriber_id, job.email, message);
    if (!composed) return {mail::Outcome::State::Failed, composed.error().detail, false};
    const std::string sender = task.composer->envelope_sender(job.id, job.subscriber_id);
    return transport.send({sender, job.email}, message, task.composer->name_for(job.subscriber_id));
  }

  Result<void> record(const std::vector<Report>& reports) {
    if (reports.empty()) {
      records_.tell_progress();
      return {};
    }
    for (const Report& report : reports) {
      const store::Job job = std::move(out_.extract(report.delivery).mapped());
      if (report.leaves) {
        --positions_;
        --hired_;
      }
      if (report.is_end) is_at_end_ = true;
      const bool pauses = outcomes_.add(job, report.outcome);
      if (pauses) give_back(crew_.recall(recipient_domain(job.email)));
    }
    if (positions_ > 0 && !is_at_end_) outcomes_.give_back_unreachable();
    if (auto stored = records_.store(); !stored) return stored;
    crew_.release(reports);  // not before: its workers would begin messages whose fate cannot be stored either
    return outcomes_.hurry();
  }

  void give_back(const std::vector<Task>& tasks) {
    for (const Task& task : tasks) {
      records_.add(untried(task.job, tools_.clock()));
      out_.erase(task.job.id);
    }
  }

  /// Takes back what no worker has begun, waits for the rest, and records both.
  Result<void> wind_down() {
    give_back(crew_.recall());
    Result<void> first = records_.store();
    while (!out_.empty()) {
      if (Result<void> recorded = record(crew_.reports(kTick)); !recorded && first) first = recorded;
    }
    if (Result<void> concluded = outcomes_.conclude_all(); !concluded && first) first = concluded;
    return first;
  }

  store::Database& database_;
  const CourierTools& tools_;
  std::size_t positions_;  // connections that we may still have
  std::size_t hired_ = 0;
  bool is_at_end_ = false;    // no connection can be made any more
  const std::size_t window_;  // tasks with the crew
  Records records_;
  Composers composers_;
  std::unordered_map<store::DeliveryId, store::Job> out_;  // with the crew
  Leasing leasing_;
  Outcomes outcomes_;
  Crew crew_;  // last: its threads use all of the above
};

}  // namespace

Result<SendSummary> send_due(store::Database& database, const config::Settings& settings, const CourierTools& tools) {
  const auto lock = database.lock(store::Stage::Deliver);
  if (!lock) return std::unexpected(lock.error());
  auto key = store::signing_key(database, tools.random);
  if (!key) return std::unexpected(key.error());
  return Courier(database, settings, tools, std::move(*key)).run();
}

}  // namespace aggregator::deliver
