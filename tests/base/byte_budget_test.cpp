#include "aggregator/base/byte_budget.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace aggregator {
namespace {

TEST(ByteBudget, MayBeOverdrawnOnce) {
  ByteBudget budget(10);
  EXPECT_TRUE(budget.has_room());
  budget.take(9);
  EXPECT_TRUE(budget.has_room());
  budget.take(100);
  EXPECT_FALSE(budget.has_room());
  budget.give_back(100);
  EXPECT_TRUE(budget.has_room());
}

TEST(ByteBudget, LetsTakersWaitForWhatIsGivenBack) {
  ByteBudget budget(1);
  std::atomic<int> held = 0, most = 0;
  {
    std::jthread giver([&] {
      for (int given = 0; given < 1000;) {
        if (held == 0) continue;
        --held;
        ++given;
        budget.give_back(1);
      }
    });
    for (int i = 0; i < 1000; ++i) {
      budget.wait_for_room();
      budget.take(1);
      most = std::max<int>(most, ++held);
    }
  }
  EXPECT_EQ(most, 1);
}

TEST(ByteBudget, LetsNobodyWaitOnceClosed) {
  ByteBudget budget(1);
  budget.take(1);
  std::jthread waiting([&] { budget.wait_for_room(); });
  budget.close();
}

TEST(ByteBudget, TellsWhenMuchIsTaken) {
  using std::chrono::hours;
  ByteBudget budget(100);
  budget.take(6);
  budget.wait_for_much(5, hours(1));
  std::jthread taker([&] {
    for (int i = 0; i < 50; ++i) budget.take(1);
  });
  budget.wait_for_much(56, hours(1));
  EXPECT_TRUE(budget.has_room());
  budget.take(44);
  EXPECT_FALSE(budget.has_room());
}

TEST(ByteBudget, WaitsForMuchNoLongerThanItMayOrWhenNoMoreComes) {
  ByteBudget budget(10);
  budget.wait_for_much(5, std::chrono::milliseconds(0));
  std::jthread closer([&] { budget.close(); });
  budget.wait_for_much(5, std::chrono::hours(1));
}

}  // namespace
}  // namespace aggregator
