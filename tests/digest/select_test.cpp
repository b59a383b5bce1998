#include "select.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace aggregator::digest {
namespace {
using namespace std::chrono;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Instant kNow = sys_days(2026y / 11 / 20) + hours(9);

/// A window under construction; each post is an hour older than the one before.
class Window {
 public:
  Window& post(store::FeedId feed, const std::string& title, std::vector<std::string> tags = {}) {
    store::ListedEntry entry;
    entry.entry.id = static_cast<store::EntryId>(entries_.size()) + 1;
    entry.entry.feed = feed;
    entry.entry.title = title;
    entry.entry.first_seen = kNow;
    entry.entry.published = kNow - hours(entries_.size());
    entry.feed_title = "Blog " + std::to_string(feed);
    entry.feed_tags = std::move(tags);
    entries_.push_back(entry);
    return *this;
  }
  [[nodiscard]] const std::vector<store::ListedEntry>& entries() const { return entries_; }

 private:
  std::vector<store::ListedEntry> entries_;
};

std::vector<std::string> titles(const ShownGroup& group) {
  std::vector<std::string> titles;
  std::ranges::transform(group.entries, std::back_inserter(titles), &ShownEntry::title);
  return titles;
}

TEST(SelectEntries, GivesEveryBlogATurnBeforeAnyGetsASecond) {
  const auto window = Window().post(1, "a1").post(1, "a2").post(2, "b1").post(2, "b2").post(3, "c1");
  const Selection selection = select_entries(window.entries(), {});
  ASSERT_EQ(selection.groups.size(), 1u);
  EXPECT_THAT(titles(selection.groups[0]), ElementsAre("c1", "a1", "b1", "a2", "b2"));
}

TEST(SelectEntries, LetsRareVoicesSpeakFirst) {
  const auto window = Window().post(1, "a1").post(1, "a2").post(1, "a3").post(2, "b1");
  EXPECT_EQ(select_entries(window.entries(), {}).groups[0].entries[0].title, "b1");
}

TEST(SelectEntries, CountsWhatABlogHasBeyondItsShare) {
  Window window;
  for (int post = 0; post < 5; ++post) window.post(1, "a" + std::to_string(post));
  const Selection selection = select_entries(window.entries(), {});
  ASSERT_EQ(selection.groups[0].entries.size(), 3u);
  EXPECT_EQ(selection.groups[0].entries[2].more_of_feed, 2u);
  EXPECT_EQ(selection.groups[0].entries[0].more_of_feed, 0u);
  EXPECT_EQ(selection.groups[0].total, 5u);
  EXPECT_EQ(selection.total, 5u);
}

TEST(SelectEntries, KeepsTheRunnersGroupsInOrderAndPutsTheRestLast) {
  config::DigestSettings settings;
  settings.groups = {{"Companies", {"company"}}, {"People", {"people"}}, {"Nobody", {"nobody"}}};
  const auto window = Window().post(1, "stray").post(2, "person", {"people"}).post(3, "firm", {"x", "company"});
  const Selection selection = select_entries(window.entries(), settings);
  ASSERT_EQ(selection.groups.size(), 3u);
  EXPECT_EQ(selection.groups[0].title, "Companies");
  EXPECT_THAT(titles(selection.groups[0]), ElementsAre("firm"));
  EXPECT_THAT(titles(selection.groups[1]), ElementsAre("person"));
  EXPECT_EQ(selection.groups[2].title, "");
  EXPECT_THAT(titles(selection.groups[2]), ElementsAre("stray"));
  EXPECT_THAT(selection.shown, ElementsAre(3, 2, 1));
}

TEST(SelectEntries, ShowsNoMoreThanMaxEntries) {
  config::DigestSettings settings;
  settings.max_entries = 2;
  const auto window = Window().post(1, "a").post(2, "b").post(3, "c");
  const Selection selection = select_entries(window.entries(), settings);
  EXPECT_THAT(titles(selection.groups[0]), ElementsAre("a", "b"));
  EXPECT_EQ(selection.total, 3u);
}

TEST(SelectEntries, GivesTheSameOrderWhateverTheOrderOfTheWindow) {
  auto window = Window().post(1, "a1").post(2, "b1").post(1, "a2").post(3, "c1").entries();
  const auto expected = select_entries(window, {}).shown;
  std::ranges::reverse(window);
  EXPECT_EQ(select_entries(window, {}).shown, expected);
}

TEST(SelectEntries, ShowsNothingOfAnEmptyWindow) {
  const Selection selection = select_entries({}, {});
  EXPECT_THAT(selection.groups, IsEmpty());
  EXPECT_EQ(selection.total, 0u);
}

}  // namespace
}  // namespace aggregator::digest
