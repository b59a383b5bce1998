#include "select.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "posts_in.h"

namespace aggregator::digest {
namespace {
using namespace std::chrono;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Instant kNow = sys_days(2026y / 11 / 20) + hours(9);

/// A window under construction; each post becomes news after the one before, and its feed dates it as it likes.
class Window {
 public:
  Window& post(store::FeedId feed, const std::string& title, std::vector<std::string> tags = {}, hours dated = {}) {
    store::ListedEntry entry;
    entry.entry.id = static_cast<store::EntryId>(entries_.size()) + 1;
    entry.sequence = entry.entry.id;
    entry.entry.feed = feed;
    entry.entry.title = title;
    entry.entry.first_seen = kNow;
    entry.entry.published = kNow + dated;
    entry.feed_title = "Blog " + std::to_string(feed);
    entry.feed_tags = std::move(tags);
    entry.source_ids = {feed};
    entries_.push_back(entry);
    return *this;
  }
  [[nodiscard]] const std::vector<store::ListedEntry>& entries() const { return entries_; }

 private:
  std::vector<store::ListedEntry> entries_;
};

/// Blogs with a host each; the number of their posts of late by feed.
Blogs blogs_with(const std::map<store::FeedId, std::int64_t>& posts) {
  std::vector<store::FeedVolume> feeds;
  for (const auto& [feed, count] : posts) {
    const std::string site = "https://blog" + std::to_string(feed) + ".example/";
    feeds.push_back({feed, site + "feed", site, "", count});
  }
  return Blogs(feeds);
}

Selection select(const Window& window, const config::DigestSettings& settings = {}, const Blogs& blogs = Blogs({}),
                 std::uint64_t seed = 1) {
  const std::vector<store::ListedEntry> entries = window.entries();
  return select_entries(posts_in(entries), settings, blogs, seed);
}

std::vector<std::string> titles(const ShownGroup& group) {
  std::vector<std::string> titles;
  std::ranges::transform(group.entries, std::back_inserter(titles), &ShownEntry::title);
  return titles;
}

std::string first_of(const Selection& selection) { return selection.groups.at(0).entries.at(0).title; }

TEST(SelectEntries, LeadsToTheBlogWhereAPostHasNoLinkThatAMailCanCarry) {
  const std::string post = "https://blog.example/post", blog = "https://blog.example/";
  const std::pair<std::string, std::string> cases[] = {
      {post, post}, {post + "?" + std::string(3000, 'x'), blog}, {"", blog}, {"javascript:alert(1)", blog}};
  for (const auto& [link, expected] : cases) {
    store::ListedEntry entry = Window().post(1, "A post").entries().front();
    entry.entry.link = link;
    entry.feed_site = blog;
    const auto selection = select_entries({&entry}, {}, Blogs({}), 1);
    EXPECT_EQ(selection.groups.front().entries.front().link, expected) << link.substr(0, 40);
  }
}

TEST(SelectEntries, GivesEveryBlogATurnBeforeAnyGetsASecond) {
  const auto window = Window().post(1, "a1").post(1, "a2").post(2, "b1").post(2, "b2").post(3, "c1");
  const auto shown = titles(select(window, {}, blogs_with({{1, 2}, {2, 8}, {3, 1}})).groups.at(0));
  EXPECT_THAT(shown, ElementsAre("c1", "a2", "b2", "a1", "b1"));
}

TEST(SelectEntries, LetsRareVoicesSpeakFirstByWhatTheyPostedOfLate) {
  const auto window = Window().post(1, "often").post(2, "rarely").post(2, "rarely too");
  EXPECT_EQ(first_of(select(window, {}, blogs_with({{1, 90}, {2, 2}}))), "rarely too");
}

TEST(SelectEntries, TakesOnePostMoreOrLessForEqual) {
  const auto window = Window().post(1, "five of late").post(2, "six of late");
  std::set<std::string> firsts;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    firsts.insert(first_of(select(window, {}, blogs_with({{1, 5}, {2, 6}}), seed)));
  }
  EXPECT_EQ(firsts.size(), 2u);
}

TEST(SelectEntries, DrawsLotsAmongEqualsAnewForEachEdition) {
  Window window;
  std::map<store::FeedId, std::int64_t> posts;
  for (store::FeedId feed = 1; feed <= 10; ++feed) {
    window.post(feed, std::to_string(feed));
    posts[feed] = 4;
  }
  std::map<std::string, int> first;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) ++first[first_of(select(window, {}, blogs_with(posts), seed))];
  EXPECT_EQ(first.size(), 10u);
  for (const auto& [title, times] : first) {
    EXPECT_GT(times, 60) << title << " of 1,000";
    EXPECT_LT(times, 140) << title << " of 1,000";
  }
}

TEST(SelectEntries, DoesNotLookAtTheDatesOfFeeds) {
  const auto honest = Window().post(1, "a").post(2, "b").post(3, "c");
  const auto gamed = Window().post(1, "a", {}, hours(5)).post(2, "b").post(3, "c", {}, hours(-50));
  EXPECT_EQ(select(honest).shown, select(gamed).shown);
}

TEST(SelectEntries, CountsWhatABlogHasBeyondItsShareInOneLine) {
  Window window;
  for (int post = 0; post < 5; ++post) window.post(1, "a" + std::to_string(post));
  const Selection selection = select(window);
  ASSERT_EQ(selection.groups[0].entries.size(), 3u);
  EXPECT_EQ(selection.groups[0].entries[2].more_of_feed, 2u);
  EXPECT_EQ(selection.groups[0].entries[0].more_of_feed, 0u);
  EXPECT_EQ(selection.groups[0].total, 5u);
  EXPECT_EQ(selection.total, 5u);
}

TEST(SelectEntries, TakesTheFeedsOfOneSiteForOneBlog) {
  const Blogs blogs({{1, "https://a.example/1.xml", "", "https://a.example/", 2},
                     {2, "https://a.example/2.xml", "", "https://a.example/", 2}});
  const auto window = Window().post(1, "1a").post(1, "1b").post(2, "2a").post(2, "2b");
  const Selection selection = select(window, {}, blogs);
  EXPECT_EQ(selection.shown.size(), 3u) << "max_per_feed";
  EXPECT_EQ(selection.groups[0].entries[2].more_of_feed, 1u);
}

TEST(SelectEntries, KeepsTheRunnersGroupsInOrderAndPutsTheRestLast) {
  config::DigestSettings settings;
  settings.groups = {{"Companies", {"company"}}, {"People", {"people"}}, {"Nobody", {"nobody"}}};
  const auto window = Window().post(1, "stray").post(2, "person", {"people"}).post(3, "firm", {"x", "company"});
  const Selection selection = select(window, settings);
  ASSERT_EQ(selection.groups.size(), 3u);
  EXPECT_EQ(selection.groups[0].title, "Companies");
  EXPECT_THAT(titles(selection.groups[0]), ElementsAre("firm"));
  EXPECT_THAT(titles(selection.groups[1]), ElementsAre("person"));
  EXPECT_EQ(selection.groups[2].title, "");
  EXPECT_THAT(titles(selection.groups[2]), ElementsAre("stray"));
  EXPECT_THAT(selection.shown, ElementsAre(3, 2, 1));
}

TEST(SelectEntries, GivesNoGroupASecondTurnBeforeTheOthersHadTheirFirst) {
  config::DigestSettings settings;
  settings.groups = {{"Companies", {"company"}}};
  settings.max_entries = 2;
  const auto window = Window().post(1, "f1", {"company"}).post(1, "f2", {"company"}).post(2, "person");
  const Selection selection = select(window, settings);
  EXPECT_THAT(titles(selection.groups[0]), ElementsAre("f2"));
  EXPECT_EQ(selection.groups[0].entries[0].more_of_feed, 1u) << "also when max_entries cuts";
  EXPECT_THAT(titles(selection.groups[1]), ElementsAre("person"));
  EXPECT_EQ(selection.total, 3u);
}

TEST(SelectEntries, CountsABlogOnceThatStandsInTwoGroups) {
  config::DigestSettings settings;
  settings.groups = {{"Companies", {"company"}}};
  settings.max_per_feed = 1;
  const auto window = Window().post(1, "tagged", {"company"}).post(1, "not tagged");
  EXPECT_EQ(select(window, settings).shown.size(), 1u);
}

TEST(SelectEntries, SaysWhyTheRestIsLeftOut) {
  using store::Omission;
  config::DigestSettings settings;
  settings.max_per_feed = 2;
  settings.max_entries = 3;
  Window window;
  for (int post = 0; post < 3; ++post) window.post(1, "often").post(2, "often as well");
  window.post(3, "once");
  const Selection selection = select(window, settings, blogs_with({{1, 1}, {2, 30}, {3, 900}}));
  std::map<store::EntryId, Omission> omitted;
  for (const store::OmittedEntry& one : selection.omitted) omitted.emplace(one.entry, one.why);
  EXPECT_EQ(omitted.size() + selection.shown.size(), selection.total);
  for (const store::EntryId shown : selection.shown) EXPECT_FALSE(omitted.contains(shown));
  EXPECT_THAT(omitted, testing::Contains(testing::Pair(testing::_, Omission::MaxEntries)));
}

TEST(SelectEntries, ShowsNothingOfAnEmptyWindow) {
  const Selection selection = select(Window());
  EXPECT_THAT(selection.groups, IsEmpty());
  EXPECT_EQ(selection.total, 0u);
}

/// What must hold for any window: checked over many that are made up.
void check_fairness(const Window& window, const config::DigestSettings& settings, const Blogs& blogs) {
  const Selection selection = select(window, settings, blogs, 7);
  ASSERT_LE(selection.shown.size(), settings.max_entries);
  EXPECT_EQ(std::set(selection.shown.begin(), selection.shown.end()).size(), selection.shown.size());

  std::map<store::FeedId, std::size_t> posts, shown;
  for (const store::ListedEntry& entry : window.entries()) ++posts[entry.entry.feed];
  for (const store::EntryId id : selection.shown)
    ++shown[window.entries()[static_cast<std::size_t>(id) - 1].entry.feed];
  std::size_t promised = 0;
  for (const ShownGroup& group : selection.groups) {
    for (const ShownEntry& entry : group.entries) promised += entry.more_of_feed;
  }
  std::size_t beyond = 0, most = 0;
  for (const auto& [feed, count] : shown) {
    EXPECT_LE(count, settings.max_per_feed);
    beyond += posts[feed] - count;
    most = std::max(most, count);
  }
  EXPECT_EQ(promised, beyond) << "one line for each blog that has more";
  // Nobody has a second post before everybody has their first, and so on.
  for (const auto& [feed, count] : posts) {
    EXPECT_GE(shown[feed] + 1, std::min({most, count + 1, settings.max_per_feed})) << "feed " << feed;
  }

  std::vector<store::ListedEntry> mixed = window.entries();
  std::ranges::reverse(mixed);
  EXPECT_EQ(select_entries(posts_in(mixed), settings, blogs, 7).shown, selection.shown)
      << "whatever the order of the window";
}

TEST(SelectEntries, IsFairWhateverTheWindow) {
  std::mt19937 random(20261120);
  const auto below = [&](unsigned limit) { return static_cast<int>(random() % limit); };
  for (int round = 0; round < 500; ++round) {
    SCOPED_TRACE(round);
    config::DigestSettings settings;
    settings.max_entries = static_cast<std::size_t>(1 + below(40));
    settings.max_per_feed = static_cast<std::size_t>(1 + below(4));
    settings.groups = {{"A", {"a"}}, {"B", {"b"}}};
    std::map<store::FeedId, std::int64_t> volumes;
    for (store::FeedId feed = 1; feed <= 12; ++feed) volumes[feed] = below(100);
    Window window;
    for (int post = below(60); post > 0; --post) {
      const int feed = 1 + below(12);
      window.post(feed, "t", {std::string(1, "abc"[feed % 3])}, hours(below(1000)));
    }
    check_fairness(window, settings, blogs_with(volumes));
  }
}

TEST(SelectEntries, GivesNobodyMoreOrEarlierTurnsForPostingMore) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    SCOPED_TRACE(round);
    Window modest, loud;
    std::map<store::FeedId, std::int64_t> volumes;
    for (store::FeedId feed = 1; feed <= 8; ++feed) {
      volumes[feed] = static_cast<std::int64_t>(random() % 20);
      modest.post(feed, std::to_string(feed));
      loud.post(feed, std::to_string(feed));
    }
    for (int more = 0; more < 10; ++more) loud.post(1, "1");
    auto louder = volumes;
    louder[1] += 10;
    const auto place_of_first = [](const Selection& selection) {
      const auto all = titles(selection.groups.at(0));
      return std::ranges::find(all, "1") - all.begin();
    };
    const std::uint64_t seed = random();
    EXPECT_GE(place_of_first(select(loud, {}, blogs_with(louder), seed)),
              place_of_first(select(modest, {}, blogs_with(volumes), seed)));
  }
}

}  // namespace
}  // namespace aggregator::digest
