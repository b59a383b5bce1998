#include "round_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <semaphore>
#include <sstream>

namespace aggregator::cli {
using namespace std::chrono;
using testing::EndsWith;
using testing::HasSubstr;

TEST(WordsFor, TellsWhatIsWorthIt) {
  const poll::RoundProgress begin{0, 900, 0, {}, {}};
  EXPECT_EQ(words_for(begin, 0s, 0s), "0 new");
  EXPECT_EQ(words_for(begin, 12s, 12s), "0.0/s, 0 new, waiting 12 s");
  const poll::RoundProgress middle{390, 900, 1057, {{"slow.example", 8.24}, {"quick.example", 0.9}}, {}};
  EXPECT_EQ(words_for(middle, 10s, 0s), "39/s, 1,057 new; slowest slow.example 8.2 s");
}

TEST(WordsFor, NamesTheHostsThatAreWaitedForWhileThereAreAny) {
  poll::RoundProgress progress{8, 10, 1, {{"slow.example", 3}}, {{"platform.example", 2}}};
  EXPECT_EQ(words_for(progress, 4s, 500ms),
            "2.0/s, 1 new, waiting for platform.example (2); slowest slow.example 3.0 s");
  progress.waited_for = {{"a.example", 1}, {"b.example", 1}, {"c.example", 1}, {"d.example", 1}};
  EXPECT_THAT(words_for(progress, 4s, 2900ms), HasSubstr("waiting 2 s for a.example, b.example, 2 more; "));
  progress.done = 10;
  progress.waited_for = {};
  EXPECT_EQ(words_for(progress, 4s, 3s), "2.5/s, 1 new; slowest slow.example 3.0 s");
}

TEST(RoundLine, IsRedrawnWhileNothingComes) {
  std::ostringstream err;
  std::atomic<int> seconds = 0;
  std::counting_semaphore<> drawings(0);
  const auto columns = [&drawings] {
    drawings.release();
    return 100;
  };
  {
    RoundLine line({err, columns, [&] { return steady_clock::time_point(std::chrono::seconds(++seconds)); }});
    line.show({1, 2, 5, {}, {{"slow.example", 1}}});
    for (int drawn = 0; drawn < 3; ++drawn) drawings.acquire();  // when made, when shown, and by itself
  }
  EXPECT_THAT(err.str(), HasSubstr(" 5 new, waiting 3 s for slow.example\x1b[K"));
  EXPECT_THAT(err.str(), EndsWith("\r\x1b[K"));
}

TEST(RoundLine, DrawsNothingWhereNobodyLooks) {
  std::ostringstream err;
  {
    RoundLine line({err, [] { return 0; }});
    line.show({2, 2, 5, {}, {}});
  }
  EXPECT_EQ(err.str(), "");
}

}  // namespace aggregator::cli
