#include "aggregator/base/bounded_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
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
  std::atomic<int> pushed = 0, most_ahead = 0;
  std::jthread producer([&] {
    for (int i = 0; i < 1000; ++i) {
      queue.push(i);
      ++pushed;
    }
    queue.close();
  });
  int seen = 0;
  while (const auto value = queue.pop()) {
    EXPECT_EQ(*value, seen++);
    most_ahead = std::max<int>(most_ahead, pushed - seen);
  }
  EXPECT_EQ(seen, 1000);
  EXPECT_LE(most_ahead, 1);
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
