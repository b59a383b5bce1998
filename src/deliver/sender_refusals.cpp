#include "sender_refusals.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "recipient_domain.h"

namespace aggregator::deliver {
namespace {

constexpr std::size_t kMost = 5;           // without one taken: it is not about this or that message
constexpr std::size_t kTakenDomains = 64;  // remembered; that all of these pause later is not to be expected

}  // namespace

void SenderRefusals::add(const store::Job& job, const mail::Outcome& outcome, bool is_known) {
  const std::string domain = recipient_domain(job.email);
  waiting_[domain].push_back({job, outcome});
  ids_.insert(job.id);
  if (is_known) return;
  in_a_row_.insert(domain);
  ++row_;
}

std::vector<SenderRefusals::Refusal> SenderRefusals::on_taken(std::string_view email) {
  const std::string domain = recipient_domain(email);
  if (taken_for_.size() < kTakenDomains) taken_for_.insert(domain);
  row_ = 0;
  in_a_row_.clear();
  auto about_messages = waiting_.extract(domain);
  if (about_messages.empty()) return {};
  for (const Refusal& refusal : about_messages.mapped()) ids_.erase(refusal.job.id);
  return std::move(about_messages.mapped());
}

bool SenderRefusals::are_about_us() const { return row_ >= kMost && in_a_row_.size() > 1; }

Result<bool> SenderRefusals::are_about_us(
    const std::function<bool(const std::string& domain)>& pauses,
    const std::function<Result<bool>(const std::set<std::string>& domains, std::optional<Instant> first)>&
        other_was_taken) const {
  if (are_about_us()) return true;
  if (waiting_.empty() || !std::ranges::all_of(taken_for_, pauses)) return false;
  std::set<std::string> refusing = taken_for_;
  std::optional<Instant> first;
  for (const auto& [domain, refusals] : waiting_) {
    refusing.insert(domain);
    for (const Refusal& refusal : refusals) {
      if (!refusal.job.refused || !refusal.job.first_tried) continue;
      first = first ? std::min(*first, *refusal.job.first_tried) : *refusal.job.first_tried;
    }
  }
  const auto other = other_was_taken(refusing, first);
  if (!other) return std::unexpected(other.error());
  return !*other;
}

std::vector<SenderRefusals::Refusal> SenderRefusals::take_all() {
  std::vector<Refusal> all;
  all.reserve(ids_.size());
  for (auto& [domain, refusals] : waiting_) std::ranges::move(refusals, std::back_inserter(all));
  waiting_.clear();
  ids_.clear();
  return all;
}

}  // namespace aggregator::deliver
