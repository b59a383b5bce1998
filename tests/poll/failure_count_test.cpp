#include "failure_count.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace aggregator::poll {

TEST(KindOfFailure, IsWhatManyFeedsHaveInCommon) {
  const std::pair<const char*, const char*> cases[] = {
      {"connection refused by 192.0.2.1:80", "connection refused by …"},
      {"connection refused by [2001:db8::1]:443", "connection refused by …"},
      {"cannot resolve blog.example.org", "cannot resolve …"},
      {"no answer from localhost:8080 within 30 s", "no answer from … within 30 s"},
      {"no connection to 192.0.2.1:443: No route to host", "no connection to …: No route to host"},
      {"blog.example: Weird reply.", "…: Weird reply."},
      {"answered 404: nothing is here (any more); look for another", "answered 404: nothing is here (any more)"},
      {"moved to https://new.example/feed, which is no feed", "moved to …, which is no feed"},
      {"\"a; b\" is no date", "… is no date"},
      {"header \"cut off", "header …"},
      {"RSS 2.0 without a channel, 1.5 MB of it", "RSS 2.0 without a channel, 1.5 MB of it"},
      {"", ""},
      {": ;", ": ;"},
  };
  for (const auto& [reason, kind] : cases) EXPECT_EQ(kind_of_failure(reason), kind);
}

TEST(FailureCount, NamesTheEightMostFrequentReasonsFirst) {
  FailureCount count;
  EXPECT_TRUE(count.most_frequent().empty());
  for (int reason = 1; reason <= 10; ++reason) {
    for (int feed = 0; feed < reason; ++feed) count.add("reason " + std::to_string(reason) + " of blog.example");
  }
  const auto reasons = count.most_frequent();
  ASSERT_EQ(reasons.size(), 8u);
  for (std::size_t at = 0; at < 8; ++at) {
    EXPECT_EQ(reasons[at].reason, "reason " + std::to_string(10 - at) + " of …");
    EXPECT_EQ(reasons[at].feeds, static_cast<std::int64_t>(10 - at));
  }
}

TEST(FailureCount, StaysSmallWhateverServersWrite) {
  FailureCount count;
  for (int reason = 0; reason < 1000; ++reason) count.add("reason " + std::to_string(reason));
  for (int again = 0; again < 3; ++again) count.add("reason 999");
  count.add("reason 0");
  EXPECT_EQ(count.most_frequent().front().reason, "reason 0") << "999 came when there were too many to tell apart";
}

}  // namespace aggregator::poll
