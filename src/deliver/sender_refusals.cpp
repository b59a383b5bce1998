#include "sender_refusals.h"

#include <algorithm>
#include <utility>

#include "recipient_domain.h"

namespace aggregator::deliver {
namespace {

constexpr std::size_t kMost = 5;           // without one taken: it is not about this or that message
constexpr std::size_t kTakenDomains = 64;  // remembered; that all of these pause later is not to be expected

}  // namespace

std::optional<std::string> SenderRefusals::add(const store::Job& job, const mail::Outcome& outcome) {
  std::string domain = recipient_domain(job.email);
  waiting_.emplace(job.id, Refusal{job, outcome});
  in_a_row_.insert(domain);
  ++row_;
  if (++without_taken_[domain] != kMost) return std::nullopt;
  mail::Outcome pause{mail::Outcome::State::Deferred, "the server refuses us as a sender: " + outcome.reason, false};
  pause.at = mail::Outcome::At::Sender;  // so that it says nothing of a recipient, however long it lasts
  pauses_.emplace(domain, std::move(pause));
  return domain;
}

std::vector<SenderRefusals::Refusal> SenderRefusals::on_taken(std::string_view email) {
  const std::string domain = recipient_domain(email);
  if (taken_for_.size() < kTakenDomains) taken_for_.insert(domain);
  row_ = 0;
  in_a_row_.clear();
  std::vector<Refusal> about_messages;
  if (without_taken_.erase(domain) == 0) return about_messages;
  pauses_.erase(domain);
  std::erase_if(waiting_, [&](auto& entry) {
    if (recipient_domain(entry.second.job.email) != domain) return false;
    about_messages.push_back(std::move(entry.second));
    return true;
  });
  return about_messages;
}

std::optional<mail::Outcome> SenderRefusals::pause_of(std::string_view email) const {
  if (pauses_.empty()) return std::nullopt;
  const auto found = pauses_.find(recipient_domain(email));
  return found == pauses_.end() ? std::nullopt : std::optional(found->second);
}

bool SenderRefusals::are_about_us(bool is_over) const {
  if (row_ >= kMost && in_a_row_.size() > 1) return true;
  if (!is_over || waiting_.empty()) return false;
  return std::ranges::all_of(taken_for_, [&](const std::string& domain) { return pauses_.contains(domain); });
}

std::vector<SenderRefusals::Refusal> SenderRefusals::take_all() {
  std::vector<Refusal> all;
  all.reserve(waiting_.size());
  for (auto& [id, refusal] : waiting_) all.push_back(std::move(refusal));
  waiting_.clear();
  return all;
}

}  // namespace aggregator::deliver
