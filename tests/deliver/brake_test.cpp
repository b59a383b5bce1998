#include "brake.h"

#include <gtest/gtest.h>

namespace aggregator::deliver {
namespace {
using namespace std::chrono_literals;

const Brake::Moment kStart = Brake::Moment(1h);

TEST(Brake, ComesOnAtTheThirdAnswerInARow) {
  Brake brake;
  brake.on_pushed_back(kStart, kStart);
  brake.on_pushed_back(kStart, kStart);
  EXPECT_EQ(brake.interval(), 0s);
  brake.on_pushed_back(kStart, kStart);
  EXPECT_EQ(brake.interval(), 250ms);
}

TEST(Brake, StaysOffWhileSomeAreTaken) {
  Brake brake;
  for (int i = 0; i < 10; ++i) {
    brake.on_pushed_back(kStart, kStart);
    brake.on_pushed_back(kStart, kStart);
    brake.on_taken();
  }
  EXPECT_EQ(brake.interval(), 0s);
}

TEST(Brake, DoublesUpToFourSecondsAndHalvesUntilItIsFree) {
  Brake brake;
  for (int i = 0; i < 20; ++i) brake.on_pushed_back(kStart + i * 1min, kStart + i * 1min);
  EXPECT_EQ(brake.interval(), 4s);
  for (const auto expected : {2000ms, 1000ms, 500ms, 250ms, 0ms}) {
    brake.on_taken();
    EXPECT_EQ(brake.interval(), expected);
  }
}

TEST(Brake, CountsOneBurstOnce) {
  Brake brake;
  for (int i = 0; i < 8; ++i) brake.on_pushed_back(kStart, kStart + 1s);  // eight were on their way together
  EXPECT_EQ(brake.interval(), 250ms);
  brake.on_pushed_back(kStart + 2s, kStart + 3s);
  EXPECT_EQ(brake.interval(), 500ms);
}

}  // namespace
}  // namespace aggregator::deliver
