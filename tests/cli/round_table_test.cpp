#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include "stages.h"

namespace aggregator::cli {
using testing::HasSubstr;
using testing::Not;

std::string printed(const poll::RoundSummary& summary) {
  std::ostringstream out;
  print(summary, out);
  return out.str();
}

TEST(RoundTable, LeavesOutWhatDidNotHappen) {
  EXPECT_EQ(printed({}), "0 feeds due; `aggregator feeds` says which are paused or gone\n");
  EXPECT_EQ(printed({.next = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + std::chrono::hours(9)}),
            "0 feeds due before 2026-11-20 09:00 (UTC); `aggregator poll --all --force` does not wait\n");
  EXPECT_EQ(printed({.is_list_empty = true}),
            "the list of feeds is empty; `aggregator add-feed URL` adds one, `aggregator import FILE` takes those of "
            "another list\n");
  EXPECT_EQ(printed({.due = 1, .unchanged = 1, .bytes = 210, .seconds = 0.21, .slowest = {{"quick.example", 4.9}}}),
            "due             1  feed\n"
            "unchanged       1\n"
            "new             0  posts\n"
            "received   0.2 kB\n"
            "took        0.2 s\n");
}

TEST(RoundTable, TellsAllThatDid) {
  const std::string table = printed({.due = 1208,
                                     .fetched = 300,
                                     .unchanged = 860,
                                     .failed = 30,
                                     .new_entries = 1,
                                     .updated = 5,
                                     .duplicates = 6,
                                     .held = 7,
                                     .backlog = 8,
                                     .unreached = 18,
                                     .bytes = 1'234'567,
                                     .seconds = 31.4,
                                     .reasons = {{"connection refused by …", 12},
                                                 {"answered 404: " + std::string(80, 'x'), 8},
                                                 {"cannot resolve …", 4},
                                                 {"an HTML page, not a feed", 2}},
                                     .slowest = {{"a.example", 28}, {"b.example", 6.25}, {"c.example", 0.5}}});
  EXPECT_EQ(
      table,
      "due          1,208  feeds\n"
      "fetched        300\n"
      "unchanged      860\n"
      "failed          30  12 × connection refused by …\n"
      "                     8 × answered 404: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…\n"
      "                     4 × cannot resolve …\n"
      "                     2 × an HTML page, not a feed\n"
      "                     4 × something else\n"
      "unreached       18  no time or room, a host that wants rest, or no network; asked later\n"
      "new              1  post\n"
      "older            8  stored, but too old for a digest\n"
      "updated          5\n"
      "duplicates       6  seen in another feed\n"
      "held             7  many unseen posts at once; `aggregator feeds` says where, `aggregator release` mails them\n"
      "received    1.2 MB\n"
      "took        31.4 s  slowest: a.example 28.0 s, b.example 6.2 s\n"
      "`aggregator feeds --broken` says what failed and why\n");
}

TEST(RoundTable, HasNothingElseWhenAllFailuresAreNamed) {
  const std::string table = printed({.due = 3, .failed = 3, .reasons = {{"connection refused by …", 3}}});
  EXPECT_THAT(table, HasSubstr("3 × connection refused by …\n"));
  EXPECT_THAT(table, Not(HasSubstr("something else")));
}

/// A round in which `feeds_by_reason[n]` feeds failed for the reason n, and others for none that is named.
poll::RoundSummary failing(const std::vector<std::int64_t>& feeds_by_reason, std::int64_t others = 0) {
  poll::RoundSummary summary{.due = 100, .failed = others};
  for (const std::int64_t feeds : feeds_by_reason) {
    summary.reasons.push_back({"reason " + std::to_string(summary.reasons.size()), feeds});
    summary.failed += feeds;
  }
  return summary;
}

TEST(RoundTable, NamesOneMoreReasonRatherThanSomethingElse) {
  const std::string seven = printed(failing({9, 8, 7, 6, 5, 4, 3}));
  EXPECT_THAT(seven, HasSubstr("3 × reason 6\n"));
  EXPECT_THAT(seven, Not(HasSubstr("something else")));
  for (const auto& summary : {failing({9, 8, 7, 6, 5, 4, 3, 2}), failing({9, 8, 7, 6, 5, 4, 3}, 2)}) {
    const std::string table = printed(summary);
    EXPECT_THAT(table, HasSubstr("4 × reason 5\n"));
    EXPECT_THAT(table, HasSubstr("5 × something else\n"));
    EXPECT_THAT(table, Not(HasSubstr("reason 6")));
  }
}

}  // namespace aggregator::cli
