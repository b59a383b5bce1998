#include "send_line.h"

#include <gtest/gtest.h>

#include <sstream>

namespace aggregator::cli {
namespace {
using namespace std::chrono_literals;

deliver::SendSummary summary(std::int64_t sent, std::int64_t deferred, std::int64_t failed, std::int64_t due) {
  deliver::SendSummary summary;
  summary.sent = sent;
  summary.deferred = deferred;
  summary.failed = failed;
  summary.due = due;
  return summary;
}

TEST(SendLineWords, TellRateAndRemainingTime) {
  EXPECT_EQ(words_for(summary(1000, 0, 0, 10000), 2s), "500/s, 18 s left");
  EXPECT_EQ(words_for(summary(90, 7, 3, 200), 100s), "1.0/s, 1 min 40 s left, 7 deferred, 3 failed");
}

TEST(SendLineWords, TellNothingThatIsNotKnownYetOrOver) {
  EXPECT_EQ(words_for(summary(0, 0, 0, 10000), 5s), "");
  EXPECT_EQ(words_for(summary(100, 0, 0, 10000), 500ms), "");
  EXPECT_EQ(words_for(summary(100, 0, 0, 100), 2s), "50/s");
  EXPECT_EQ(words_for(summary(120, 0, 0, 100), 2s), "60/s") << "more became due in the meantime";
}

TEST(SendLineWords, TellWhatAWaitIsFor) {
  deliver::SendSummary waiting = summary(100, 1, 0, 200);
  waiting.quota_until = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + 1h + 7s;
  EXPECT_EQ(words_for(waiting, 100s), "1.0/s, 1 min 38 s left, 1 deferred");
  waiting.is_waiting = true;
  EXPECT_EQ(words_for(waiting, 100s), "mail.quota lets the next go at 01:00:07 (UTC)");
}

TEST(SpanText, IsAsCoarseAsItIsLong) {
  const std::pair<std::chrono::seconds, const char*> cases[] = {
      {0s, "0 s"}, {59s, "59 s"}, {60s, "1 min 0 s"}, {3599s, "59 min 59 s"}, {2h + 5min + 40s, "2 h 5 min"}};
  for (const auto& [span, text] : cases) EXPECT_EQ(span_text(span), text);
}

TEST(SendLine, ShowsDoneOfAllThatWasDue) {
  std::ostringstream out;
  auto now = std::chrono::steady_clock::time_point(1h);
  SendLine line({out, [] { return std::size_t{60}; }, [&] { return now; }});
  now += 2s;
  line.show(summary(40, 6, 4, 200));
  EXPECT_EQ(out.str(), "\r50/200 25% 25/s, 6 s left, 6 deferred, 4 failed\x1b[K");
}

}  // namespace
}  // namespace aggregator::cli
