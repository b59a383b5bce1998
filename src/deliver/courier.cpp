#include "aggregator/deliver/courier.h"

#include <algorithm>
#include <iterator>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "aggregator/deliver/message.h"
#include "bounce_rules.h"
#include "crew.h"
#include "edition_cache.h"
#include "pace.h"
#include "suspension.h"
#include "verdict.h"

namespace aggregator::deliver {
namespace {

constexpr std::chrono::minutes kLease{10};
constexpr std::size_t kTasksPerConnection = 4;

// One thread, the caller's, owns the database: it leases, hands tasks to the crew and records their reports as they
// come in, all that are there in one transaction.
//
// When a connection cannot be made, its delivery is set aside until it is known whom that concerns. As soon as another
// connection gets through it is given back to be sent in this run (the server takes fewer connections than we have);
// when none does it is deferred, and the run ends with the rest untouched.
class Courier {
 public:
  Courier(store::Database& database, const config::Settings& settings, const CourierTools& tools, std::string key)
      : database_(database),
        settings_(settings),
        tools_(tools),
        key_(std::move(key)),
        positions_(std::max<std::size_t>(settings.mail.connections, 1)),
        capacity_(positions_ * kTasksPerConnection),
        pace_(settings.mail.rate),
        editions_(database),
        crew_(capacity_, tools.transport,
              [this](const Task& task, mail::Transport& transport) { return send(task, transport); }) {}

  Result<SendSummary> run() {
    if (auto counted = count_left(); !counted) return std::unexpected(counted.error());
    const Result<void> worked = work();
    const Result<void> ended = wind_down();
    if (!worked) return std::unexpected(worked.error());
    if (!ended) return std::unexpected(ended.error());
    if (auto counted = count_left(); !counted) return std::unexpected(counted.error());
    return summary_;
  }

 private:
  struct SetAside {
    store::Job job;
    mail::Outcome outcome;
  };

  Result<void> count_left() {
    const auto counts = store::count_deliveries(database_);
    if (!counts) return std::unexpected(counts.error());
    summary_.left = counts->queued + counts->deferred;
    return {};
  }

  /// Until nothing is due or no connection is left.
  Result<void> work() {
    while (positions_ > 0 && !is_stopped()) {
      if (auto topped_up = top_up(); !topped_up) return topped_up;
      if (out_.empty()) return {};
      if (auto recorded = record(crew_.reports()); !recorded) return recorded;
    }
    return {};
  }

  [[nodiscard]] bool is_stopped() const { return tools_.is_stopped && tools_.is_stopped(); }

  /// Leases more when the crew would soon run dry.
  Result<void> top_up() {
    if (out_.size() > capacity_ / 2) return {};
    const Instant now = tools_.clock();
    const auto room = static_cast<std::int64_t>(capacity_ - out_.size());
    const auto jobs = store::lease_deliveries(database_, now, now + kLease, room);
    if (!jobs) return std::unexpected(jobs.error());
    for (const store::Job& job : *jobs) {
      // A lease of ours that ran out while the task waits its turn has just been made longer.
      if (out_.contains(job.id) || set_aside_.contains(job.id)) continue;
      auto edition = editions_.get(job.edition);
      if (!edition) return std::unexpected(edition.error());
      out_.emplace(job.id, job);
      crew_.assign({job, std::move(*edition)});
    }
    for (; hired_ < positions_ && hired_ < out_.size(); ++hired_) crew_.hire();
    return {};
  }

  /// In a worker's thread.
  mail::Outcome send(const Task& task, mail::Transport& transport) {
    const store::Job& job = task.job;
    const auto message = compose(settings_, *task.edition, job.subscriber_id, job.email, key_);
    if (!message) return {mail::Outcome::State::Failed, message.error().detail, false};
    const std::string sender =
        envelope_sender(settings_.mail, key_, job.id, task.edition->public_id, job.subscriber_id);
    std::this_thread::sleep_until(pace_.next(Pace::Moment::clock::now()));
    return transport.send({sender, job.email}, *message, task.edition->public_id + "." + job.subscriber_id);
  }

  Result<void> record(std::vector<Report> reports) {
    std::vector<store::Settled> settled;
    const Instant now = tools_.clock();
    for (Report& report : reports) {
      const store::Job job = std::move(out_.extract(report.delivery).mapped());
      if (report.leaves) {
        --positions_;
        --hired_;
      }
      if (report.outcome.unreachable) {
        set_aside_.emplace(job.id, SetAside{job, std::move(report.outcome)});
        continue;
      }
      is_reached_ = true;
      settled.push_back(verdict(job, report.outcome, now, tools_.random));
      if (auto refusal = refusal_in(settled.back(), report.outcome)) refusals_.push_back(*std::move(refusal));
    }
    if (is_reached_ && positions_ > 0) give_back_set_aside(settled);
    return settle(std::move(settled));
  }

  void give_back_set_aside(std::vector<store::Settled>& settled) {
    for (const auto& [id, waiting] : set_aside_) settled.push_back(untried(waiting.job, tools_.clock()));
    set_aside_.clear();
  }

  /// Takes back what no worker has begun, waits for the rest, and records both.
  Result<void> wind_down() {
    std::vector<store::Settled> settled;
    for (const Task& task : crew_.recall()) {
      settled.push_back(untried(task.job, tools_.clock()));
      out_.erase(task.job.id);
    }
    Result<void> first = settle(std::move(settled));
    while (!out_.empty()) {
      if (Result<void> recorded = record(crew_.reports()); !recorded && first) first = recorded;
    }
    if (Result<void> deferred = defer_set_aside(); !deferred && first) first = deferred;
    return first;
  }

  Result<void> defer_set_aside() {
    std::vector<store::Settled> settled;
    settled.reserve(set_aside_.size());
    for (const auto& [id, waiting] : set_aside_) {
      settled.push_back(verdict(waiting.job, waiting.outcome, tools_.clock(), tools_.random));
    }
    if (!settled.empty()) summary_.unreachable = settled.front().reason;
    return settle(std::move(settled));
  }

  /// What cannot be stored now is tried again with the next ones: forgotten, a message that went out would go out
  /// again.
  Result<void> settle(std::vector<store::Settled> settled) {
    std::ranges::move(settled, std::back_inserter(unsettled_));
    if (unsettled_.empty()) return {};
    const auto stored = database_.transact([&]() -> Result<void> {
      Result<void> kept = store::settle_deliveries(database_, unsettled_);
      for (const store::Bounce& refusal : refusals_) {
        if (kept) kept = note_refusal(database_, refusal);
      }
      return kept;
    });
    if (!stored) return stored;
    for (const store::Settled& one : unsettled_) count(one.state);
    unsettled_.clear();
    refusals_.clear();
    if (tools_.progress) tools_.progress(summary_);
    return {};
  }

  void count(store::DeliveryState state) {
    if (state == store::DeliveryState::Sent) ++summary_.sent;
    if (state == store::DeliveryState::Failed) ++summary_.failed;
    if (state == store::DeliveryState::Deferred) ++summary_.deferred;
    if (state == store::DeliveryState::Sent || state == store::DeliveryState::Failed) --summary_.left;
  }

  store::Database& database_;
  const config::Settings& settings_;
  const CourierTools& tools_;
  const std::string key_;
  std::size_t positions_;  // connections that we may still have
  std::size_t hired_ = 0;
  const std::size_t capacity_;
  Pace pace_;
  EditionCache editions_;
  std::unordered_map<store::DeliveryId, store::Job> out_;  // with the crew
  std::unordered_map<store::DeliveryId, SetAside> set_aside_;
  std::vector<store::Settled> unsettled_;  // outcomes that are not stored yet
  std::vector<store::Bounce> refusals_;    // those of them that say something of the subscriber
  bool is_reached_ = false;
  SendSummary summary_;
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
