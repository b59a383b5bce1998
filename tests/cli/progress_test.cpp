#include "progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "aggregator/base/text.h"

namespace aggregator::cli {
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kErased = "\r\x1b[K";

TEST(ProgressLine, WritesNothingUnlessShown) {
  std::ostringstream err;
  {
    ProgressLine line(err, false);
    line.draw(1, 2, "half");
    line.draw(2, 2, "all");
  }
  EXPECT_EQ(err.str(), "");
}

TEST(ProgressLine, LeavesNoTraceOfItself) {
  std::ostringstream err;
  {
    ProgressLine line(err, true);
    line.draw(3, 4, "blog.example.org");
    EXPECT_THAT(err.str(), StartsWith("\r["));
    EXPECT_THAT(err.str(), HasSubstr("3/4 75% blog.example.org"));
  }
  EXPECT_THAT(err.str(), EndsWith(kErased));
  EXPECT_THAT(err.str(), Not(HasSubstr("\n")));
}

TEST(ProgressLine, IsNotErasedWhenItWasNeverDrawn) {
  std::ostringstream err;
  {
    const ProgressLine line(err, true);
  }
  EXPECT_EQ(err.str(), "");
}

TEST(ProgressLine, DrawsNotEveryStepButAlwaysTheLast) {
  std::ostringstream err;
  ProgressLine line(err, true);
  for (int done = 1; done <= 1000; ++done) line.draw(done, 1000, "");
  const std::string drawn = err.str();
  EXPECT_LT(std::ranges::count(drawn, '\r'), 1000);
  EXPECT_THAT(drawn, HasSubstr("1000/1000 100%"));
}

TEST(ProgressLine, FitsTheScreenAndKeepsForeignTextOnTheLine) {
  std::ostringstream err;
  ProgressLine line(err, true);
  line.draw(1, 1, "제목\n\r\t" + std::string(500, 'x'));
  std::string drawn = err.str();
  ASSERT_THAT(drawn, StartsWith("\r"));
  drawn = drawn.substr(1, drawn.find('\x1b') - 1);
  EXPECT_LE(display_width(drawn), 79u);
  EXPECT_EQ(drawn.find_first_of("\r\n\t"), std::string::npos);
}

TEST(ProgressLine, KnowsWhatNothingToDoLooksLike) {
  std::ostringstream err;
  ProgressLine line(err, true);
  line.draw(0, 0, "");
  EXPECT_THAT(err.str(), HasSubstr("0/0 100%"));
}

}  // namespace aggregator::cli
