#include "aggregator/base/time.h"

#include <gtest/gtest.h>

namespace aggregator {
using namespace std::chrono;

TEST(ParseRfc3339, ReadsTheInstantInUtc) {
  const Instant instant = sys_days(2024y / 2 / 29) + 23h + 59min + 58s;
  const std::pair<const char*, Instant> cases[] = {
      {"2024-02-29T23:59:58Z", instant},
      {"2024-03-01T05:29:58+05:30", instant},             // half an hour zones exist
      {"2024-02-29T15:59:58-08:00", instant},             // behind UTC
      {"2024-02-29T23:59:58.000000001Z", instant},        // a fraction is cut off
      {"2016-12-31T23:59:60Z", sys_days(2017y / 1 / 1)},  // leap second
      {"1969-12-31T23:59:59Z", Instant(-1s)},
  };
  for (const auto& [text, expected] : cases) {
    SCOPED_TRACE(text);
    const auto parsed = parse_rfc3339(text);
    ASSERT_TRUE(parsed) << parsed.error().detail;
    EXPECT_EQ(*parsed, expected);
  }
}

TEST(ParseRfc3339, RefusesWhatIsNoDateInsteadOfGuessing) {
  for (const char* text : {"",
                           "now",
                           "2024-02-29",
                           "2024-02-29 23:59:58Z",
                           "2023-02-29T00:00:00Z",
                           "2024-13-01T00:00:00Z",
                           "2024-01-00T00:00:00Z",
                           "2024-01-01T24:00:00Z",
                           "2024-01-01T00:60:00Z",
                           "2024-01-01T00:00:61Z",
                           "2024-01-01T00:00:00",
                           "2024-01-01T00:00:00z",
                           "2024-01-01T00:00:00.Z",
                           "2024-01-01T00:00:00+0900",
                           "2024-01-01T00:00:00+24:00",
                           "0000-12-31T23:59:59Z",
                           "9999-12-31T23:59:59-00:01",
                           "9999-12-31T23:59:60Z",
                           " 2024-01-01T00:00:00Z",
                           "2024-01-01T00:00:00Z "}) {
    SCOPED_TRACE(text);
    const auto parsed = parse_rfc3339(text);
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().code, ErrorCode::Malformed);
  }
}

TEST(FormatRfc3339, IsReadBackAsTheSameInstant) {
  for (const Instant instant : {Instant(0s), Instant(-1s), sys_days(2026y / 11 / 20) + 1h + 2min + 3s}) {
    EXPECT_EQ(parse_rfc3339(format_rfc3339(instant)).value(), instant);
  }
}

TEST(FormatRfc3339, PadsEveryPart) {
  EXPECT_EQ(format_rfc3339(sys_days(2026y / 1 / 2) + 3h + 4min + 5s), "2026-01-02T03:04:05Z");
}

TEST(FormatRfc5322, NamesDayAndMonthInEnglish) {
  EXPECT_EQ(format_rfc5322(sys_days(2026y / 11 / 20) + 1h + 2min + 3s), "Fri, 20 Nov 2026 01:02:03 +0000");
  EXPECT_EQ(format_rfc5322(Instant(0s)), "Thu, 01 Jan 1970 00:00:00 +0000");
}

TEST(ParseHttpDate, ReadsAllThreeForms) {
  const Instant instant = sys_days(1999y / 3 / 7) + 8h + 9min + 10s;
  for (const char* text :
       {"Sun, 07 Mar 1999 08:09:10 GMT", "Sunday, 07-Mar-99 08:09:10 GMT", "Sun Mar  7 08:09:10 1999"}) {
    SCOPED_TRACE(text);
    const auto parsed = parse_http_date(text);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed, instant);
  }
}

TEST(ParseHttpDate, TakesAYearOfTwoDigitsBelow70AsOfThisCentury) {
  EXPECT_EQ(parse_http_date("Saturday, 07-Mar-26 08:09:10 GMT").value(), sys_days(2026y / 3 / 7) + 8h + 9min + 10s);
}

TEST(ParseHttpDate, RefusesOtherText) {
  for (const char* text :
       {"", "Sun, 7 Mar 1999 08:09:10 GMT", "Sun, 07 Mar 1999 08:09:10 +0000", "Sun, 07 Mrz 1999 08:09:10 GMT",
        "Sun, 31 Feb 1999 08:09:10 GMT", "0", "-1", "Sunday 07-Mar-99 08:09:10 GMT", "Sun, 07 Mar 1999 25:09:10 GMT",
        "Fri, 31 Dec 9999 23:59:60 GMT"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(parse_http_date(text));
  }
}

TEST(ParseTimeOfDay, ReadsHoursAndMinutes) {
  EXPECT_EQ(parse_time_of_day("00:00").value(), 0min);
  EXPECT_EQ(parse_time_of_day("9:05").value(), 9h + 5min);
  EXPECT_EQ(parse_time_of_day("23:59").value(), 23h + 59min);
}

TEST(ParseTimeOfDay, RefusesOtherText) {
  for (const char* text : {"", "10", "10:", "10:0", "10:000", "24:00", "10:60", "-1:00", "10:00am", "10.00", ":00"}) {
    EXPECT_FALSE(parse_time_of_day(text)) << text;
  }
}

}  // namespace aggregator
