#include "aggregator/base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace aggregator {
namespace {

std::string logged(LogLevel shown, LogFormat format, LogLevel level, std::string_view message) {
  set_up_logging(shown, format);
  testing::internal::CaptureStderr();
  log(level, message);
  return testing::internal::GetCapturedStderr();
}

}  // namespace

TEST(Log, BeginsTextLinesWithTheLevel) {
  EXPECT_EQ(logged(LogLevel::Info, LogFormat::Text, LogLevel::Warning, "feed \"a\" {} is slow"),
            "warning: feed \"a\" {} is slow\n");
}

TEST(Log, WritesOneLineWhateverTheMessageHolds) {
  EXPECT_EQ(logged(LogLevel::Info, LogFormat::Text, LogLevel::Info, "a\r\nb\x1b"), "info: a\\r\\nb\\x1b\n");
}

TEST(Log, WritesJsonObjects) {
  EXPECT_THAT(
      logged(LogLevel::Debug, LogFormat::Json, LogLevel::Error, "say \"\\\"\n\x01"),
      testing::MatchesRegex(
          R"(\{"time":"[0-9]+-[0-9]+-[0-9]+T[0-9]+:[0-9]+:[0-9]+Z","level":"error","message":"say \\"\\\\\\"\\n\\u0001"\}.)"));
}

TEST(Log, ShowsOnlyWhatWasAskedFor) {
  EXPECT_EQ(logged(LogLevel::Warning, LogFormat::Text, LogLevel::Info, "x"), "");
  EXPECT_EQ(logged(LogLevel::Off, LogFormat::Text, LogLevel::Error, "x"), "");
  EXPECT_EQ(logged(LogLevel::Debug, LogFormat::Text, LogLevel::Debug, "x"), "debug: x\n");
}

TEST(Log, SaysWhatWouldBeShown) {
  set_up_logging(LogLevel::Info, LogFormat::Text);
  EXPECT_FALSE(is_logged(LogLevel::Debug));
  EXPECT_TRUE(is_logged(LogLevel::Info));
  EXPECT_FALSE(is_logged(LogLevel::Off));
}

}  // namespace aggregator
