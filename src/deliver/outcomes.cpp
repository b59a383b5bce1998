#include "outcomes.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "lease.h"
#include "reach.h"
#include "recipient_domain.h"
#include "verdict.h"

namespace aggregator::deliver {
namespace {

constexpr std::chrono::hours kBeforeRefusals{1};  // what left a day before says nothing of a relay that refuses today
constexpr std::int64_t kDeferredAtOnce = 256;     // in one transaction, which keeps other writers waiting

using At = mail::Outcome::At;
using State = mail::Outcome::State;

/// A refusal of MAIL that is about us and not about the message.
mail::Outcome refused_as_sender(const mail::Outcome& outcome) {
  return {State::Deferred, "the server refuses us as a sender: " + outcome.reason, true};
}

}  // namespace

bool Outcomes::add(const store::Job& job, const mail::Outcome& outcome) {
  if (outcome.unreachable) {
    unreachable_.emplace(job.id, SetAside{job, outcome});
    return false;
  }
  is_reached_ = true;
  const bool is_known = refusals_.in_mass().has_refused_before(job.email);
  const bool has_paused = refusals_.pause_of(job) != nullptr;
  refusals_.note_answer(job, outcome);
  if (outcome.at == At::Sender && outcome.state == State::Failed) {
    sender_refusals_.add(job, outcome, is_known);
  } else {
    if (outcome.at != At::Sender) {
      is_sender_taken_ = true;
      if (!are_about_us()) conclude(sender_refusals_.on_taken(job.email));
    }
    conclude(job, outcome);
  }
  return !has_paused && refusals_.pause_of(job) != nullptr;
}

void Outcomes::give_back_unreachable() {
  if (!is_reached_) return;
  for (const auto& [id, waiting] : unreachable_) records_.add(untried(waiting.job, tools_.clock()));
  unreachable_.clear();
}

bool Outcomes::may_be_tried(const store::Job& job) const {
  return !unreachable_.contains(job.id) && !sender_refusals_.contains(job.id) && !refusals_.is_to_be_judged(job) &&
         refusals_.pause_of(job) == nullptr;
}

void Outcomes::conclude(const store::Job& job, const mail::Outcome& outcome) {
  store::Settled settled = verdict(job, outcome, tools_.clock(), tools_.random);
  refusals_.note_record(settled, outcome);
  records_.add(std::move(settled));
}

/// They were about their messages, or about their domains.
void Outcomes::conclude(const std::vector<SenderRefusals::Refusal>& refusals) {
  for (const auto& [job, outcome] : refusals) conclude(job, outcome);
}

Result<void> Outcomes::conclude_all() {
  const auto about_us = were_about_us();
  if (!about_us) return std::unexpected(about_us.error());
  if (auto concluded = conclude_set_aside(*about_us); !concluded) return concluded;
  return *about_us || is_stopped() ? Result<void>() : defer_paused();
}

Result<bool> Outcomes::were_about_us() const {
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
Result<void> Outcomes::conclude_set_aside(bool is_about_us) {
  if (is_about_us) {
    for (const auto& [job, outcome] : sender_refusals_.take_all()) {
      refusals_.withdraw(job);
      unreachable_.emplace(job.id, SetAside{job, refused_as_sender(outcome)});
    }
  } else {
    conclude(sender_refusals_.take_all());
  }
  for (const auto& [id, waiting] : unreachable_) {
    records_.summary().unreachable = waiting.outcome.reason;
    records_.add(verdict(waiting.job, waiting.outcome, tools_.clock(), tools_.random));
  }
  return records_.store();
}

/// What is due for domains that pause waits as if it had been refused: a fortnight of digests is not to leave together
/// when a domain takes mail again.
Result<void> Outcomes::defer_paused() {
  const Instant now = tools_.clock();
  const auto is_paused = [&](const store::Job& job) {
    return refusals_.pause_of(job) != nullptr && !refusals_.is_to_be_judged(job);
  };
  for (store::LeaseOptions options{.limit = kDeferredAtOnce, .after = {}, .is_wanted = is_paused};;) {
    const auto leased = store::lease_deliveries(database_, now, now + kLease, options);
    if (!leased) return std::unexpected(leased.error());
    for (const store::Job& job : leased->jobs) {
      refusals_.note_untried(job);
      conclude(job, *refusals_.pause_of(job));
    }
    if (auto done = records_.store(); !done || leased->is_end) return done;
    options.after = leased->place;
  }
}

Result<void> Outcomes::judge() {
  if (auto noted = note_reach(); !noted) return noted;
  return judge_refusals();
}

/// What that does to mail that waits for too long: reach.h.
Result<void> Outcomes::note_reach() {
  SendSummary& summary = records_.summary();
  const bool is_open = is_reached_ && summary.unreachable.empty();  // a refusal that is not about us shows it, too
  if (is_sender_taken_ || is_open) {
    if (auto noted = note_reached(database_); !noted) return noted;
  }
  if (summary.unreachable.empty()) return {};
  const auto failed = note_unreachable(database_, summary.unreachable, tools_.clock());
  if (!failed) return std::unexpected(failed.error());
  summary.failed += *failed;
  return {};
}

Result<void> Outcomes::judge_refusals() {
  const auto judged = refusals_.judge(tools_.clock(), is_stopped());
  if (!judged) return std::unexpected(judged.error());
  const auto in_mass = refusals_.told();
  if (!in_mass) return std::unexpected(in_mass.error());
  SendSummary& summary = records_.summary();
  summary.mass_refusals = *in_mass;
  summary.deferred -= judged->failed;
  summary.failed += judged->failed;
  summary.suspended = judged->suspended;
  return {};
}

}  // namespace aggregator::deliver
