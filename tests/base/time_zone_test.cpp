#include "aggregator/base/time_zone.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace aggregator {
using namespace std::chrono;
namespace {

local_seconds local(year_month_day date, seconds clock) { return local_days(date) + clock; }

}  // namespace

TEST(TimeZone, KnowsTheWallClockOfAPlace) {
  const TimeZone seoul = TimeZone::find("Asia/Seoul").value();
  EXPECT_EQ(seoul.name(), "Asia/Seoul");
  EXPECT_EQ(seoul.to_local(sys_days(2026y / 11 / 20) + 20h), local(2026y / 11 / 21, 5h));
  EXPECT_EQ(seoul.to_instant(local(2026y / 11 / 21, 5h)), sys_days(2026y / 11 / 20) + 20h);
}

TEST(TimeZone, FollowsSummerTime) {
  const TimeZone berlin = TimeZone::find("Europe/Berlin").value();
  EXPECT_EQ(berlin.to_local(sys_days(2026y / 1 / 15) + 9h), local(2026y / 1 / 15, 10h));
  EXPECT_EQ(berlin.to_local(sys_days(2026y / 7 / 15) + 8h), local(2026y / 7 / 15, 10h));
}

TEST(TimeZone, PutsALeftOutTimeAsFarAfterTheChange) {
  // On 29 March 2026 the clocks of Berlin go from 2:00 to 3:00 at 1:00 UTC.
  const TimeZone berlin = TimeZone::find("Europe/Berlin").value();
  EXPECT_EQ(berlin.to_instant(local(2026y / 3 / 29, 2h + 30min)), sys_days(2026y / 3 / 29) + 1h + 30min);
}

TEST(TimeZone, TakesTheFirstOfTwoEqualTimes) {
  // On 25 October 2026 the clocks of Berlin go from 3:00 back to 2:00 at 1:00 UTC.
  const TimeZone berlin = TimeZone::find("Europe/Berlin").value();
  EXPECT_EQ(berlin.to_instant(local(2026y / 10 / 25, 2h + 30min)), sys_days(2026y / 10 / 25) + 30min);
}

TEST(TimeZone, KnowsOffsetsThatAreNoWholeHour) {
  EXPECT_EQ(TimeZone::find("Asia/Kathmandu").value().to_local(sys_days(2026y / 1 / 1)),
            local(2026y / 1 / 1, 5h + 45min));
}

TEST(TimeZone, KnowsWhatWasDecidedAfterIcuWasMade) {
  // Mexico gave up summer time in 2022, Almaty moved to +05 in 2024; ICU 72 knows neither.
  EXPECT_EQ(TimeZone::find("America/Mexico_City").value().to_local(sys_days(2026y / 7 / 1) + 12h),
            local(2026y / 7 / 1, 6h));
  EXPECT_EQ(TimeZone::find("Asia/Almaty").value().to_local(sys_days(2026y / 7 / 1) + 12h), local(2026y / 7 / 1, 17h));
}

TEST(TimeZone, GoesOnAfterTheLastChangeThatIsWrittenDown) {
  const TimeZone berlin = TimeZone::find("Europe/Berlin").value();
  EXPECT_EQ(berlin.to_local(sys_days(2095y / 1 / 15) + 9h), local(2095y / 1 / 15, 10h));
  EXPECT_EQ(berlin.to_local(sys_days(2095y / 7 / 15) + 8h), local(2095y / 7 / 15, 10h));
  EXPECT_EQ(berlin.to_instant(local(2095y / 7 / 15, 10h)), sys_days(2095y / 7 / 15) + 8h);
}

TEST(TimeZone, PutsADayThatWasSkippedOnTheNextOne) {
  // Samoa went from 29 to 31 December 2011.
  const TimeZone apia = TimeZone::find("Pacific/Apia").value();
  EXPECT_EQ(apia.to_local(apia.to_instant(local(2011y / 12 / 30, 10h))), local(2011y / 12 / 31, 10h));
}

TEST(TimeZone, RefusesNamesThatTheDatabaseDoesNotHave) {
  for (const char* name : {"", "Seoul", "Asia/Soul", "asia/seoul", "GMT+9", "+09:00", "Etc/Unknown", "right/Asia/Seoul",
                           "posix/Asia/Seoul", "posixrules", "tzdata.zi", "Asia/../Asia/Seoul", "../../etc/localtime",
                           "/usr/share/zoneinfo/Asia/Seoul", "Asia"}) {
    SCOPED_TRACE(name);
    const auto zone = TimeZone::find(name);
    ASSERT_FALSE(zone);
    EXPECT_EQ(zone.error().code, ErrorCode::Malformed);
    EXPECT_NE(zone.error().detail.find("Area/City"), std::string::npos);
  }
}

TEST(TimeZone, GivesEveryThreadTheSameAnswer) {
  const TimeZone zone = TimeZone::find("America/New_York").value();
  std::vector<int> wrong(4);
  {
    std::vector<std::jthread> threads;
    for (int& count : wrong) {
      threads.emplace_back([&count, zone] {
        for (int day = 0; day < 2000; ++day) {
          const Instant instant = sys_days(2026y / 1 / 1) + days(day) + 12h;
          if (zone.to_instant(zone.to_local(instant)) != instant) ++count;
        }
      });
    }
  }
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

}  // namespace aggregator
