#include "aggregator/digest/schedule.h"

#include <gtest/gtest.h>

#include <set>

#include "aggregator/base/time_zone.h"

namespace aggregator::digest {
namespace {
using namespace std::chrono;

store::Choice daily(const std::string& zone, minutes at) {
  store::Choice choice;
  choice.timezone = zone;
  choice.at = at;
  return choice;
}

TEST(NextDue, IsTheNextTimeTheClockOfThePlaceShowsTheHour) {
  const Instant morning = sys_days(2026y / 11 / 20) + hours(0);  // 09:00 in Seoul
  const store::Choice seoul = daily("Asia/Seoul", hours(10));
  EXPECT_EQ(next_due(seoul, morning), morning + hours(1));
  EXPECT_EQ(next_due(seoul, morning + hours(1)), morning + hours(25)) << "the moment itself is over";
  EXPECT_EQ(next_due(seoul, morning + hours(2)), morning + hours(25));
}

TEST(NextDue, KeepsTheHourOverChangesOfTheClocks) {
  const store::Choice berlin = daily("Europe/Berlin", hours(10));
  const std::pair<Instant, Instant> cases[] = {
      {sys_days(2026y / 3 / 28) + hours(9), sys_days(2026y / 3 / 29) + hours(8)},    // the clocks go forward
      {sys_days(2026y / 10 / 24) + hours(8), sys_days(2026y / 10 / 25) + hours(9)},  // and back
  };
  for (const auto& [after, expected] : cases) EXPECT_EQ(next_due(berlin, after), expected);
}

TEST(NextDue, ComesOnceADayWhenTheHourIsLeftOutOrHappensTwice) {
  for (const minutes at : {minutes(150), minutes(120), minutes(179)}) {  // around 02:30 in Berlin
    const store::Choice choice = daily("Europe/Berlin", at);
    Instant after = sys_days(2026y / 1 / 1);
    std::set<local_days> days_seen;
    const auto zone = TimeZone::find("Europe/Berlin");
    ASSERT_TRUE(zone);
    for (int count = 0; count < 364; ++count) {
      const auto due = next_due(choice, after);
      ASSERT_TRUE(due);
      ASSERT_GT(*due, after);
      EXPECT_TRUE(days_seen.insert(floor<days>(zone->to_local(*due))).second) << format_rfc3339(*due);
      after = *due;
    }
    EXPECT_EQ(days_seen.size(), 364u);
  }
}

TEST(NextDue, WaitsForTheWeekday) {
  store::Choice choice = daily("UTC", hours(10));
  choice.frequency = Frequency::Weekly;
  choice.weekday = 1;
  const Instant friday = sys_days(2026y / 11 / 20);
  EXPECT_EQ(next_due(choice, friday), sys_days(2026y / 11 / 23) + hours(10));
  EXPECT_EQ(next_due(choice, sys_days(2026y / 11 / 23) + hours(10)), sys_days(2026y / 11 / 30) + hours(10));
}

TEST(NextDue, GathersInstantPostsForAQuarterOfAnHour) {
  store::Choice choice = daily("UTC", hours(10));
  choice.frequency = Frequency::Instant;
  const Instant noon = sys_days(2026y / 11 / 20) + hours(12) + seconds(30);
  EXPECT_EQ(next_due(choice, noon), noon - seconds(30) + minutes(15));
}

TEST(NextDue, RefusesAnUnknownZone) {
  const auto due = next_due(daily("Mars/Olympus", hours(10)), sys_days(2026y / 11 / 20));
  ASSERT_FALSE(due);
  EXPECT_EQ(due.error().code, ErrorCode::Malformed);
}

}  // namespace
}  // namespace aggregator::digest
