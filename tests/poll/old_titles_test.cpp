#include "old_titles.h"

#include <gtest/gtest.h>

namespace aggregator::poll {
namespace {
using namespace std::chrono;

constexpr Instant kMonday = sys_days(2026y / 11 / 16);

feed::Entry titled(const std::string& title, std::optional<Instant> published = std::nullopt) {
  feed::Entry entry;
  entry.title = title;
  entry.published = published;
  return entry;
}

feed::Feed document_of(std::vector<feed::Entry> entries) {
  feed::Feed feed;
  feed.entries = std::move(entries);
  return feed;
}

TEST(OldTitles, KnowsAPostByATitleThatNoOtherHas) {
  const feed::Feed document = document_of({titled(" One\n post ", kMonday + days(3)), titled("Another"), titled("")});
  const OldTitles titles({{"One post", 1, kMonday}, {"Yet another", 2, kMonday}, {"", 3, kMonday}}, document, {0, 1, 2},
                         std::nullopt);
  EXPECT_EQ(titles.match(document.entries[0]), 1) << "whatever its date says now";
  EXPECT_EQ(titles.match(document.entries[1]), std::nullopt);
  EXPECT_EQ(titles.match(document.entries[2]), std::nullopt) << "no title is none that is known";
}

TEST(OldTitles, AsksForTheSameDateWhereATitleIsGivenMoreThanOnce) {
  const feed::Feed document =
      document_of({titled("Links", kMonday), titled("Links", kMonday + days(2)), titled("Links")});
  const std::vector<store::KnownTitle> once = {{"Links", 1, kMonday}};
  const std::vector<store::KnownTitle> twice = {{"Links", 1, kMonday}, {"Links", 2, kMonday + days(1)}};
  for (const auto& known : {once, twice}) {
    const OldTitles titles(known, document, {0, 1, 2}, std::nullopt);
    EXPECT_EQ(titles.match(document.entries[0]), 1);
    EXPECT_EQ(titles.match(document.entries[1]), std::nullopt);
    EXPECT_EQ(titles.match(document.entries[2]), std::nullopt);
  }
  const feed::Feed single = document_of({titled("Links", kMonday + days(1))});
  EXPECT_EQ(OldTitles(twice, single, {0}, std::nullopt).match(single.entries[0]), 2);
}

TEST(OldTitles, KnowNoPostThatWasPublishedAfterTheFeedWasReadLast) {
  const feed::Feed document = document_of({titled("Monday", kMonday + days(7)), titled("Tuesday", kMonday + days(1))});
  const std::vector<store::KnownTitle> known = {{"Monday", 1, kMonday}, {"Tuesday", 2, kMonday + days(1)}};
  const OldTitles titles(known, document, {0, 1}, kMonday + days(4));
  EXPECT_EQ(titles.match(document.entries[0]), std::nullopt) << "a column that comes each Monday";
  EXPECT_EQ(titles.match(document.entries[1]), 2);
}

TEST(OldTitles, KnowPostsThatWereGivenNewDatesWhenTheyMoved) {
  const Instant moved = kMonday + days(30);
  const std::vector<store::KnownTitle> known = {{"One", 1, kMonday}, {"Two", 2, kMonday}, {"Three", 3, kMonday}};
  const feed::Feed all =
      document_of({titled("One", moved), titled("Two", moved), titled("Three", moved), titled("New", moved)});
  const OldTitles titles(known, all, {0, 1, 2, 3}, kMonday + days(29));
  for (const std::size_t index : {0u, 1u, 2u}) EXPECT_EQ(titles.match(all.entries[index]), index + 1);
  EXPECT_EQ(titles.match(all.entries[3]), std::nullopt);
  const feed::Feed columns = document_of({titled("One", moved), titled("Two", moved), titled("New", moved)});
  EXPECT_EQ(OldTitles(known, columns, {0, 1, 2}, kMonday + days(29)).match(columns.entries[0]), std::nullopt);
}

}  // namespace
}  // namespace aggregator::poll
