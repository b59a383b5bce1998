#include "bounce_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "aggregator/base/text.h"

namespace aggregator::deliver {
namespace {

using store::BounceKind;

constexpr std::size_t kHardDays = 3, kSoftDays = 7;
constexpr int kAny = -1;

struct Rule {
  int kind, subject, detail;
  BounceKind means;
};

/// The first that fits.
constexpr Rule kRules[] = {
    {5, 1, 1, BounceKind::Gone},       {5, 1, 2, BounceKind::Gone},       {5, 1, 3, BounceKind::Gone},
    {5, 1, 6, BounceKind::Gone},       {5, 1, 10, BounceKind::Gone},      {5, 2, 1, BounceKind::Gone},
    {kAny, 1, 7, BounceKind::Blocked}, {kAny, 1, 8, BounceKind::Blocked}, {5, 2, 3, BounceKind::Blocked},
    {5, 3, 4, BounceKind::Blocked},    {5, 6, kAny, BounceKind::Blocked}, {kAny, 7, kAny, BounceKind::Blocked},
    {5, 2, 2, BounceKind::Soft},       {5, 2, 4, BounceKind::Soft},       {5, 3, kAny, BounceKind::Soft},
    {5, 4, 2, BounceKind::Soft},       {5, 4, 3, BounceKind::Soft},       {5, 4, 5, BounceKind::Soft},
    {5, 4, 7, BounceKind::Soft},       {5, kAny, kAny, BounceKind::Hard}, {kAny, kAny, kAny, BounceKind::Soft},
};

bool fits(const Rule& rule, const mail::StatusCode& code) {
  const auto same = [](int wanted, int found) { return wanted == kAny || wanted == found; };
  return same(rule.kind, code.kind) && same(rule.subject, code.subject) && same(rule.detail, code.detail);
}

BounceKind kind_of_reply(int reply) {
  switch (reply) {
    case 521:
    case 550:
    case 551:
    case 553:
      return BounceKind::Hard;
    case 556:
      return BounceKind::Gone;
    case 552:
    case 554:
      return BounceKind::Soft;
    default:
      return reply >= 500 ? BounceKind::Blocked : BounceKind::Soft;
  }
}

/// "x.0.0" says no more than that it failed.
bool is_vague(const mail::StatusCode& code) { return code.kind == 0 || (code.subject == 0 && code.detail == 0); }

constexpr std::string_view kNobodyIsThere[] = {
    "user unknown",        "unknown user",           "no such user",      "user does not exist",
    "recipient unknown",   "unknown recipient",      "no such recipient", "recipient does not exist",
    "no such mailbox",     "mailbox does not exist", "mailbox not found", "mailbox unavailable: not found",
    "unrouteable address", "no mailbox here",        "no such account",   "account does not exist",
    "존재하지 않는",
};

bool says_that_nobody_is_there(std::string_view words) {
  const std::string said = lower_ascii(words);
  return std::ranges::any_of(kNobodyIsThere, [&](std::string_view one) { return said.contains(one); });
}

/// The days on which the subscriber's bounces are at least as heavy as `least`.
std::size_t days_of(std::span<const store::Bounce> bounces, BounceKind least) {
  std::set<std::chrono::sys_days> days;
  for (const store::Bounce& bounce : bounces) {
    if (bounce.kind >= least) days.insert(std::chrono::floor<std::chrono::days>(bounce.at));
  }
  return days.size();
}

}  // namespace

BounceKind kind_of(const mail::StatusCode& code) {
  if (is_vague(code) && (code.reply != 0 || code.kind == 0)) return kind_of_reply(code.reply);
  return std::ranges::find_if(kRules, [&](const Rule& rule) { return fits(rule, code); })->means;
}

BounceKind kind_of(const mail::StatusCode& code, std::string_view words) {
  if (mail::is_about_sender(words)) return BounceKind::Blocked;
  const BounceKind kind = kind_of(code);
  return kind == BounceKind::Hard && is_vague(code) && says_that_nobody_is_there(words) ? BounceKind::Gone : kind;
}

BounceKind kind_of(std::string_view words) { return kind_of(mail::find_status(words), words); }

std::optional<BounceKind> kind_of(const mail::Outcome& outcome) {
  using At = mail::Outcome::At;
  const mail::StatusCode code = mail::find_status(outcome.reason);
  if (outcome.state == mail::Outcome::State::Sent || code.is_empty()) return std::nullopt;
  const bool is_about_us = outcome.at == At::Sender || (outcome.at == At::Message && is_vague(code));
  return is_about_us ? BounceKind::Blocked : kind_of(outcome.reason);
}

std::optional<std::string> why_suspend(std::span<const store::Bounce> in_a_row) {
  if (in_a_row.empty()) return std::nullopt;
  const std::string& words = in_a_row.front().reason;
  if (in_a_row.front().kind == BounceKind::Gone) return "no such mailbox: " + words;
  if (days_of(in_a_row, BounceKind::Hard) >= kHardDays) {
    return fmt::format("refused on {} days in a row: {}", kHardDays, words);
  }
  if (days_of(in_a_row, BounceKind::Soft) >= kSoftDays) {
    return fmt::format("came back on {} days in a row: {}", kSoftDays, words);
  }
  return std::nullopt;
}

}  // namespace aggregator::deliver
