#include "mass_refusals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace aggregator::deliver {
namespace {
using testing::IsEmpty;
using testing::SizeIs;

mail::Outcome refusal(const std::string& words) { return {mail::Outcome::State::Failed, words}; }

/// `refused` of `answered` addresses of a domain, the first of all and the last ones.
void add(MassRefusals& refusals, const std::string& domain, int refused, int answered) {
  for (int i = 0; i < answered; ++i) {
    const std::string email = std::to_string(i) + '@' + domain;
    const bool is_refused = i == 0 ? refused > 0 : i > answered - refused;
    if (is_refused) refusals.add_refusal(email, refusal("550 5.1.1 no such user"), false, false);
    if (!is_refused) refusals.add_answer(email, false);
  }
}

/// So many refusals of a domain in a row.
void refuse(MassRefusals& refusals, const std::string& domain, int number, bool is_about_us, bool has_waited = false) {
  mail::Outcome outcome = refusal("550 5.7.1 no");
  if (is_about_us) outcome.at = mail::Outcome::At::Sender;
  for (int i = 0; i < number; ++i) refusals.add_refusal("x@" + domain, outcome, is_about_us, has_waited);
}

void let_wait(MassRefusals& refusals, const std::string& domain, int number) {
  for (int i = 0; i < number; ++i) refusals.add_waiting("x@" + domain);
}

TEST(MassRefusals, AreMoreThanTenAndMoreThanOneInTwentyOfADomain) {
  const struct {
    int refused, answered;
    bool is_mass;
  } cases[] = {{1, 1, false}, {10, 10, false}, {11, 11, true}, {11, 219, true}, {11, 220, false}, {500, 10'000, false}};
  for (const auto& [refused, answered, is_mass] : cases) {
    SCOPED_TRACE(testing::Message() << refused << " of " << answered);
    MassRefusals refusals;
    add(refusals, "one.example", refused, answered);
    add(refusals, "two.example", 0, 20'000);
    EXPECT_EQ(refusals.is_of_domain("ann@ONE.example"), is_mass);
    EXPECT_FALSE(refusals.is_of_domain("ann@two.example"));
    EXPECT_FALSE(refusals.is_of_domain("ann@three.example"));
    EXPECT_FALSE(refusals.is_everywhere());
    EXPECT_THAT(refusals.all(), SizeIs(is_mass ? 1 : 0));
  }
}

TEST(MassRefusals, AreEverywhereWhenManySmallDomainsRefuseSome) {
  MassRefusals refusals;
  for (int i = 0; i < 11; ++i) add(refusals, std::to_string(i) + ".example", 1, 2);
  EXPECT_TRUE(refusals.is_everywhere());
  EXPECT_FALSE(refusals.is_of_domain("0@0.example"));
  ASSERT_THAT(refusals.all(), SizeIs(1));
  EXPECT_EQ(refusals.all()[0].domain, "");
  EXPECT_EQ(refusals.all()[0].refused, 11);
  EXPECT_EQ(refusals.all()[0].answered, 22);
}

TEST(MassRefusals, AreEverywhereWhenNobodyOfSeveralDomainsIsTaken) {
  const struct {
    std::vector<std::pair<int, int>> domains;  // refused of answered
    bool is_everywhere;
  } cases[] = {{{{1, 1}, {1, 1}, {1, 1}}, true},   {{{2, 2}, {1, 1}}, true},
               {{{1, 1}, {1, 1}}, false},          {{{3, 3}}, false},
               {{{2, 2}, {2, 3}}, false},          {{{30, 30}, {1, 1}}, true},
               {{{30, 30}, {1, 1}, {0, 1}}, false}};
  for (const auto& [domains, is_everywhere] : cases) {
    MassRefusals refusals;
    for (std::size_t i = 0; i < domains.size(); ++i) {
      add(refusals, std::to_string(i) + ".example", domains[i].first, domains[i].second);
    }
    EXPECT_EQ(refusals.is_everywhere(), is_everywhere) << testing::PrintToString(domains);
  }
}

TEST(MassRefusals, OfOneDomainSayNothingOfTheOthers) {
  MassRefusals refusals;
  add(refusals, "broken.example", 100, 100);
  add(refusals, "sound.example", 3, 300);
  EXPECT_TRUE(refusals.is_of_domain("0@broken.example"));
  EXPECT_FALSE(refusals.is_of_domain("0@sound.example"));
  EXPECT_FALSE(refusals.is_everywhere());
  ASSERT_THAT(refusals.all(), SizeIs(1));
  EXPECT_EQ(refusals.all()[0].reason, "550 5.1.1 no such user");
  EXPECT_FALSE(refusals.all()[0].is_about_us);
}

TEST(MassRefusals, AreAllOfAFewWhenTheyAreOfOurSender) {
  const struct {
    int taken, about_us, others;
    bool is_mass;
  } cases[] = {{0, 3, 0, true}, {0, 2, 0, false}, {0, 0, 3, false}, {0, 3, 1, false}, {1, 3, 0, false}};
  for (const auto& [taken, about_us, others, is_mass] : cases) {
    SCOPED_TRACE(testing::Message() << taken << ' ' << about_us << ' ' << others);
    MassRefusals refusals;
    for (int i = 0; i < taken; ++i) refusals.add_answer("x@one.example", false);
    refuse(refusals, "one.example", about_us, true);
    refuse(refusals, "one.example", others, false);
    EXPECT_EQ(refusals.is_of_domain("x@one.example"), is_mass);
  }
}

TEST(MassRefusals, PauseADomainThatTakesNothing) {
  const struct {
    int taken, waiting, about_us, others;
    bool pauses, pauses_for_waiting;
  } cases[] = {
      {0, 0, 4, 0, false, false},  {0, 0, 5, 0, true, true},      // all of our sender
      {99, 0, 5, 0, true, true},                                  // since then
      {0, 0, 0, 11, false, false},                                // in mass, and not of our sender
      {0, 20, 1, 3, false, false}, {0, 20, 1, 4, false, true},    // with those of earlier runs
      {0, 20, 0, 5, false, false}, {1, 20, 0, 19, false, false},  // it takes others in this run: some are gone
      {0, 0, 4, 1, false, false},
  };
  for (const auto& [taken, waiting, about_us, others, pauses, pauses_for_waiting] : cases) {
    SCOPED_TRACE(testing::Message() << taken << ' ' << waiting << ' ' << about_us << ' ' << others);
    MassRefusals refusals;
    let_wait(refusals, "one.example", waiting);
    for (int i = 0; i < taken; ++i) refusals.add_answer("x@one.example", false);
    refuse(refusals, "one.example", about_us, true);
    refuse(refusals, "one.example", others, false, waiting > 0);
    EXPECT_EQ(refusals.pause_of("x@one.example", false) != nullptr, pauses);
    EXPECT_EQ(refusals.pause_of("x@one.example", true) != nullptr, pauses_for_waiting);
    EXPECT_EQ(refusals.pause_of("x@two.example", true), nullptr);
    refusals.add_answer("x@one.example", false);  // it was on its way
    EXPECT_EQ(refusals.pause_of("x@one.example", true), nullptr);
  }
}

TEST(MassRefusals, CountWhatWaitsSinceEarlierRuns) {
  MassRefusals refusals;
  let_wait(refusals, "one.example", 12);
  refuse(refusals, "one.example", 1, false, true);
  EXPECT_TRUE(refusals.is_of_domain("x@one.example"));
  EXPECT_TRUE(refusals.has_refused_before("x@one.example"));
  EXPECT_FALSE(refusals.has_refused_before("x@two.example"));
  EXPECT_THAT(refusals.all(), IsEmpty()) << "this was told before";
  refuse(refusals, "one.example", 1, false);
  refusals.add_untried("x@one.example", true);
  refusals.add_untried("x@one.example", false);
  ASSERT_THAT(refusals.all(), SizeIs(1));
  EXPECT_EQ(refusals.all()[0].refused, 2);

  for (int i = 0; i < 4; ++i) refusals.add_answer("x@one.example", true);
  EXPECT_FALSE(refusals.is_of_domain("x@one.example")) << "4 are taken, and 10 are not";
}

TEST(MassRefusals, ForgetWhatIsWithdrawn) {
  MassRefusals refusals;
  let_wait(refusals, "two.example", 1);
  refuse(refusals, "one.example", 5, true);
  refuse(refusals, "two.example", 1, true, true);
  for (int i = 0; i < 5; ++i) refusals.withdraw("x@one.example", false);
  refusals.withdraw("x@two.example", true);
  EXPECT_EQ(refusals.pause_of("x@one.example", true), nullptr);
  EXPECT_FALSE(refusals.is_of_domain("x@one.example"));
  EXPECT_THAT(refusals.all(), IsEmpty());
}

TEST(MassRefusals, CountDomainsThatWereTooSmallToBeKept) {
  MassRefusals refusals;
  for (int i = 0; i < 20'000; ++i) add(refusals, std::to_string(i) + ".example", 0, 1);
  add(refusals, "other.example", 11, 11);
  for (int i = 0; i < 11; ++i) add(refusals, std::to_string(i) + ".test", 1, 1);
  EXPECT_FALSE(refusals.is_everywhere()) << "11 of 20,011";
  EXPECT_TRUE(refusals.is_of_domain("0@other.example"));
}

TEST(MassRefusals, AreNoneWithoutARefusal) {
  MassRefusals refusals;
  add(refusals, "one.example", 0, 1000);
  EXPECT_THAT(refusals.all(), IsEmpty());
}

}  // namespace
}  // namespace aggregator::deliver
