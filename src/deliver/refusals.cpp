#include "refusals.h"

#include <algorithm>
#include <span>
#include <utility>

#include "aggregator/deliver/refused_domains.h"
#include "bounce_rules.h"
#include "recipient_domain.h"
#include "suspension.h"
#include "verdict.h"

namespace aggregator::deliver {
namespace {

constexpr std::size_t kAtOnce = 256;  // in one transaction, which keeps other writers waiting

}  // namespace

Result<void> Refusals::begin() {
  return store::visit_refused(database_, [this](const store::RefusedDelivery& one) { mass_.add_waiting(one.email); });
}

void Refusals::note_answer(const store::Job& job, const mail::Outcome& outcome) {
  const bool has_waited = job.refused.has_value();
  if (outcome.state == mail::Outcome::State::Sent) {
    mass_.add_answer(job.email, has_waited);
    if (has_waited) mended_.insert(recipient_domain(job.email));
  }
  if (!is_refusal(outcome)) return;
  mass_.add_refusal(job.email, outcome, kind_of(outcome) == store::BounceKind::Blocked, has_waited);
}

void Refusals::withdraw(const store::Job& job) { mass_.withdraw(job.email, job.refused.has_value()); }

Result<void> Refusals::hurry(Instant now) {
  std::erase_if(mended_, [this](const std::string& domain) { return !hurried_.insert(domain).second; });
  if (mended_.empty()) return {};
  std::vector<store::DeliveryId> waiting;
  const auto visited = store::visit_refused(database_, [&](const store::RefusedDelivery& one) {
    if (one.refused < begin_ && mended_.contains(recipient_domain(one.email))) waiting.push_back(one.id);
  });
  if (!visited) return visited;
  mended_.clear();
  for (std::span<const store::DeliveryId> left = waiting; !left.empty();) {
    const auto some = left.first(std::min(left.size(), kAtOnce));
    if (auto done = store::hurry_deliveries(database_, some, now); !done) return done;
    left = left.subspan(some.size());
  }
  return {};
}

void Refusals::note_record(const store::Settled& settled, const mail::Outcome& outcome) {
  const auto kind = kind_of(outcome);
  const bool is_over = settled.state == store::DeliveryState::Failed;
  if (kind && (is_over || settled.refused == settled.when)) to_judge_.push_back({settled.id, *kind});
}

Result<Refusals::Judged> Refusals::judge(Instant now, bool is_cut_short) {
  Judged judged;
  const bool is_everywhere = is_cut_short || mass_.is_everywhere();
  for (std::span<const Refusal> left = to_judge_; !left.empty();) {
    const auto some = left.first(std::min(left.size(), kAtOnce));
    const auto done = database_.transact([&]() -> Result<void> {
      for (const Refusal& refusal : some) {
        if (auto one = judge(refusal, now, is_everywhere, judged); !one) return one;
      }
      return {};
    });
    if (!done) return std::unexpected(done.error());
    left = left.subspan(some.size());
  }
  return judged;
}

Result<std::vector<MassRefusal>> Refusals::told() const {
  std::vector<MassRefusal> all = mass_.all();
  if (all.empty()) return all;
  const auto domains = refused_domains(database_);
  if (!domains) return std::unexpected(domains.error());
  for (const RefusedDomain& domain : *domains) {
    auto told = std::ranges::find(all, domain.domain, &MassRefusal::domain);
    if (told == all.end()) told = std::ranges::find(all, "", &MassRefusal::domain);
    if (told == all.end()) continue;
    told->waiting += domain.waiting;
    told->until = std::max(told->until, domain.until);
  }
  return all;
}

Result<void> Refusals::judge(const Refusal& refusal, Instant now, bool is_everywhere, Judged& judged) {
  const auto delivery = store::find_delivery(database_, refusal.delivery);
  if (!delivery) return std::unexpected(delivery.error());
  if (!*delivery) return {};
  const bool in_mass = is_everywhere || mass_.is_of_domain((*delivery)->email);
  if (in_mass && !(*delivery)->is_over) return {};
  const auto failed = store::fail_refused(database_, refusal.delivery, now);
  if (!failed) return std::unexpected(failed.error());
  judged.failed += *failed ? 1 : 0;
  const store::BounceKind kind = in_mass ? std::min(refusal.kind, store::BounceKind::Soft) : refusal.kind;
  const auto done = note_bounce(database_, **delivery, {refusal.delivery, kind, now, (*delivery)->reason});
  if (!done) return std::unexpected(done.error());
  judged.suspended += *done == Finding::Done::Suspended ? 1 : 0;
  return {};
}

}  // namespace aggregator::deliver
