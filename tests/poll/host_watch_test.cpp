#include "host_watch.h"

#include <gtest/gtest.h>

#include <string>

namespace aggregator::poll {
using namespace std::chrono;

std::vector<store::FeedRow> feeds_at(const std::vector<std::string>& hosts) {
  std::vector<store::FeedRow> feeds;
  for (const std::string& host : hosts) feeds.emplace_back().url = "https://" + host + "/feed";
  return feeds;
}

/// "a.example 2 b.example 1".
std::string words(const std::vector<HostWait>& waits) {
  std::string text;
  for (const auto& [host, feeds] : waits) text += (text.empty() ? "" : " ") + host + ' ' + std::to_string(feeds);
  return text;
}

TEST(HostWatch, KnowsWhoIsWaitedFor) {
  HostWatch watch(feeds_at({"b.example", "platform.example", "a.example", "platform.example"}));
  EXPECT_EQ(words(watch.waited_for()), "platform.example 2 a.example 1 b.example 1");
  watch.done(1);
  watch.done(0);
  EXPECT_EQ(words(watch.waited_for()), "a.example 1 platform.example 1");
  watch.done(2);
  watch.done(3);
  EXPECT_EQ(words(watch.waited_for()), "");
}

TEST(HostWatch, NamesNobodyWhileThereAreTooMany) {
  std::vector<std::string> hosts;
  for (int number = 0; number < 17; ++number) hosts.push_back(std::to_string(number) + ".example");
  HostWatch watch(feeds_at(hosts));
  EXPECT_EQ(words(watch.waited_for()), "");
  watch.done(0);
  EXPECT_EQ(watch.waited_for().size(), 16u);
}

TEST(HostWatch, NamesNobodyWhoWasNotAsked) {
  HostWatch watch(feeds_at({"a.example"}));
  watch.asked(0, 0ms);
  EXPECT_TRUE(watch.slowest().empty());
}

TEST(HostWatch, KeepsTheThreeSlowestHostsEachWithItsSlowestAnswer) {
  HostWatch watch(feeds_at({"a.example", "a.example", "b.example", "c.example", "d.example"}));
  EXPECT_TRUE(watch.slowest().empty());
  const milliseconds durations[] = {100ms, 3s, 2500ms, 5s, 50ms};
  for (std::size_t index = 0; index < 5; ++index) watch.asked(index, durations[index]);
  watch.asked(0, 200ms);
  ASSERT_EQ(watch.slowest().size(), 3u);
  const std::pair<const char*, double> expected[] = {{"c.example", 5}, {"a.example", 3}, {"b.example", 2.5}};
  for (std::size_t at = 0; at < 3; ++at) {
    EXPECT_EQ(watch.slowest()[at].host, expected[at].first);
    EXPECT_DOUBLE_EQ(watch.slowest()[at].seconds, expected[at].second);
  }
}

}  // namespace aggregator::poll
