#include "aggregator/digest/schedule.h"

#include <gtest/gtest.h>

#include <map>
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

TEST(DueAfterChange, GivesNoDayTwoDigestsAndNoDayNone) {
  const Instant monday = sys_days(2026y / 11 / 23) - hours(9), tuesday = monday + days(1);  // as they begin in Seoul
  const auto seoul = [](int hour) { return daily("Asia/Seoul", hours(hour)); };
  store::Choice weekly = seoul(8);
  weekly.frequency = Frequency::Weekly;
  weekly.weekday = 1;
  store::Choice wednesdays = weekly;
  wednesdays.weekday = 3;
  store::Choice instant = seoul(0);
  instant.frequency = Frequency::Instant;
  const struct {
    const char* what;
    store::Choice from, to;
    Instant standing;
    std::optional<Instant> last;
    Instant now, expected;
  } cases[] = {
      {"later, before both", seoul(10), seoul(12), monday + hours(10), monday - hours(14), monday + hours(9),
       monday + hours(12)},
      {"earlier, before both", seoul(10), seoul(8), monday + hours(10), monday - hours(14), monday + hours(7),
       monday + hours(8)},
      {"earlier, past the new one", seoul(10), seoul(8), monday + hours(10), monday - hours(14), monday + hours(9),
       monday + hours(10)},
      {"later, after today's", seoul(10), seoul(12), tuesday + hours(10), monday + hours(10), monday + hours(11),
       tuesday + hours(12)},
      {"later, today's prepared", seoul(10), seoul(12), tuesday + hours(10), monday + hours(10),
       monday + hours(10) - minutes(3), tuesday + hours(12)},
      {"later, nothing was new today", seoul(10), seoul(12), tuesday + hours(10), monday - hours(14),
       monday + hours(11), monday + hours(12)},
      {"earlier, after today's", seoul(10), seoul(8), tuesday + hours(10), monday + hours(10), monday + hours(11),
       tuesday + hours(8)},
      {"later, while one is due", seoul(10), seoul(12), monday + hours(10), monday - hours(14), monday + hours(11),
       monday + hours(12)},
      {"earlier, while one is due", seoul(10), seoul(8), monday + hours(10), monday - hours(14), monday + hours(11),
       monday + hours(10)},
      {"twice in a morning", seoul(8), seoul(11), monday + hours(10), monday - hours(14), monday + hours(9),
       monday + hours(11)},
      {"to a zone behind, past its hour", seoul(10), daily("America/New_York", hours(10)), monday + hours(10),
       monday - hours(14), monday + hours(9), monday + hours(10)},
      {"to a zone behind, after today's", seoul(10), daily("America/New_York", hours(10)), tuesday + hours(10),
       monday + hours(10), monday + hours(11), tuesday},
      {"to a zone ahead", daily("America/New_York", hours(10)), seoul(10), tuesday, monday, monday + hours(23),
       tuesday + hours(10)},
      {"the hour of the weekly one's day", seoul(10), weekly, monday + hours(10), monday - hours(14), monday + hours(9),
       monday + hours(10)},
      {"to weekly, after today's", seoul(7), weekly, tuesday + hours(7), monday + hours(7), monday + hours(7) + 1min,
       monday + days(7) + hours(8)},
      {"to another weekday", weekly, wednesdays, monday + days(7) + hours(8), monday + hours(8), monday + hours(9),
       monday + days(2) + hours(8)},
      {"from instant", instant, seoul(12), monday + hours(11) + 15min, monday + hours(11), monday + hours(11),
       monday + hours(11) + 15min},
      {"to instant", seoul(10), instant, tuesday + hours(10), monday + hours(10), monday + hours(11),
       monday + hours(11) + 15min},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.what);
    const auto due = due_after_change(one.from, one.to, one.standing, one.last, one.now);
    ASSERT_TRUE(due);
    EXPECT_EQ(*due, one.expected) << format_rfc3339(*due) << " and not " << format_rfc3339(one.expected);
  }
}

TEST(DueAfterChange, KeepsOneDigestADayWheneverTheHourIsChanged) {
  for (const char* zone : {"Asia/Seoul", "Europe/Berlin"}) {  // where the clocks go back within these days
    const auto place = TimeZone::find(zone);
    ASSERT_TRUE(place);
    for (const int first : {3, 10, 22}) {
      for (const int second : {1, 9, 11, 23}) {
        for (int minute = 7; minute < 24 * 60; minute += 53) {
          const Instant begin = place->to_instant(local_days(2026y / 10 / 24)), changed = begin + minutes(minute);
          store::Choice choice = daily(zone, hours(first));
          std::map<local_days, int> digests;
          std::optional<Instant> last;
          Instant due = next_due(choice, begin).value();
          for (bool is_changed = false; due < begin + days(5);) {
            if (!is_changed && due > changed) {
              is_changed = true;
              const store::Choice next = daily(zone, hours(second));
              due = due_after_change(choice, next, due, last, changed).value();
              choice = next;
              continue;
            }
            ++digests[floor<days>(place->to_local(due))];
            last = due;
            due = next_due(choice, due).value();
          }
          for (int ahead = 0; ahead < 4; ++ahead) {
            const local_days day = local_days(2026y / 10 / 24) + days(ahead);
            EXPECT_EQ(digests[day], 1) << zone << ' ' << first << " to " << second << " after " << minute << " min";
          }
        }
      }
    }
  }
}

TEST(ShownHour, IsTheOneThatWasDueUnlessItWasMadeLongAfter) {
  const Instant due = sys_days(2026y / 11 / 20) + 10h;
  const std::pair<Instant, Instant> cases[] = {
      {due, due}, {due - 30s, due}, {due + 12h, due}, {due + 12h + 1s, due + 12h + 1s}, {due + 168h, due + 168h}};
  for (const auto& [made, shown] : cases) EXPECT_EQ(shown_hour(due, made), shown);
}

}  // namespace
}  // namespace aggregator::digest
