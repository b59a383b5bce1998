#include "aggregator/deliver/courier.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "composers.h"
#include "crew.h"
#include "reach.h"
#include "recipient_domain.h"
#include "refusals.h"
#include "sender_refusals.h"
#include "verdict.h"

namespace aggregator::deliver {
namespace {

constexpr std::chrono::minutes kLease{10};
constexpr std::size_t kTasksPerConnection = 32;
constexpr std::size_t kMostWindows = 4;  // of tasks in lanes that are full and in others
constexpr std::chrono::milliseconds kTick{200};
constexpr std::chrono::hours kBeforeRefusals{1};  // what left a day before says nothing of a relay that refuses today
constexpr std::int64_t kDeferredAtOnce = 256;     // in one transaction, which keeps other writers waiting
constexpr auto kBetweenVainLooks = std::chrono::seconds(1);
constexpr auto kBetweenFlushes = std::chrono::milliseconds(250);

using SteadyClock = std::chrono::steady_clock;

/// A refusal of MAIL that is about us and not about the message.
mail::Outcome refused_as_sender(const mail::Outcome& outcome) {
  return {mail::Outcome::State::Deferred, "the server refuses us as a sender: " + outcome.reason, true};
}

// One thread, the caller's, owns the database: it leases, hands tasks to the crew and records their reports as they
// come in, all that are there in one transaction. A record outlives a kill at once and a power cut a quarter of a
// second later.
//
// When a connection cannot be made, its delivery is set aside until it is known whom that concerns. As soon as another
// connection gets through it is given back to be sent in this run (the server takes fewer connections than we have);
// when none does it is deferred, and the run ends with the rest untouched.
//
// A refusal of our sender waits, too, until it is known whether it is about us (sender_refusals.h); when it is, the
// same is done as when no connection can be made. All other refusals are recorded at once and judged in the end
// (refusals.h).
class Courier {
 public:
  Courier(store::Database& database, const config::Settings& settings, const CourierTools& tools, std::string key)
      : database_(database),
        settings_(settings),
        tools_(tools),
        positions_(std::max<std::size_t>(settings.mail.connections, 1)),
        window_(positions_ * kTasksPerConnection),
        commits_(database),
        composers_(database, settings, std::move(key)),
        refusals_(database, tools.clock()),
        crew_(settings.mail, tools.transport, send) {}

  Result<SendSummary> run() {
    if (auto begun = begin(); !begun) return std::unexpected(begun.error());
    const Result<void> worked = work();
    const Result<void> ended = wind_down();
    if (!worked) return std::unexpected(worked.error());
    if (!ended) return std::unexpected(ended.error());
    if (auto noted = note_reach(); !noted) return std::unexpected(noted.error());
    if (auto judged = judge_refusals(); !judged) return std::unexpected(judged.error());
    if (auto flushed = commits_.flush(); !flushed) return std::unexpected(flushed.error());
    if (auto counted = count_left(); !counted) return std::unexpected(counted.error());
    summary_.is_stopped = is_stopped() && summary_.left > 0;
    return summary_;
  }

 private:
  struct SetAside {
    store::Job job;
    mail::Outcome outcome;
  };

  Result<void> begin() {
    if (auto released = store::release_leases(database_); !released) return released;
    if (auto begun = refusals_.begin(); !begun) return begun;
    const auto due = store::count_due(database_, tools_.clock());
    if (!due) return std::unexpected(due.error());
    summary_.due = *due;
    if (auto counted = count_left(); !counted) return counted;
    return commits_.begin();
  }

  Result<void> count_left() {
    const auto left = store::count_unsettled(database_);
    if (!left) return std::unexpected(left.error());
    summary_.left = *left;
    return {};
  }

  /// What that does to mail that waits for too long: reach.h.
  Result<void> note_reach() {
    if (is_sender_taken_) {
      if (auto noted = note_reached(database_); !noted) return noted;
    }
    if (summary_.unreachable.empty()) return {};
    const auto failed = note_unreachable(database_, summary_.unreachable, tools_.clock());
    if (!failed) return std::unexpected(failed.error());
    summary_.failed += *failed;
    return {};
  }

  /// Until nothing is due, no connection is left or nobody wants mail of ours.
  Result<void> work() {
    while (positions_ > 0 && !sender_refusals_.are_about_us() && !is_stopped()) {
      if (auto topped_up = top_up(); !topped_up) return topped_up;
      if (out_.empty()) return {};
      if (auto recorded = record(crew_.reports(kTick)); !recorded) return recorded;
    }
    return {};
  }

  [[nodiscard]] bool is_stopped() const { return tools_.is_stopped && tools_.is_stopped(); }

  /// Leases more when the crew would soon run dry.
  Result<void> top_up() {
    const auto load = crew_.load();
    if (load.waiting_shortly > window_ / 2 || load.waiting >= kMostWindows * window_) return {};
    if (!out_.empty() && SteadyClock::now() < next_look_) return {};
    const auto room = room_for(window_ - load.waiting_shortly);
    if (!room) return std::unexpected(room.error());
    if (*room > 0) return lease(*room);
    next_look_ = SteadyClock::now() + kBetweenVainLooks;
    return {};
  }

  /// `wanted`, or what mail.quota leaves of it. Counting reads all that was sent in a day, so what was counted is
  /// counted on: nobody else sends while we hold the lock, and what falls out of the day in the meantime only adds to
  /// it.
  Result<std::int64_t> room_for(std::size_t wanted) {
    const auto room = static_cast<std::int64_t>(wanted);
    if (!settings_.mail.quota) return room;
    const auto left = [this] { return allowed_until_ - summary_.sent - std::ssize(out_); };
    if (left() < room) {
      const auto allowance = quota_left(database_, settings_.mail, tools_.clock());
      if (!allowance) return std::unexpected(allowance.error());
      allowed_until_ = summary_.sent + (*allowance)->left;
      summary_.quota_until = (*allowance)->left == 0 ? (*allowance)->until : std::nullopt;
    }
    return std::min(room, left());
  }

  /// Goes on behind the last place, so that deliveries to a domain whose lane is full are passed over and not read
  /// again each time. With nothing out, nothing that is due may be missed: then all of the outbox is looked at.
  Result<void> lease(std::int64_t room) {
    for (bool is_whole = false; !is_stopped();) {
      is_whole = is_whole || place_.id == 0;
      const auto is_end = lease_behind_place(room);
      if (!is_end) return std::unexpected(is_end.error());
      if (!out_.empty() || (is_whole && *is_end)) return {};
    }
    return {};
  }

  /// Whether there is nothing left behind it.
  Result<bool> lease_behind_place(std::int64_t room) {
    const Instant now = tools_.clock();
    // A lease of ours that ran out while the task waits its turn goes on: nobody else can take it.
    const auto is_wanted = [this](const store::Job& job) {
      return !out_.contains(job.id) && !set_aside_.contains(job.id) && !sender_refusals_.contains(job.id) &&
             !refusals_.is_to_be_judged(job) && refusals_.pause_of(job) == nullptr && !crew_.is_full_for(job.email) &&
             composers_.has_room_for(job.edition);
    };
    if (place_.id == 0) composers_.begin_look();
    const auto leased =
        store::lease_deliveries(database_, now, now + kLease, {.limit = room, .after = place_, .is_wanted = is_wanted});
    if (!leased) return std::unexpected(leased.error());
    place_ = leased->is_end ? store::OutboxPlace() : leased->place;
    const bool is_vain = leased->jobs.empty() || !composers_.is_one_waiting();
    if (leased->is_end && is_vain) next_look_ = SteadyClock::now() + kBetweenVainLooks;
    if (auto assigned = assign(leased->jobs); !assigned) return std::unexpected(assigned.error());
    return leased->is_end;
  }

  Result<void> assign(const std::vector<store::Job>& jobs) {
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
      tell_progress();
      return {};
    }
    std::vector<store::Settled> settled;
    for (const Report& report : reports) {
      const store::Job job = std::move(out_.extract(report.delivery).mapped());
      if (report.leaves) {
        --positions_;
        --hired_;
      }
      if (report.outcome.unreachable) {
        set_aside_.emplace(job.id, SetAside{job, report.outcome});
        continue;
      }
      is_reached_ = true;
      const bool is_known = refusals_.in_mass().has_refused_before(job.email);
      const bool is_first_pause = refusals_.pause_of(job) == nullptr;
      refusals_.note_answer(job, report.outcome);
      if (is_first_pause && refusals_.pause_of(job) != nullptr) {
        give_back(crew_.recall(recipient_domain(job.email)), settled);
      }
      if (report.outcome.at == mail::Outcome::At::Sender && report.outcome.state == mail::Outcome::State::Failed) {
        sender_refusals_.add(job, report.outcome, is_known);
        continue;
      }
      if (report.outcome.at != mail::Outcome::At::Sender) {
        is_sender_taken_ = true;
        if (!sender_refusals_.are_about_us()) conclude(sender_refusals_.on_taken(job.email), settled);
      }
      conclude(job, report.outcome, settled);
    }
    if (is_reached_ && positions_ > 0) give_back_set_aside(settled);
    Result<void> stored = settle(std::move(settled));
    if (stored) crew_.release(reports);  // else its workers would begin messages whose fate cannot be stored either
    return stored ? refusals_.hurry(tools_.clock()) : stored;
  }

  void conclude(const store::Job& job, const mail::Outcome& outcome, std::vector<store::Settled>& settled) {
    settled.push_back(verdict(job, outcome, tools_.clock(), tools_.random));
    refusals_.note_record(settled.back(), outcome);
  }

  /// They were about their messages, or about their domains.
  void conclude(const std::vector<SenderRefusals::Refusal>& refusals, std::vector<store::Settled>& settled) {
    for (const auto& [job, outcome] : refusals) conclude(job, outcome, settled);
  }

  void give_back(const std::vector<Task>& tasks, std::vector<store::Settled>& settled) {
    for (const Task& task : tasks) {
      settled.push_back(untried(task.job, tools_.clock()));
      out_.erase(task.job.id);
    }
  }

  void give_back_set_aside(std::vector<store::Settled>& settled) {
    for (const auto& [id, waiting] : set_aside_) settled.push_back(untried(waiting.job, tools_.clock()));
    set_aside_.clear();
  }

  /// Takes back what no worker has begun, waits for the rest, and records both.
  Result<void> wind_down() {
    std::vector<store::Settled> settled;
    give_back(crew_.recall(), settled);
    Result<void> first = settle(std::move(settled));
    while (!out_.empty()) {
      if (Result<void> recorded = record(crew_.reports(kTick)); !recorded && first) first = recorded;
    }
    const auto about_us = are_refusals_about_us();
    if (!about_us) return first ? std::unexpected(about_us.error()) : first;
    if (Result<void> deferred = defer_set_aside(*about_us); !deferred && first) first = deferred;
    if (first && !*about_us && !is_stopped()) first = defer_paused();
    return first;
  }

  Result<bool> are_refusals_about_us() {
    const auto pauses = [this](const std::string& domain) {
      return refusals_.in_mass().pause_of('@' + domain, false) != nullptr;
    };
    const auto other_was_taken = [this](const std::set<std::string>& domains,
                                        std::optional<Instant> first) -> Result<bool> {
      const Instant now = tools_.clock();
      const Instant since = std::max(now - kPatience, first.value_or(now) - kBeforeRefusals);
      bool is_other = false;
      const auto visited = store::visit_sent(database_, since, [&](const std::string& email) {
        is_other = !domains.contains(recipient_domain(email));
        return !is_other;
      });
      if (!visited) return std::unexpected(visited.error());
      return is_other;
    };
    return sender_refusals_.are_about_us(pauses, other_was_taken);
  }

  /// And what our sender was refused for.
  Result<void> defer_set_aside(bool is_about_us) {
    std::vector<store::Settled> settled;
    if (is_about_us) {
      for (const auto& [job, outcome] : sender_refusals_.take_all()) {
        refusals_.withdraw(job);
        set_aside_.emplace(job.id, SetAside{job, refused_as_sender(outcome)});
      }
    } else {
      conclude(sender_refusals_.take_all(), settled);
    }
    settled.reserve(settled.size() + set_aside_.size());
    for (const auto& [id, waiting] : set_aside_) {
      settled.push_back(verdict(waiting.job, waiting.outcome, tools_.clock(), tools_.random));
    }
    if (!set_aside_.empty()) summary_.unreachable = settled.back().reason;
    return settle(std::move(settled));
  }

  /// What is due for domains that pause waits as if it had been refused: a fortnight of digests is not to leave
  /// together when a domain takes mail again.
  Result<void> defer_paused() {
    const Instant now = tools_.clock();
    const auto is_paused = [&](const store::Job& job) {
      return refusals_.pause_of(job) != nullptr && !refusals_.is_to_be_judged(job);
    };
    for (store::LeaseOptions options{.limit = kDeferredAtOnce, .after = {}, .is_wanted = is_paused};;) {
      const auto leased = store::lease_deliveries(database_, now, now + kLease, options);
      if (!leased) return std::unexpected(leased.error());
      std::vector<store::Settled> settled;
      for (const store::Job& job : leased->jobs) {
        refusals_.note_untried(job);
        conclude(job, *refusals_.pause_of(job), settled);
      }
      if (auto done = settle(std::move(settled)); !done || leased->is_end) return done;
      options.after = leased->place;
    }
  }

  /// What cannot be stored now is tried again with the next ones: forgotten, a message that went out would go out
  /// again.
  Result<void> settle(std::vector<store::Settled> settled) {
    std::ranges::move(settled, std::back_inserter(unsettled_));
    if (unsettled_.empty()) return {};
    if (auto stored = store::settle_deliveries(database_, unsettled_); !stored) return stored;
    for (const store::Settled& one : unsettled_) count(one.state);
    unsettled_.clear();
    tell_progress();
    return flush_now_and_then();
  }

  /// For only now is it known who refuses in mass.
  Result<void> judge_refusals() {
    const Instant now = tools_.clock();
    const auto judged = refusals_.judge(now, is_stopped());
    if (!judged) return std::unexpected(judged.error());
    const auto in_mass = refusals_.told();
    if (!in_mass) return std::unexpected(in_mass.error());
    summary_.mass_refusals = *in_mass;
    summary_.deferred -= judged->failed;
    summary_.failed += judged->failed;
    summary_.suspended = judged->suspended;
    return {};
  }

  void tell_progress() const {
    if (tools_.progress) tools_.progress(summary_);
  }

  Result<void> flush_now_and_then() {
    const auto now = SteadyClock::now();
    if (now < next_flush_) return {};
    next_flush_ = now + kBetweenFlushes;
    return commits_.flush();
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
  std::size_t positions_;  // connections that we may still have
  std::size_t hired_ = 0;
  const std::size_t window_;  // tasks with the crew
  store::QuickCommits commits_;
  Composers composers_;
  std::int64_t allowed_until_ = 0;  // by mail.quota: so many sent in this run
  store::OutboxPlace place_;        // looked at up to here; the beginning, when all of it has been
  SteadyClock::time_point next_look_, next_flush_;
  std::unordered_map<store::DeliveryId, store::Job> out_;      // with the crew
  std::unordered_map<store::DeliveryId, SetAside> set_aside_;  // there was no connection for them
  SenderRefusals sender_refusals_;
  std::vector<store::Settled> unsettled_;  // outcomes that are not stored yet
  Refusals refusals_;
  bool is_reached_ = false, is_sender_taken_ = false;
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
