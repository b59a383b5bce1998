#include "progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "aggregator/base/text.h"

namespace aggregator::cli {
using namespace std::chrono;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

/// A terminal as wide as told, with a clock that stands still until it is moved.
class ProgressLineOnScreen : public testing::Test {
 protected:
  Screen screen() {
    return {err_, [this] { return columns_; }, [this] { return now_; }};
  }

  /// What is drawn last, without the codes around it.
  [[nodiscard]] std::string last() const {
    const std::string all = err_.str();
    const std::size_t begin = all.rfind('\r') + 1;
    return all.substr(begin, all.find('\x1b', begin) - begin);
  }

  [[nodiscard]] auto drawings() const { return std::ranges::count(err_.str(), '\r'); }

  std::ostringstream err_;
  std::size_t columns_ = 80;
  steady_clock::time_point now_{};
};

TEST_F(ProgressLineOnScreen, DrawsNothingWithoutColumns) {
  columns_ = 0;
  {
    ProgressLine line(screen());
    line.draw(1, 2, "half");
    line.draw(2, 2, "all");
  }
  EXPECT_EQ(err_.str(), "");
}

TEST_F(ProgressLineOnScreen, LeavesNoTraceOfItself) {
  {
    ProgressLine line(screen());
    line.draw(3, 4, "blog.example.org");
    EXPECT_EQ(last(), "[#######---] 3/4 75% blog.example.org");
  }
  EXPECT_THAT(err_.str(), EndsWith("\r\x1b[K"));
  EXPECT_THAT(err_.str(), Not(HasSubstr("\n")));
}

TEST_F(ProgressLineOnScreen, IsNotErasedWhenItWasNeverDrawn) {
  {
    const ProgressLine line(screen());
  }
  EXPECT_EQ(err_.str(), "");
}

TEST_F(ProgressLineOnScreen, IsDrawnTenTimesASecondAndWhenAllIsDone) {
  ProgressLine line(screen());
  for (int done = 0; done < 1000; ++done, now_ += 1ms) line.draw(done, 1000, "");
  EXPECT_EQ(drawings(), 10);
  line.draw(1000, 1000, "");
  EXPECT_EQ(drawings(), 11);
  EXPECT_THAT(last(), HasSubstr("1000/1000 100%"));
}

TEST_F(ProgressLineOnScreen, FitsTheScreenAndKeepsForeignTextOnTheLine) {
  ProgressLine line(screen());
  for (const std::size_t columns : {1uz, 20uz, 60uz, 80uz, 200uz}) {
    columns_ = columns;
    line.draw(1, 1, "제목\n\r\t" + std::string(500, 'x'));
    EXPECT_EQ(display_width(last()), columns - 1);
    EXPECT_EQ(last().find_first_of("\r\n\t"), std::string::npos);
  }
}

TEST_F(ProgressLineOnScreen, GivesTheRoomOfTheBarToTheWordsOnANarrowScreen) {
  columns_ = 60;
  ProgressLine line(screen());
  line.draw(1, 2, "words");
  EXPECT_EQ(last(), "1/2 50% words");
}

TEST_F(ProgressLineOnScreen, KnowsWhatNothingToDoLooksLike) {
  ProgressLine line(screen());
  line.draw(0, 0, "");
  EXPECT_THAT(last(), HasSubstr("0/0 100%"));
}

}  // namespace aggregator::cli
