#include "readdressed.h"

#include <gtest/gtest.h>

namespace aggregator::poll {
namespace {
using namespace std::chrono;

constexpr Instant kPublished = sys_days(2026y / 11 / 16) + hours(9) + minutes(41) + seconds(7);
constexpr Instant kDay = sys_days(2026y / 11 / 16) - hours(9);  // in Seoul
constexpr Instant kDayInDelhi = sys_days(2026y / 11 / 17) - hours(5) - minutes(30);

feed::Entry titled(const std::string& title, std::optional<Instant> published) {
  feed::Entry entry;
  entry.title = title;
  entry.published = published;
  return entry;
}

TEST(MayBeReaddressed, NeedsADateBeforeTheLastReading) {
  EXPECT_TRUE(may_be_readdressed(titled("A", kPublished), kPublished));
  EXPECT_FALSE(may_be_readdressed(titled("A", kPublished + seconds(1)), kPublished));
  EXPECT_FALSE(may_be_readdressed(titled("A", std::nullopt), kPublished));
  EXPECT_FALSE(may_be_readdressed(titled("A", kPublished), std::nullopt));
}

TEST(Readdressed, GoesByTheSecondAndTheTitle) {
  struct Case {
    const char* what;
    std::string title;
    std::optional<Instant> published;
    std::optional<store::EntryId> match;
    std::vector<Instant> in_document = {kDay};
  };
  const std::vector<store::KnownTitle> known = {
      {"A slug that was wrong", 1, kPublished, 7},
      {"Weekly links", 2, kDay, 7},
      {"Weekly links", 3, kDay + days(7), 7},
      {"Release notes", 8, kDayInDelhi, 7},
      {"Still there", 4, kPublished, 7},
      {"Twin one", 5, kPublished, 7},
      {"Twin two", 6, kPublished, 7},
  };
  const Case cases[] = {
      {"the same title", " A slug that\n was wrong", kPublished, 1},
      {"one that was corrected", "[A slug that was wrung]", kPublished, 1},
      {"one that something was added to", "Update: A slug that was wrong (corrected for good)", kPublished, 1},
      {"another title", "How we sort a terabyte", kPublished, std::nullopt},
      {"another second", "A slug that was wrong", kPublished + seconds(1), std::nullopt},
      {"no date", "A slug that was wrong", std::nullopt, std::nullopt},
      {"the same title of the same day", "Weekly links", kDay, 2},
      {"nearly the same title of the same day", "Weekly link", kDay, std::nullopt},
      {"of a day in Delhi", "Release note", kDayInDelhi, std::nullopt, {kDayInDelhi}},
      {"of a feed of some days", "Weekly link", kDay, 2, {kDay, kDay + days(1)}},
      {"what the document still has", "Still there", kPublished, std::nullopt},
      {"what two may be", "Twin 000", kPublished, std::nullopt},
  };
  for (const Case& c : cases) {
    feed::Feed document;
    for (const Instant date : c.in_document) document.entries.push_back(titled("", date));
    EXPECT_EQ(Readdressed(known, document, {4}).take(titled(c.title, c.published)), c.match) << c.what;
  }
}

TEST(Readdressed, GivesEachPostOnce) {
  const std::vector<store::KnownTitle> known = {{"One", 1, kPublished, 7}};
  Readdressed posts(known, {}, {});
  EXPECT_EQ(posts.take(titled("One", kPublished)), 1);
  EXPECT_EQ(posts.take(titled("One", kPublished)), std::nullopt);
}

TEST(Readdressed, LeavesAloneWhatManyPostsMayBe) {
  std::vector<store::KnownTitle> known;
  for (int id = 1; id <= 5; ++id)
    known.push_back({"Post " + std::string(20, static_cast<char>('a' + id)), id, kPublished, 7});
  EXPECT_EQ(Readdressed(known, {}, {}).take(titled(known[0].title, kPublished)), std::nullopt);
  EXPECT_EQ(Readdressed(known, {}, {5}).take(titled(known[0].title, kPublished)), 1);
}

}  // namespace
}  // namespace aggregator::poll
