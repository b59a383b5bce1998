#include "pace.h"

#include <gtest/gtest.h>

namespace aggregator::deliver {
namespace {
using namespace std::chrono_literals;

const Pace::Moment kStart = Pace::Moment(1h);

TEST(Pace, NeverWaitsWithoutARate) {
  Pace pace(std::nullopt);
  for (int i = 0; i < 3; ++i) {
    EXPECT_LE(pace.next(), kStart);
    pace.take(kStart);
  }
}

TEST(Pace, SpreadsMessagesEvenly) {
  Pace pace(config::Rate{4, 1s});
  pace.take(kStart);
  for (int i = 1; i < 100; ++i) {
    EXPECT_EQ(pace.next(), kStart + i * 250ms);
    pace.take(pace.next());
  }
}

TEST(Pace, SavesNothingUpWhileNobodySends) {
  Pace pace(config::Rate{1, 10s});
  pace.take(kStart);
  pace.take(kStart + 1h);
  EXPECT_EQ(pace.next(), kStart + 1h + 10s);
}

TEST(Pace, KeepsTheSlowestRateThereIs) {
  Pace pace(config::Rate{1, 24h});
  for (int day = 0; day < 1000; ++day) pace.take(kStart + day * 24h);
  EXPECT_EQ(pace.next(), kStart + 1000 * 24h);
}

}  // namespace
}  // namespace aggregator::deliver
