#include "zone_file.h"

#include <gtest/gtest.h>

namespace aggregator {
using namespace std::chrono;
namespace {

std::string big_endian(std::uint64_t value, int bytes) {
  std::string out;
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
  return out;
}

/// A file of one zone that was one hour ahead, and two from the last moment of `changes` on.
std::string file(const std::vector<std::int64_t>& changes, const std::string& footer, unsigned leap_seconds = 0) {
  const auto header = [](unsigned leaps, std::size_t times, unsigned types, unsigned names) {
    std::string out = "TZif2" + std::string(15, '\0') + big_endian(0, 8);
    for (const std::uint64_t count :
         {std::uint64_t{leaps}, std::uint64_t{times}, std::uint64_t{types}, std::uint64_t{names}})
      out += big_endian(count, 4);
    return out;
  };
  std::string out = header(0, 0, 1, 1) + std::string(7, '\0');  // the part that nobody reads
  out += header(leap_seconds, changes.size(), 2, 4);
  for (const std::int64_t at : changes) out += big_endian(static_cast<std::uint64_t>(at), 8);
  for (std::size_t i = 0; i < changes.size(); ++i) out += static_cast<char>(i + 1 == changes.size());
  for (const std::uint64_t offset : {3600u, 7200u}) out += big_endian(offset, 4) + std::string(2, '\0');
  return out + std::string(4, 'Z') + std::string(leap_seconds * 12, '\0') + "\n" + footer + "\n";
}

}  // namespace

TEST(ZoneFile, TellsTheChangesThatChangeTheClock) {
  const auto zone = parse_zone_file(file({-100, 5'000'000'000}, "EET-2"));
  ASSERT_TRUE(zone) << zone.error().detail;
  EXPECT_EQ(zone->first, 1h);
  ASSERT_EQ(zone->changes.size(), 1u) << "the first one keeps the offset";
  EXPECT_EQ(zone->changes[0].at, Instant(seconds(5'000'000'000))) << "after 2038";
  EXPECT_EQ(zone->changes[0].offset, 2h);
  ASSERT_TRUE(zone->rule);
  EXPECT_EQ(zone->rule->standard, 2h);
}

TEST(ZoneFile, MayEndWithoutARule) {
  const auto zone = parse_zone_file(file({0}, ""));
  ASSERT_TRUE(zone);
  EXPECT_FALSE(zone->rule);
}

TEST(ZoneFile, IsRefusedWhereverItIsCutOff) {
  const std::string whole = file({-100, 0}, "EET-2EEST,M3.5.0/3,M10.5.0/4");
  ASSERT_TRUE(parse_zone_file(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(parse_zone_file(std::string_view(whole).substr(0, size))) << size;
  }
}

TEST(ZoneFile, IsRefusedWhenItCountsLeapSeconds) {
  const auto zone = parse_zone_file(file({0}, "EET-2", 1));
  ASSERT_FALSE(zone);
  EXPECT_NE(zone.error().detail.find("leap seconds"), std::string::npos);
}

TEST(PosixZone, KnowsBothChangesOfAYear) {
  struct Case {
    const char* rule;
    Instant first, second;
    seconds after_first, after_second;
  };
  const Case cases[] = {
      {"EST5EDT,M3.2.0,M11.1.0", sys_days(2040y / 3 / 11) + 7h, sys_days(2040y / 11 / 4) + 6h, -4h, -5h},
      {"CET-1CEST,M3.5.0,M10.5.0/3", sys_days(2040y / 3 / 25) + 1h, sys_days(2040y / 10 / 28) + 1h, 2h, 1h},
      // In the south the year begins in summer.
      {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", sys_days(2040y / 3 / 31) + 15h, sys_days(2040y / 10 / 6) + 15h + 30min,
       10h + 30min, 11h},
      // Dublin is behind its standard time in winter; Nuuk changes on Saturday, the day before the Sunday of the rule.
      {"IST-1GMT0,M10.5.0,M3.5.0/1", sys_days(2040y / 3 / 25) + 1h, sys_days(2040y / 10 / 28) + 1h, 1h, 0h},
      {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", sys_days(2040y / 3 / 25) + 1h, sys_days(2040y / 10 / 28) + 1h, -1h, -2h},
      {"AAA0BBB,J60,59", sys_days(2040y / 2 / 29) + 1h, sys_days(2040y / 3 / 1) + 2h, 0h, 1h},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.rule);
    const auto zone = parse_posix_zone(one.rule);
    ASSERT_TRUE(zone);
    const auto changes = zone->changes_in(2040y);
    ASSERT_EQ(changes.size(), 2u);
    EXPECT_EQ(format_rfc3339(changes[0].at), format_rfc3339(one.first));
    EXPECT_EQ(format_rfc3339(changes[1].at), format_rfc3339(one.second));
    EXPECT_EQ(changes[0].offset, one.after_first);
    EXPECT_EQ(changes[1].offset, one.after_second);
  }
}

TEST(PosixZone, HasNoChangesWithoutSummerTime) {
  const auto zone = parse_posix_zone("<+0545>-5:45");
  ASSERT_TRUE(zone);
  EXPECT_EQ(zone->standard, 5h + 45min);
  EXPECT_TRUE(zone->changes_in(2040y).empty());
}

TEST(PosixZone, RefusesWhatIsNoRule) {
  for (const char* text : {"", "5", "ES5", "EST", "EST25", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.1.0,M11.1.0",
                           "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.2.0,M11.1.0x", "<+03-3", "EST5EDT,J0,J365"}) {
    EXPECT_FALSE(parse_posix_zone(text)) << text;
  }
}

}  // namespace aggregator
