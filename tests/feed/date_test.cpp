#include "aggregator/feed/date.h"

#include <gtest/gtest.h>

namespace aggregator::feed {
using namespace std::chrono;

namespace {

struct Case {
  const char* text;
  Instant expected;
};

void expect_dates(std::initializer_list<Case> cases) {
  for (const auto& [text, expected] : cases) {
    SCOPED_TRACE(text);
    const Result<Instant> parsed = parse_date(text);
    ASSERT_TRUE(parsed) << parsed.error().detail;
    EXPECT_EQ(format_rfc3339(*parsed), format_rfc3339(expected));
  }
}

}  // namespace

constexpr Instant kMoment = sys_days(2024y / 3 / 5) + 6h + 7min + 8s;
constexpr Instant kMidnight = sys_days(2024y / 3 / 5);

TEST(ParseDate, ReadsRfc822AndWhatFeedsMakeOfIt) {
  expect_dates({
      {"Tue, 05 Mar 2024 06:07:08 GMT", kMoment},
      {"Tue, 5 Mar 2024 06:07:08 +0000", kMoment},
      {"5 Mar 2024 06:07:08 Z", kMoment},
      {"tue,05 mar 2024 06:07:08 ut", kMoment},
      {"Tuesday, 05-Mar-24 06:07:08 GMT", kMoment},
      {"Tue Mar  5 06:07:08 2024", kMoment},        // asctime
      {"Tue Mar 05 06:07:08 +0000 2024", kMoment},  // the year after the zone
      {"Tue Mar 5 2024 07:07:08 GMT+0100 (CET)", kMoment},
      {"Tue, 5th March, 2024 06:07:08", kMoment},
      {"Mar. 5, 2024, 6:07:08 a.m.", kMoment},
      {"(a \\) comment (in another)) Tue, 5 Mar 2024 06:07:08 +0000", kMoment},
      {"05 Mar 2024", kMidnight},
      {"Tue, 05 Mar 99 06:07 GMT", sys_days(1999y / 3 / 5) + 6h + 7min},
      {"29 Feb 2024 24:00 GMT", sys_days(2024y / 3 / 1)},
      {"31 Dec 2016 23:59:60 GMT", sys_days(2017y / 1 / 1)},  // a leap second
  });
}

TEST(ParseDate, ReadsIso8601InAllItsLengths) {
  expect_dates({
      {"2024-03-05T06:07:08Z", kMoment},
      {"2024-03-05T06:07:08.999Z", kMoment},
      {"2024-03-05t06:07:08,5z", kMoment},
      {"2024-03-05 06:07:08", kMoment},
      {"2024-03-05T15:07:08+09:00", kMoment},
      {"2024-03-05T15:07:08+0900", kMoment},
      {"2024-03-05T15:07:08+09", kMoment},
      {"20240305T060708Z", kMoment},
      {"20240305060708", kMoment},
      {"2024-065T06:07:08Z", kMoment},  // the day of the year
      {"2024-03-05", kMidnight},
      {"20240305", kMidnight},
      {"24-03-05", kMidnight},
      {"2024-03", sys_days(2024y / 3 / 1)},
      {"2024", sys_days(2024y / 1 / 1)},
      {"1709618828", kMoment},
      {"1709618828000", kMoment},
  });
}

TEST(ParseDate, KnowsZonesByNameAndByOffset) {
  expect_dates({
      {"Tue, 05 Mar 2024 15:07:08 KST", kMoment},
      {"Tue, 05 Mar 2024 15:07:08 JST", kMoment},
      {"Tue, 05 Mar 2024 01:07:08 EST", kMoment},
      {"Tue, 05 Mar 2024 02:07:08 EDT", kMoment},
      {"Tue, 05 Mar 2024 11:37:08 +0530", kMoment},
      {"Tue, 05 Mar 2024 04:52:08 GMT-01:15", kMoment},
      {"Tue, 05 Mar 2024 15:07:08 Asia/Seoul", kMoment},
      {"Mon, 04 Mar 2024 22:07:08 America/Los_Angeles", kMoment},
      {"Tue, 05 Mar 2024 15:07:08 +0900 GMT", kMoment},  // a number is clearer than a name
      {"Fri, 05 Jul 2024 08:07:08 Europe/Berlin", sys_days(2024y / 7 / 5) + 6h + 7min + 8s},  // in summer
      {"Tue, 05 Mar 2024 06:07:08 XYZ", kMoment},                                             // unknown: UTC
  });
}

TEST(ParseDate, ReadsKoreanAndJapanese) {
  expect_dates({
      {"2024년 3월 5일 15:07:08", kMoment},
      {"2024년 3월 5일 화요일 오후 3:07:08", kMoment},
      {"2024년 3월 5일 15시 7분 8초", kMoment},
      {"2024-03-05 오후 3:07:08", kMoment},
      {"2024-03-05 오전 12:07:08", kMoment - 15h},
      {"화, 05 3월 2024 15:07:08 +0900", kMoment},
      {"2024. 3. 5. 15:07:08 KST", kMoment},
      {"2024年3月5日 06:07:08", kMoment},
      {"2024年3月5日（火）06時07分08秒", kMoment},
      {"2024년 3월 5일", kMidnight},
  });
}

TEST(ParseDate, ReadsOtherLanguagesAndTheOrderOfTheirParts) {
  expect_dates({
      {"Di, 05 Mär 2024 06:07:08 +0000", kMoment},
      {"mar., 05 mars 2024 06:07:08 +0000", kMoment},
      {"5 de marzo de 2024", kMidnight},
      {"Τρι, 05 Μαρ 2024 06:07:08 GMT", kMoment},
      {"5 марта 2024", kMidnight},
      {"03/05/2024 6:07:08 AM", kMoment},
      {"15/03/2024", sys_days(2024y / 3 / 15)},
      {"05.03.2024 06:07:08", kMoment},
      {"Tue, 03/05/2024 - 06:07", kMoment - 8s},
  });
}

TEST(ParseDate, RefusesWhatIsNoDateInsteadOfGuessing) {
  for (const char* text : {"",
                           " ",
                           "-",
                           "yesterday",
                           "Invalid Date",
                           "2024-13-05",
                           "2024-02-30",
                           "Tue, 32 Mar 2024 06:07:08 GMT",
                           "Tue, 30 Feb 2024 06:07:08 GMT",
                           "Tue, 05 xyz 2024 06:07:08 GMT",
                           "Tue, Mar x 2024 06:07:08 GMT",
                           "Tue, 05 Mar 2024 25:00:00 GMT",
                           "Tue, 05 Mar 2024 06:61:00 GMT",
                           "Tue, 05 Mar 2024 1:2:3:4 GMT",
                           "Tue, 05 Mar 2024 06:07:08 +xx",
                           "Tue, 05 Mar 2024 06:07:08 +99:00",
                           "99999999999999999999",
                           "0000-00-00",
                           "0001-01-01T00:00:00+09:00",
                           "9999-12-31T23:59:59-05:00",
                           "令和6年3月5日"}) {
    SCOPED_TRACE(text);
    const Result<Instant> parsed = parse_date(text);
    ASSERT_FALSE(parsed) << format_rfc3339(*parsed);
    EXPECT_EQ(parsed.error().code, ErrorCode::Malformed);
  }
}

TEST(ParseDate, RefusesTextsOfAnyLengthQuickly) {
  EXPECT_FALSE(parse_date(std::string(1 << 20, '1')));
  EXPECT_FALSE(parse_date(std::string(1 << 20, '(')));
  EXPECT_FALSE(parse_date("2024-03-05 " + std::string(150, '+')));
}

}  // namespace aggregator::feed
