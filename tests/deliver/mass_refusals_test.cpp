#include "mass_refusals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace aggregator::deliver {
namespace {
using testing::IsEmpty;
using testing::SizeIs;

/// `refused` of `answered` addresses of a domain.
void add(MassRefusals& refusals, const std::string& domain, int refused, int answered) {
  for (int i = 0; i < answered; ++i) {
    const std::string email = std::to_string(i) + '@' + domain;
    refusals.add_answer(email);
    if (i < refused) refusals.add_refusal(email, "550 5.1.1 no " + email);
  }
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
  EXPECT_EQ(refusals.all()[0].reason, "550 5.1.1 no 0@broken.example");
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
