#include "bounce_rules.h"

#include <gtest/gtest.h>

#include <vector>

namespace aggregator::deliver {
namespace {
using namespace std::chrono_literals;
using store::BounceKind;
using At = mail::Outcome::At;

const Instant kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + 1h;

TEST(KindOf, BelievesTheWordsWhereTheCodeSaysNothing) {
  const std::pair<const char*, BounceKind> cases[] = {
      {"550 User unknown", BounceKind::Gone},
      {"550 5.0.0 Sorry, no mailbox here by that name", BounceKind::Gone},
      {"550 5.1.0 user unknown to our sender checks", BounceKind::Hard},  // the code says more than that
      {"550 5.0.0 no", BounceKind::Hard},
  };
  for (const auto& [words, kind] : cases) EXPECT_EQ(store::name_of(kind_of(words)), store::name_of(kind)) << words;
}

TEST(KindOf, KnowsWhatIsAboutThePersonAndWhatIsAboutUs) {
  const std::pair<const char*, BounceKind> cases[] = {
      {"550 5.1.1 no such user", BounceKind::Gone},
      {"550 5.1.10 null MX", BounceKind::Gone},
      {"553 5.1.2 no such domain", BounceKind::Gone},
      {"551 5.1.6 moved", BounceKind::Gone},
      {"550 5.2.1 disabled", BounceKind::Gone},
      {"556 no mail here", BounceKind::Gone},
      {"550 5.1.0 address rejected", BounceKind::Hard},
      {"550 5.4.1 access denied", BounceKind::Hard},  // what Exchange Online says of unknown people
      {"550 5.5.0 mailbox unavailable", BounceKind::Hard},
      {"550 no", BounceKind::Hard},
      {"550 5.0.0 no", BounceKind::Hard},
      {"553 no", BounceKind::Hard},
      {"5.0.0", BounceKind::Hard},
      {"552 5.2.2 full", BounceKind::Soft},
      {"552 full", BounceKind::Soft},
      {"554 failed", BounceKind::Soft},
      {"554 5.3.0 failed", BounceKind::Soft},
      {"452 4.2.2 full", BounceKind::Soft},
      {"450 busy", BounceKind::Soft},
      {"4.4.7 expired", BounceKind::Soft},
      {"5.4.7 expired", BounceKind::Soft},
      {"mailbox is full", BounceKind::Soft},
      {"552 5.3.4 too big", BounceKind::Blocked},
      {"554 5.7.1 spam", BounceKind::Blocked},
      {"550 5.7.26 unauthenticated", BounceKind::Blocked},
      {"421 4.7.0 unusual rate", BounceKind::Blocked},
      {"550 5.6.0 bad content", BounceKind::Blocked},
      {"553 5.1.8 sender's domain", BounceKind::Blocked},
      {"501 syntax", BounceKind::Blocked},
  };
  for (const auto& [words, kind] : cases) {
    SCOPED_TRACE(words);
    EXPECT_EQ(store::name_of(kind_of(mail::find_status(words))), store::name_of(kind));
  }
}

TEST(KindOf, CountsWhatWasSaidOfTheRecipientOnly) {
  struct Case {
    const char* words;
    At at;
    mail::Outcome::State state;
    std::optional<BounceKind> kind;
  };
  using enum mail::Outcome::State;
  const Case cases[] = {
      {"550 5.1.1 no such user", At::Recipient, Failed, BounceKind::Gone},
      {"550 5.1.1 no such user", At::Message, Failed, BounceKind::Gone},
      {"550 no", At::Recipient, Failed, BounceKind::Hard},
      {"550 no", At::Message, Failed, BounceKind::Blocked},
      {"550 5.1.0 sender refused", At::Sender, Failed, BounceKind::Blocked},
      {"550 5.1.0 Sender address rejected", At::Recipient, Failed, BounceKind::Blocked},
      {"450 4.1.8 no such domain", At::Recipient, Deferred, BounceKind::Blocked},  // when it is given up
      {"451 4.2.2 full", At::Recipient, Deferred, BounceKind::Soft},
      {"250 2.0.0 taken", At::Message, Sent, std::nullopt},
      {"a mail header holds a line break", At::Message, Failed, std::nullopt},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.words);
    mail::Outcome outcome{one.state, one.words};
    outcome.at = one.at;
    const auto kind = kind_of(outcome);
    ASSERT_EQ(kind.has_value(), one.kind.has_value());
    if (one.kind) {
      EXPECT_EQ(store::name_of(*kind), store::name_of(*one.kind));
    }
  }
}

/// One bounce on each of the last days, newest first.
std::vector<store::Bounce> daily(std::initializer_list<BounceKind> kinds) {
  std::vector<store::Bounce> bounces;
  for (const BounceKind kind : kinds) bounces.push_back({0, kind, kNow - bounces.size() * 24h, "words"});
  return bounces;
}

TEST(WhySuspend, WeighsKindsByDays) {
  using enum BounceKind;
  const std::pair<std::vector<store::Bounce>, bool> cases[] = {
      {{}, false},
      {daily({Gone}), true},
      {daily({Hard, Hard}), false},
      {daily({Hard, Hard, Hard}), true},
      {daily({Hard, Soft, Hard}), false},
      {daily({Soft, Soft, Soft, Soft, Soft, Soft}), false},
      {daily({Soft, Soft, Soft, Soft, Soft, Soft, Soft}), true},
      {daily({Hard, Soft, Soft, Soft, Hard, Soft, Soft}), true},
      {daily({Blocked, Soft, Soft, Soft, Soft, Soft, Soft}), false},
      {std::vector<store::Bounce>(100, {0, Blocked, kNow, "words"}), false},
      {std::vector<store::Bounce>(100, {0, Hard, kNow, "words"}), false},  // all on one day
  };
  for (const auto& [bounces, suspends] : cases) {
    SCOPED_TRACE(bounces.size());
    const auto why = why_suspend(bounces);
    EXPECT_EQ(why.has_value(), suspends);
    EXPECT_TRUE(why.value_or(": words").ends_with(": words"));
  }
  std::vector<store::Bounce> long_block(60, {0, Blocked, kNow, "words"});
  for (std::size_t i = 0; i < long_block.size(); ++i) long_block[i].at = kNow - i * 24h;
  EXPECT_FALSE(why_suspend(long_block));
}

}  // namespace
}  // namespace aggregator::deliver
