#include "schedule.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace aggregator::http {

/// All turns that can be had without anything being left.
std::vector<std::size_t> take_all(Schedule& schedule) {
  std::vector<std::size_t> taken;
  while (schedule.has_next()) taken.push_back(schedule.next().index);
  return taken;
}

TEST(Schedule, KeepsTheOrderOfRequestsOverAllHosts) {
  Schedule schedule(9);
  schedule.add(0, "a");
  schedule.add(1, "b");
  schedule.add(2, "a");
  schedule.add(3, "c");
  EXPECT_EQ(take_all(schedule), (std::vector<std::size_t>{0, 1, 2, 3}));
}

TEST(Schedule, PassesOverRequestsWhoseHostIsBusy) {
  Schedule schedule(1);
  schedule.add(0, "a");
  schedule.add(1, "a");
  schedule.add(2, "b");
  EXPECT_EQ(take_all(schedule), (std::vector<std::size_t>{0, 2}));
}

TEST(Schedule, GoesBackToTheWaitingRequestWhenAPlaceIsLeft) {
  Schedule schedule(1);
  schedule.add(0, "a");
  schedule.add(1, "a");
  schedule.add(2, "b");
  const Schedule::Turn first = schedule.next();
  schedule.leave(first.place);
  EXPECT_EQ(take_all(schedule), (std::vector<std::size_t>{1, 2}));
}

TEST(Schedule, LetsAnEarlierRequestThatCameLaterGoFirst) {
  Schedule schedule(1);
  schedule.add(5, "a");
  schedule.add(6, "a");
  schedule.add(2, "a");  // redirected here
  EXPECT_EQ(schedule.next().index, 2u);
  EXPECT_FALSE(schedule.has_next());
}

TEST(Schedule, NeverHandsOutMoreThanTheLimitPerHost) {
  Schedule schedule(3);
  for (std::size_t index = 0; index < 1000; ++index) schedule.add(index, "host" + std::to_string(index % 10));
  EXPECT_EQ(take_all(schedule).size(), 30u);
}

}  // namespace aggregator::http
