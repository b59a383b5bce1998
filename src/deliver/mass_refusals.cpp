#include "mass_refusals.h"

#include <algorithm>
#include <tuple>

#include "recipient_domain.h"

namespace aggregator::deliver {
namespace {

constexpr std::int64_t kFew = 10, kOneInSoMany = 20;
constexpr std::int64_t kAllOfSoMany = 3;
constexpr std::size_t kMostTold = 20;
constexpr std::string_view kForgotten;  // no domain has this name

}  // namespace

void MassRefusals::Tally::add(const Tally& other) {
  answered += other.answered;
  refused += other.refused;
  if (words.empty()) words = other.words;
}

bool MassRefusals::Tally::is_mass() const { return refused > kFew && refused * kOneInSoMany > answered; }

void MassRefusals::add_answer(std::string_view email) { ++tally_of(email).answered; }

void MassRefusals::add_refusal(std::string_view email, std::string_view words) {
  Tally& tally = tally_of(email);
  ++tally.refused;
  if (tally.words.empty()) tally.words = words;
}

MassRefusals::Tally& MassRefusals::tally_of(std::string_view email) {
  if (domains_.size() >= limit_) forget_small_ones();
  return domains_[recipient_domain(email)];
}

/// A large list has very many domains of one or two people. Should one of them come again, some answers are missing
/// that would have spoken for it.
void MassRefusals::forget_small_ones() {
  Tally forgotten;
  std::erase_if(domains_, [&](const auto& entry) {
    const Tally& tally = entry.second;
    const bool is_small = tally.refused == 0 && tally.answered < kFew;
    if (is_small) forgotten.add(tally);
    return is_small;
  });
  domains_[std::string(kForgotten)].add(forgotten);
  limit_ = std::max(limit_, 2 * domains_.size());
}

bool MassRefusals::is_of_domain(std::string_view email) const {
  const auto found = domains_.find(recipient_domain(email));
  return found != domains_.end() && found->second.is_mass();
}

bool MassRefusals::is_everywhere() const {
  const Tally others = of_the_others();
  if (others.is_mass()) return true;
  const bool were_all = others.refused > 0 && others.refused == others.answered;
  const bool any_domain = std::ranges::any_of(domains_, [](const auto& entry) { return entry.second.is_mass(); });
  return were_all && (any_domain || (others.refused >= kAllOfSoMany && domains_.size() > 1));
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
    if (tally.is_mass()) found.push_back({domain, tally.refused, tally.answered, tally.words});
  }
  if (is_everywhere()) {
    const Tally others = of_the_others();
    found.push_back({"", others.refused, others.answered, others.words});
  }
  std::ranges::sort(found, [](const MassRefusal& a, const MassRefusal& b) {
    return std::tie(b.refused, a.domain) < std::tie(a.refused, b.domain);
  });
  found.resize(std::min(found.size(), kMostTold));
  return found;
}

}  // namespace aggregator::deliver
