#include "usual_dates.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "date_reader.h"

namespace aggregator::feed {
using namespace std::chrono;

TEST(UsualDate, ReadsWhatTheStandardsHave) {
  const Instant moment = sys_days(2026y / 11 / 20) + 1h + 2min + 3s;
  for (const char* text : {"Fri, 20 Nov 2026 01:02:03 GMT", "Fri, 20 Nov 2026 10:02:03 +0900",
                           "Thu, 19 Nov 2026 20:32:03 -0430", "2026-11-20T01:02:03Z", "2026-11-20T01:02:03.999Z",
                           "2026-11-20T10:02:03+09:00", "2026-11-19T20:32:03.5-04:30"}) {
    EXPECT_EQ(usual_date(text), moment) << text;
  }
  EXPECT_EQ(usual_date("Thu, 5 Mar 2026 00:00:00 GMT"), Instant(sys_days(2026y / 3 / 5)));
}

TEST(UsualDate, LeavesEverythingElseToTheLongWay) {
  for (const char* text :
       {"", "20 Nov 2026 01:02:03 GMT", "Fri, 20 Nov 26 01:02:03 GMT", "Fri, 20 Nov 2026 01:02:03 KST",
        "Fri, 31 Nov 2026 01:02:03 GMT", "Fri, 20 Nov 2026 24:00:00 GMT", "Fri, 20 Nov 2026 01:02:60 GMT",
        "Fri, 20 Nov 2026 01:02:03 GMT+9", "Fri, 20 ovD 2026 01:02:03 GMT", "2026-11-20 01:02:03Z",
        "2026-11-20T01:02:03.Z", "2026-11-20T01:02:03", "2026-11-20T01:02:03+24:00", "2026-11-20T01:02:03Zzzz",
        "0000-01-01T00:00:00Z"}) {
    EXPECT_FALSE(usual_date(text)) << text;
  }
}

TEST(UsualDate, SaysTheSameAsTheLongWay) {
  std::mt19937 random(20261120);  // NOLINT(cert-msc51-cpp): the same on every run
  const std::string letters = "0123456789 :+-,.TZGMTNovFriSep";
  int understood = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text = i % 3 == 0   ? "Fri, 20 Nov 2026 01:02:03 GMT"
                       : i % 3 == 1 ? "Tue, 5 Sep 2006 21:59:59 -0730"
                                    : "2026-11-20T01:02:03.25+09:00";
    for (unsigned changes = random() % 4; changes > 0; --changes) {
      text[random() % text.size()] = letters[random() % letters.size()];
    }
    const auto usual = usual_date(text);
    if (!usual) continue;
    ++understood;
    ASSERT_EQ(usual, any_date(text)) << text;
  }
  EXPECT_GT(understood, 50'000);  // there was something to compare
}

}  // namespace aggregator::feed
