#include "pace.h"

#include <gtest/gtest.h>

namespace aggregator::deliver {
namespace {
using namespace std::chrono_literals;

const Pace::Moment kStart = Pace::Moment(1h);

TEST(Pace, NeverWaitsWithoutARate) {
  Pace pace(std::nullopt);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(pace.next(kStart), kStart);
}

TEST(Pace, SpreadsMessagesEvenlyHoweverManyAsk) {
  Pace pace(config::Rate{4, 1s});
  for (int i = 0; i < 100; ++i) EXPECT_EQ(pace.next(kStart), kStart + i * 250ms);
}

TEST(Pace, SavesNothingUpWhileNobodySends) {
  Pace pace(config::Rate{1, 10s});
  EXPECT_EQ(pace.next(kStart), kStart);
  EXPECT_EQ(pace.next(kStart + 1h), kStart + 1h);
  EXPECT_EQ(pace.next(kStart + 1h), kStart + 1h + 10s);
}

TEST(Pace, LetsOneGoAsSoonAsItsTimeHasCome) {
  Pace pace(config::Rate{1, 10s});
  EXPECT_EQ(pace.next(kStart), kStart);
  EXPECT_EQ(pace.next(kStart + 9s), kStart + 10s);
  EXPECT_EQ(pace.next(kStart + 25s), kStart + 25s);
}

}  // namespace
}  // namespace aggregator::deliver
