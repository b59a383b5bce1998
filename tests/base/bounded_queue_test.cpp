#include "aggregator/base/bounded_queue.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace aggregator {

TEST(BoundedQueue, GivesValuesInTheirOrder) {
  BoundedQueue<int> queue(2);
  EXPECT_TRUE(queue.push(1));
  EXPECT_TRUE(queue.push(2));
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.try_pop(), 2);
  EXPECT_EQ(queue.try_pop(), std::nullopt);
}

TEST(BoundedQueue, LetsPushWaitForRoom) {
  BoundedQueue<int> queue(1);
  std::jthread producer([&] {
    for (int i = 0; i < 1000; ++i) queue.push(i);
    queue.close();
  });
  std::vector<int> seen;
  while (const auto value = queue.pop()) {
    EXPECT_LE(queue.size(), 1u);
    seen.push_back(*value);
  }
  ASSERT_EQ(seen.size(), 1000u);
  EXPECT_EQ(seen.back(), 999);
}

TEST(BoundedQueue, RefusesPushesOnceClosedAndGivesTheRest) {
  BoundedQueue<int> queue(2);
  queue.push(1);
  queue.close();
  EXPECT_FALSE(queue.push(2));
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

}  // namespace aggregator
