#include "string_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aggregator/base/text.h"

namespace aggregator::digest {
namespace {

StringTable parsed(std::string_view text, const std::string& language = "en") {
  return StringTable::parse(text, language).value();
}

}  // namespace

TEST(StringTable, CountsAsTheLanguageDoes) {
  const StringTable table = parsed("posts = {n, plural, one{# post} other{# posts}}");
  const std::pair<std::int64_t, const char*> cases[] = {
      {0, "0 posts"}, {1, "1 post"}, {2, "2 posts"}, {1234, "1,234 posts"}};
  for (const auto& [count, expected] : cases) EXPECT_EQ(table.text("posts", {{"n", count}}), expected);
  EXPECT_EQ(parsed("posts = {n}편", "ko").text("posts", {{"n", 3}}), "3편");
}

TEST(StringTable, NeverReadsAValueAsAPattern) {
  EXPECT_EQ(parsed("hello = Hello {who}").text("hello", {{"who", "{who} '{' # {n, plural"}}),
            "Hello {who} '{' # {n, plural");
}

TEST(StringTable, WritesDatesInTheZoneAndTheLanguage) {
  const Instant instant = std::chrono::sys_days(std::chrono::year(2025) / 11 / 20) + std::chrono::hours(23);
  const TimeZone seoul = TimeZone::find("Asia/Seoul").value(), new_york = TimeZone::find("America/New_York").value();
  EXPECT_EQ(parsed("d = M월 d일 EEEE", "ko").date("d", instant, seoul), "11월 21일 금요일");
  EXPECT_EQ(parsed("d = EEEE, d MMMM", "en").date("d", instant, seoul), "Friday, 21 November");
  EXPECT_EQ(parsed("d = EEEE, d MMMM", "en").date("d", instant, new_york), "Thursday, 20 November");
}

TEST(StringTable, SkipsCommentsAndEmptyLines) { EXPECT_EQ(parsed("# a = b\n\n c = d \n").text("c"), "d"); }

TEST(StringTable, RefusesWhatIsNoTableAndNamesTheLine) {
  for (const char* text : {"a = b\nno equals sign", "a = b\na = c", "a = b\nc = {n, plural, one{x}", "a = b\nc = {"}) {
    SCOPED_TRACE(text);
    const auto table = StringTable::parse(text, "en");
    ASSERT_FALSE(table);
    EXPECT_EQ(table.error().code, ErrorCode::Malformed);
    EXPECT_THAT(table.error().detail, testing::StartsWith("line 2: "));
  }
}

TEST(StringsFor, TakesTheLanguageWithoutItsRegion) {
  const Templates templates = Templates::load(std::nullopt).value();
  const std::pair<const char*, const char*> cases[] = {{"ko", "ko"}, {"ko-KR", "ko"}, {"KO_kr", "ko"},
                                                       {"ja", "ja"}, {"en-GB", "en"}, {"fr", "en"},
                                                       {"", "en"},   {"../x", "en"}};
  for (const auto& [asked, given] : cases) EXPECT_EQ(strings_for(asked, templates).language(), given) << asked;
}

TEST(StringsFor, GivesKoreanWithoutParticlesInParentheses) {
  const Templates templates = Templates::load(std::nullopt).value();
  const StringTable korean = strings_for("ko", templates);
  for (const std::string& line : split(templates.named("ko.strings"), '\n')) {
    if (line.empty() || line.starts_with('#')) continue;
    const std::string key(trim(std::string_view(line).substr(0, line.find('='))));
    const std::string text =
        korean.text(key, {{"frequency", "daily"}, {"count", 2}, {"minutes", 3}, {"others", 1}, {"tags", 1}});
    for (const char* hedge : {"(이)", "(을)", "을(를)", "은(는)", "(으)로"}) {
      EXPECT_THAT(text, testing::Not(testing::HasSubstr(hedge))) << key;
    }
  }
}

}  // namespace aggregator::digest
