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
  const OldTitles titles({{"One post", 1, kMonday}, {"Yet another", 2, kMonday}, {"", 3, kMonday}}, document,
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
    const OldTitles titles(known, document, std::nullopt);
    EXPECT_EQ(titles.match(document.entries[0]), 1);
    EXPECT_EQ(titles.match(document.entries[1]), std::nullopt);
    EXPECT_EQ(titles.match(document.entries[2]), std::nullopt);
  }
  const feed::Feed single = document_of({titled("Links", kMonday + days(1))});
  EXPECT_EQ(OldTitles(twice, single, std::nullopt).match(single.entries[0]), 2);
}

TEST(OldTitles, KnowNoPostThatWasPublishedAfterTheFeedWasReadLast) {
  const feed::Feed document = document_of({titled("Monday", kMonday + days(7)), titled("Tuesday", kMonday + days(1))});
  const std::vector<store::KnownTitle> known = {{"Monday", 1, kMonday}, {"Tuesday", 2, kMonday + days(1)}};
  const OldTitles titles(known, document, kMonday + days(4));
  EXPECT_EQ(titles.match(document.entries[0]), std::nullopt) << "a column that comes each Monday";
  EXPECT_EQ(titles.match(document.entries[1]), 2);
}

}  // namespace
}  // namespace aggregator::poll
