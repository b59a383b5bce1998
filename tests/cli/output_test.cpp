#include "output.h"

#include <gtest/gtest.h>

#include <sstream>

namespace aggregator::cli {
using namespace std::chrono;

constexpr Instant kInstant = sys_days(2026y / 11 / 20) + 9h + 30min + 15s;

TEST(Table, AlignsColumnsByTheWidthOnTheScreen) {
  Table table({"ID", "TITLE", "FEED"});
  table.add({"1", "우아한", "https://a.example.org/"});
  table.add({"12", "plain text", "b"});
  std::ostringstream out;
  table.print(out);
  EXPECT_EQ(out.str(),
            "ID  TITLE       FEED\n"
            "1   우아한      https://a.example.org/\n"
            "12  plain text  b\n");
}

TEST(JsonList, IsAListWhateverIsInIt) {
  for (int count = 0; count <= 2; ++count) {
    std::ostringstream out;
    JsonList list(out);
    for (int number = 0; number < count; ++number) list.add({{"number", number}});
    list.end();
    const Json read = Json::parse(out.str());
    ASSERT_EQ(read.size(), static_cast<std::size_t>(count));
    for (int number = 0; number < count; ++number) EXPECT_EQ(read[static_cast<std::size_t>(number)]["number"], number);
  }
}

TEST(Dump, IsOneLineOfUtf8WhateverTheBytes) {
  EXPECT_EQ(dump({{"text", "a\nb\xFF"}}), "{\"text\":\"a\\nb\xEF\xBF\xBD\"}");
}

TEST(Json, IsNullWhereThereIsNothing) {
  EXPECT_TRUE(json_of(std::nullopt).is_null());
  EXPECT_EQ(json_of(kInstant), "2026-11-20T09:30:15Z");
  EXPECT_TRUE(json_or_null("").is_null());
  EXPECT_EQ(json_or_null("x"), "x");
}

TEST(ShortTime, EndsWithTheMinute) {
  EXPECT_EQ(short_time(kInstant), "2026-11-20 09:30");
  EXPECT_EQ(short_time(std::nullopt), "-");
}

TEST(LocalTime, IsThatOfTheClockInThePlace) {
  const auto seoul = TimeZone::find("Asia/Seoul");
  ASSERT_TRUE(seoul);
  EXPECT_EQ(local_time(kInstant, *seoul), "2026-11-20 18:30 (Asia/Seoul)");
}

TEST(Grouped, SetsACommaAfterEveryThreeDigits) {
  const std::pair<std::int64_t, const char*> cases[] = {{0, "0"},          {999, "999"},       {1000, "1,000"},
                                                        {-999, "-999"},    {-1000, "-1,000"},  {1234567, "1,234,567"},
                                                        {12345, "12,345"}, {100000, "100,000"}};
  for (const auto& [number, text] : cases) EXPECT_EQ(grouped(number), text);
}

TEST(Counted, IsSingularForOneOnly) {
  EXPECT_EQ(counted(0, "feed", "feeds"), "0 feeds");
  EXPECT_EQ(counted(1, "feed", "feeds"), "1 feed");
  EXPECT_EQ(counted(1729, "feed", "feeds"), "1,729 feeds");
}

TEST(Sparkline, DrawsABarForEachNumber) {
  const std::pair<std::vector<std::int64_t>, const char*> cases[] = {
      {{}, ""}, {{0, 0}, "··"}, {{1, 1, 1}, "███"}, {{0, 1, 4, 8}, "·▁▄█"}, {{1, 1000}, "▁█"}};
  for (const auto& [numbers, line] : cases) EXPECT_EQ(sparkline(numbers), line);
}

TEST(PrintTable, IsTheSameTableWithoutKeepingTheRows) {
  std::ostringstream out;
  int visits = 0;
  const auto any = print_table(out, {"A", "B"}, [&](const std::function<void(const TableRow&)>& take) -> Result<void> {
    take({"ko", "1"});
    take({"한국어", "2"});
    if (++visits == 2) take({"wider than it was", "3"});
    return {};
  });
  EXPECT_TRUE(any && *any);
  EXPECT_EQ(out.str(), "A       B\nko      1\n한국어  2\nwider than it was  3\n");
}

TEST(PrintTable, PrintsNothingWithoutRowsOrWhenTheyCannotBeRead) {
  std::ostringstream out;
  const auto none = [](const auto&) -> Result<void> { return {}; };
  const auto broken = [](const auto&) -> Result<void> { return fail(ErrorCode::Unavailable, "gone"); };
  EXPECT_EQ(print_table(out, {"A"}, none), false);
  EXPECT_FALSE(print_table(out, {"A"}, broken));
  EXPECT_EQ(out.str(), "");
}

}  // namespace aggregator::cli
