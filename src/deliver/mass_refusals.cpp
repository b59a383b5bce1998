#include "mass_refusals.h"

#include <algorithm>
#include <tuple>

#include "recipient_domain.h"
#include "verdict.h"

namespace aggregator::deliver {
namespace {

constexpr std::int64_t kFew = 10, kOneInSoMany = 20;
constexpr std::int64_t kAllOfSoMany = 3;
constexpr std::int64_t kEnoughToPause = 5;
constexpr std::size_t kMostTold = 20;
constexpr std::string_view kForgotten;  // no domain has this name

}  // namespace

bool is_mass(std::int64_t refused, std::int64_t answered) {
  return refused > kFew && refused * kOneInSoMany > answered;
}

void MassRefusals::Tally::add(const Tally& other) {
  answered += other.answered;
  refused += other.refused;
  about_us += other.about_us;
  of_sender += other.of_sender;
  waiting += other.waiting;
  news += other.news;
  if (last.reason.empty()) last = other.last;
}

bool MassRefusals::Tally::is_mass() const {
  const bool is_all_of_sender = answered >= kAllOfSoMany && of_sender == answered;
  return pauses || is_all_of_sender || deliver::is_mass(unwanted(), answered + waiting);
}

void MassRefusals::Tally::pause_if_due() {
  if (row < kEnoughToPause) return;
  if (row_of_sender == row) pauses = true;
  if (row == answered && row_of_sender > 0 && is_mass()) pauses_for_waiting = true;
}

MassRefusal MassRefusals::Tally::named(const std::string& domain) const {
  MassRefusal named;
  named.domain = domain;
  named.refused = refused;
  named.answered = answered;
  named.is_about_us = 2 * about_us > refused;
  named.reason = last.reason;
  return named;
}

void MassRefusals::add_waiting(std::string_view email) {
  Tally& tally = tally_of(email);
  ++tally.waiting;
  tally.has_refused_before = true;
}

void MassRefusals::add_answer(std::string_view email, bool has_waited) {
  Tally& tally = tally_of(email);
  ++tally.answered;
  tally.waiting -= has_waited ? 1 : 0;
  tally.row = tally.row_of_sender = 0;
  tally.pauses = tally.pauses_for_waiting = false;
}

void MassRefusals::add_refusal(std::string_view email, const mail::Outcome& outcome, bool is_about_us,
                               bool has_waited) {
  Tally& tally = tally_of(email);
  ++tally.answered;
  ++tally.refused;
  ++tally.row;
  tally.about_us += is_about_us ? 1 : 0;
  tally.of_sender += is_of_sender(outcome) ? 1 : 0;
  tally.row_of_sender += is_of_sender(outcome) ? 1 : 0;
  (has_waited ? tally.waiting : tally.news) += has_waited ? -1 : 1;
  tally.last = outcome;
  if (is_of_sender(outcome)) tally.last_of_sender = outcome;
  tally.pause_if_due();
}

void MassRefusals::withdraw(std::string_view email, bool has_waited) {
  Tally& tally = tally_of(email);
  --tally.answered;
  --tally.refused;
  --tally.about_us;
  --tally.of_sender;
  (has_waited ? tally.waiting : tally.news) += has_waited ? 1 : -1;
  tally.pauses = tally.pauses_for_waiting = false;
}

void MassRefusals::add_untried(std::string_view email, bool has_waited) {
  if (has_waited) return;  // it goes on waiting
  Tally& tally = tally_of(email);
  ++tally.waiting;
  ++tally.news;
}

MassRefusals::Tally& MassRefusals::tally_of(std::string_view email) {
  if (domains_.size() >= limit_) forget_small_ones();
  return domains_[recipient_domain(email)];
}

const MassRefusals::Tally* MassRefusals::find(std::string_view email) const {
  const auto found = domains_.find(recipient_domain(email));
  return found == domains_.end() ? nullptr : &found->second;
}

/// A large list has very many domains of one or two people. Should one of them come again, some answers are missing
/// that would have spoken for it.
void MassRefusals::forget_small_ones() {
  Tally forgotten;
  std::erase_if(domains_, [&](const auto& entry) {
    const Tally& tally = entry.second;
    const bool is_small = tally.unwanted() == 0 && tally.answered < kFew && !tally.has_refused_before;
    if (is_small) forgotten.add(tally);
    return is_small;
  });
  domains_[std::string(kForgotten)].add(forgotten);
  limit_ = std::max(limit_, 2 * domains_.size());
}

const mail::Outcome* MassRefusals::pause_of(std::string_view email, bool has_waited) const {
  const Tally* const tally = find(email);
  if (tally == nullptr) return nullptr;
  return tally->pauses || (has_waited && tally->pauses_for_waiting) ? &tally->last_of_sender : nullptr;
}

bool MassRefusals::has_refused_before(std::string_view email) const {
  const Tally* const tally = find(email);
  return tally != nullptr && tally->has_refused_before;
}

bool MassRefusals::is_of_domain(std::string_view email) const {
  const Tally* const tally = find(email);
  return tally != nullptr && tally->is_mass();
}

bool MassRefusals::is_everywhere() const {
  const Tally others = of_the_others();
  if (deliver::is_mass(others.unwanted(), others.answered + others.waiting)) return true;
  const bool any_domain = std::ranges::any_of(domains_, [](const auto& entry) { return entry.second.is_mass(); });
  return others.is_all() && (any_domain || (others.unwanted() >= kAllOfSoMany && domains_.size() > 1));
}

MassRefusals::Tally MassRefusals::of_the_others() const {
  Tally sum;
  for (const auto& [domain, tally] : domains_) {
    if (!tally.is_mass()) sum.add(tally);
  }
  return sum;
}

std::vector<MassRefusal> MassRefusals::all() const {
  std::vector<MassRefusal> found;
  for (const auto& [domain, tally] : domains_) {
    if (tally.is_mass() && tally.news > 0) found.push_back(tally.named(domain));
  }
  if (const Tally others = of_the_others(); is_everywhere() && others.news > 0) found.push_back(others.named(""));
  std::ranges::sort(found, [](const MassRefusal& a, const MassRefusal& b) {
    return std::tie(b.refused, a.domain) < std::tie(a.refused, b.domain);
  });
  found.resize(std::min(found.size(), kMostTold));
  return found;
}

}  // namespace aggregator::deliver
