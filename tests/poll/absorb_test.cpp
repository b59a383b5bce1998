#include "absorb.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "round_fixture.h"
#include "support/sqlite_hand.h"

namespace aggregator::poll {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class Absorb : public RoundFixture {
 protected:
  /// The turns of the post at `link`: kind, path of the feed.
  std::vector<std::pair<store::EntryTurnKind, std::string>> turns(const std::string& link) {
    std::vector<std::pair<store::EntryTurnKind, std::string>> turns;
    for (const store::EntryId id : value_of(store::entries_linked_at(*database_, link))) {
      const auto story = value_of(store::entry_story(*database_, id)).value();
      for (const store::EntryTurn& turn : story.turns)
        turns.emplace_back(turn.kind, turn.feed_url.substr(server_.url("").size()));
    }
    return turns;
  }
};

TEST_F(Absorb, ShowsAPostOfTwoFeedsOnceWithBothSources) {
  server_.reply("/a", {.body = rss({post(1)})});
  server_.reply("/b", {.body = rss({{"other-guid", "http://www.blog.example/1/?utm_source=rss", "Post 1 (copy)"}})});
  list({"/a", "/b"});
  settings_.poll.per_host = 1;  // one after the other, so that the first one is the first
  const RoundSummary summary = poll();
  EXPECT_EQ(summary.new_entries, 1);
  EXPECT_EQ(summary.duplicates, 1);
  std::vector<std::string> sources;
  ASSERT_TRUE(store::visit_entries(*database_, {}, [&](const store::ListedEntry& entry) { sources = entry.sources; }));
  EXPECT_THAT(sources, UnorderedElementsAre(server_.url("/a"), server_.url("/b")));
}

TEST_F(Absorb, LetsTheFeedOfItsSiteSayHowAPostReadsWhicheverWasPolledFirst) {
  const std::string link = server_.url("/posts/1");
  server_.reply("/planet", {.body = rss({{"p1", link, "BUY PILLS", "junk"}})});
  server_.replies(
      "/own", {{.body = rss({post(2)})}, {.body = rss({post(2), {"1", link, "The post", "As its author tells it."}})}});
  list({"/planet", "/own"});
  poll();
  test::SqliteHand(folder_.path() / "test.db")
      .run("UPDATE feeds SET listed_url = 'https://planet.example/feed' WHERE listed_url LIKE '%/planet'");
  now_ += hours(2);
  EXPECT_EQ(poll().duplicates, 1);
  EXPECT_THAT(titles(), UnorderedElementsAre("Post 2", "The post"));
  std::vector<std::string> sources;
  ASSERT_TRUE(store::visit_entries(*database_, {}, [&](const store::ListedEntry& entry) {
    if (entry.entry.title == "The post") sources = entry.sources;
  }));
  EXPECT_THAT(sources, ElementsAre(server_.url("/own"), "https://planet.example/feed"));
}

TEST_F(Absorb, UpdatesAnEditedPostWithoutMakingItNews) {
  Post edited = post(1);
  edited.title = "Post 1, corrected";
  server_.replies("/feed", {{.body = rss({post(1)})}, {.body = rss({edited})}});
  list({"/feed"});
  poll();
  now_ += hours(2);
  const RoundSummary second = poll();
  EXPECT_EQ(second.updated, 1);
  EXPECT_EQ(second.new_entries, 0);
  EXPECT_THAT(titles(), ElementsAre("Post 1, corrected"));
}

TEST_F(Absorb, LeavesATraceOfEachMergeAndEditOfAPost) {
  using enum store::EntryTurnKind;
  const Post first = post(1);
  Post edited = first, reissued = first;
  edited.text = "another text";
  reissued.guid = "another guid";
  struct Case {
    const char* what;
    std::vector<std::vector<Post>> documents;
    std::optional<store::EntryTurnKind> turn;
  };
  const Case cases[] = {
      {"as it was", {{first}, {first, post(2)}}, {}},
      {"twice in one document", {{first, first}}, Repeated},
      {"edited", {{first}, {edited}}, Edited},
      {"under another guid", {{first}, {reissued}}, AnotherKey},
      {"under another guid, and that once more", {{first}, {reissued}, {reissued, post(2)}}, AnotherKey},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    database_ = value_of(store::Database::open("sqlite:" + (folder_.path() / c.what).string()));
    const std::string path = "/" + std::to_string(&c - cases);
    std::vector<test::HttpReply> replies;
    for (const auto& document : c.documents) replies.push_back({.body = rss(document)});
    server_.replies(path, replies);
    list({path});
    for (std::size_t round = 0; round < c.documents.size(); ++round, now_ += hours(2)) poll({.all = true});
    decltype(turns("")) expected;
    if (c.turn) expected.emplace_back(*c.turn, path);
    EXPECT_EQ(turns(first.link), expected);
  }
}

TEST_F(Absorb, LeavesATraceOfAnEditThatIsNotTaken) {
  Post copy = post(1), edited = post(1);
  copy.text = "as the planet has it";
  edited.text = "as the planet has it now";
  server_.replies("/own", {{.body = rss({post(1)})}});
  server_.replies("/planet", {{.body = rss({copy})}, {.body = rss({copy, post(2)})}, {.body = rss({edited})}});
  list({"/own", "/planet"});
  poll({.feed = server_.url("/own")});
  for (int round = 0; round < 2; ++round, now_ += hours(2)) poll({.feed = server_.url("/planet")});
  EXPECT_THAT(turns(post(1).link), ::testing::IsEmpty()) << "it only is worded differently there";
  poll({.feed = server_.url("/planet")});
  EXPECT_THAT(turns(post(1).link), ElementsAre(std::pair(store::EntryTurnKind::EditNotTaken, "/planet")));
}

TEST_F(Absorb, MailsEachReleaseOfAFeedWhoseOnlyLinkStaysTheSame) {
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"/site", "https://blog.example/", "Fri, 20 Nov 2026 1{}:00:00 GMT"},
      {"/page", "https://blog.example/releases", "Fri, 20 Nov 2026 1{}:00:00 GMT"},
      {"/undated", "https://blog.example/undated", ""},
  };
  for (const auto& [path, link, date] : cases) {
    SCOPED_TRACE(path);
    now_ = sys_days(2026y / 11 / 20) + hours(12);
    const auto release = [&](const std::string& number) {
      return rss({{path + ("v" + number), link, "Version " + number, "What is new in version " + number + ".",
                   fmt::format(fmt::runtime(date), std::stoi(number) * 2)}});
    };
    server_.replies(path, {{.body = release("1")}, {.body = release("2")}, {.body = release("3")}});
    list({path});
    for (int poll_number = 0; poll_number < 3; ++poll_number) {
      const RoundSummary round = poll();
      EXPECT_EQ(round.new_entries, 1);
      EXPECT_EQ(round.updated, 0);
      now_ += hours(2);
    }
  }
}

TEST_F(Absorb, TakesACorrectedHeadlineForAnEditThoughTheSiteMakesItsGuidsOfIt) {
  Post corrected = post(1);
  corrected.guid = "post-1-corrected";
  corrected.title = "Post 1, corrected";
  corrected.text = "Its first words, corrected as well.";
  server_.replies("/feed", {{.body = rss({post(1), post(2)})}, {.body = rss({corrected, post(2)})}});
  list({"/feed"});
  poll();
  now_ += hours(2);
  EXPECT_EQ(poll().new_entries, 0);
  EXPECT_THAT(titles(), UnorderedElementsAre("Post 1, corrected", "Post 2"));
}

TEST_F(Absorb, RecognisesPostsThatWereGivenNewDatesWhenTheyMoved) {
  const std::string text = "A text that is long enough to be recognised by, of post number ";
  std::vector<Post> known = posts(1, 10), moved;
  for (Post& post : known) post.text = text + post.guid;
  for (const Post& post : known)
    moved.push_back({post.guid + "-new", post.link + "/v2", post.title, post.text, "Fri, 20 Nov 2026 10:30:00 GMT"});
  server_.replies("/feed", {{.body = rss(known)}, {.body = rss(moved)}});
  list({"/feed"});
  poll();
  now_ += hours(2);
  EXPECT_EQ(poll().new_entries, 0);
  EXPECT_EQ(titles().size(), 10u);
}

TEST_F(Absorb, KnowsAPostWhoseSlugWasCorrectedAndTakesItsNewLink) {
  std::vector<Post> known = posts(1, 10);
  for (Post& post : known) post.date = "Fri, 20 Nov 2026 06:00:" + std::to_string(10 + (&post - known.data())) + " GMT";
  std::vector<Post> corrected = known;
  corrected[3].guid = corrected[3].link = "https://blog.example/corrected";
  corrected[3].title += "!";
  server_.replies("/feed", {{.body = rss(known)}, {.body = rss(corrected)}});
  list({"/feed"});
  poll();
  now_ += hours(30);
  EXPECT_EQ(poll().new_entries, 0);
  EXPECT_EQ(titles().size(), 10u);
  std::vector<std::string> links;
  value_of(store::visit_entries(*database_, {}, [&](const auto& entry) { links.push_back(entry.entry.link); }));
  EXPECT_THAT(links, testing::Contains("https://blog.example/corrected"));
}

TEST_F(Absorb, KnowsPostsThatWereRedesignedByTheirDates) {
  std::vector<Post> known = posts(1, 10);
  for (Post& post : known) post.date = "Fri, 20 Nov 2026 06:00:" + std::to_string(10 + (&post - known.data())) + " GMT";
  std::vector<Post> redesigned = known;
  for (Post& post : redesigned) {
    post.title = "[" + post.title + "]";
    post.guid = post.link += ".html";
  }
  server_.replies("/feed", {{.body = rss(known)}, {.body = rss(redesigned)}});
  list({"/feed"});
  poll();
  now_ += hours(30);
  EXPECT_EQ(poll().new_entries, 0);
  EXPECT_EQ(titles().size(), 10u);
}

TEST_F(Absorb, KeepsTheBackCatalogueOfANewFeedOutOfTheNews) {
  Post old = post(1);
  old.date = "Mon, 02 Nov 2026 06:00:00 GMT";
  server_.reply("/feed", {.body = rss({post(2), old})});
  list({"/feed"});
  const RoundSummary summary = poll();
  EXPECT_EQ(summary.new_entries, 1);
  EXPECT_EQ(summary.backlog, 1);
  EXPECT_THAT(titles("backlog"), ElementsAre("Post 1"));
}

TEST_F(Absorb, ReadsNoBodyOfAnEditedPostThatNobodySees) {
  Post old = post(1);
  old.date = "Mon, 02 Nov 2026 06:00:00 GMT";
  Post edited = old;
  edited.title = "Post 1, corrected";
  edited.text = "a text that no digest shows";
  server_.replies("/feed", {{.body = rss({old})}, {.body = rss({edited})}});
  list({"/feed"});
  poll();
  now_ += hours(30);
  EXPECT_EQ(poll().updated, 1);
  EXPECT_THAT(titles("backlog"), ElementsAre("Post 1, corrected"));
  value_of(store::visit_entries(*database_, {}, [](const auto& entry) { EXPECT_EQ(entry.entry.excerpt, ""); }));
}

TEST_F(Absorb, WaitsForAnItemThatSaysNothingYet) {
  server_.reply("/feed", {.body = "<rss version='2.0'><channel><title>Blog</title><item></item>"
                                  "<item><title>Something</title></item></channel></rss>"});
  list({"/feed"});
  EXPECT_EQ(poll().new_entries, 1);
  EXPECT_THAT(titles(), ElementsAre("Something"));
}

TEST_F(Absorb, WaitsForTheRestOfAPostThatWasCutOff) {
  const std::string whole = rss(posts(1, 3));
  const std::string half = whole.substr(0, whole.find("https://blog.example/3") + 18);  // in the middle of its link
  server_.replies("/feed", {{.body = half}, {.body = whole}});
  list({"/feed"});
  EXPECT_EQ(poll().new_entries, 2);
  EXPECT_THAT(feed("/feed").repairs, HasSubstr("its last entry, cut off, waits until it comes whole"));
  now_ += hours(2);
  EXPECT_EQ(poll().new_entries, 1);
  EXPECT_THAT(titles(), UnorderedElementsAre("Post 1", "Post 2", "Post 3"));
}

TEST_F(Absorb, KeepsTheOnlyPostOfADocumentThatIsAlwaysCutOff) {
  const std::string whole = rss({post(1)});
  server_.reply("/feed", {.body = whole.substr(0, whole.find("<pubDate>") + 12)});
  list({"/feed"});
  EXPECT_EQ(poll().new_entries, 1);
}

TEST_F(Absorb, RecognisesOldPostsOfAFeedThatChangedAllItsGuids) {
  std::vector<Post> renamed = posts(1, 30);
  for (Post& post : renamed) post.guid += "-new";
  server_.replies("/feed", {{.body = rss(posts(1, 30))}, {.body = rss(renamed)}, {.body = rss(renamed) + "<!-- -->"}});
  list({"/feed"});
  poll();
  now_ += hours(2);
  EXPECT_EQ(poll().new_entries, 0);
  now_ += hours(2);
  EXPECT_EQ(poll().new_entries, 0);
  EXPECT_EQ(titles().size(), 30u);
}

TEST_F(Absorb, RecognisesByTitleAFloodOfPostsWithNewGuidsAndLinks) {
  std::vector<Post> moved = posts(1, 30);
  for (Post& post : moved) post = {post.guid + "-new", post.link + "/moved", post.title};
  server_.replies("/feed", {{.body = rss(posts(1, 30))}, {.body = rss(moved)}});
  list({"/feed"});
  poll();
  now_ += hours(2);
  const RoundSummary second = poll();
  EXPECT_EQ(second.new_entries, 0);
  EXPECT_EQ(second.held, 0);
  EXPECT_EQ(titles().size(), 30u);
  EXPECT_THAT(turns(post(1).link + "/moved"), ElementsAre(std::pair(store::EntryTurnKind::Renamed, "/feed")));
}

TEST_F(Absorb, RecognisesByTitleTheFewPostsOfAFeedWithNewGuidsAndLinks) {
  for (const int count : {3, 10, 20}) {
    SCOPED_TRACE(count);
    const std::string path = "/feed" + std::to_string(count);
    std::vector<Post> known = posts(count * 100 + 1, count * 100 + count);
    std::vector<Post> moved = known;
    for (Post& post : known) post.date = "";
    for (Post& post : moved) post = {post.guid + "-new", post.link + "/moved", post.title, "", ""};
    server_.replies(path, {{.body = rss(known)}, {.body = rss(moved)}, {.body = rss(moved) + "<!-- -->"}});
    list({path});
    EXPECT_EQ(poll().new_entries, count);
    now_ += hours(2);
    EXPECT_EQ(poll().new_entries, 0) << "an entry is new once";
    EXPECT_THAT(value_of(store::feed_events(*database_, feed(path).id)).back().what,
                HasSubstr("known by title or date"));
    now_ += hours(2);
    EXPECT_EQ(poll().new_entries, 0);
  }
}

TEST_F(Absorb, MailsPostsThatOnlyShareTheirTitleWithFormerOnes) {
  const auto daily = [](int day) {
    const std::string digits = std::to_string(day);
    return Post{"daily-" + digits, "https://blog.example/daily/" + digits, "Links of the day", "",
                "Fri, 20 Nov 2026 0" + digits + ":00:00 GMT"};
  };
  server_.replies("/feed", {{.body = rss({daily(1), daily(2)})}, {.body = rss({daily(3), daily(4), daily(5)})}});
  list({"/feed"});
  EXPECT_EQ(poll().new_entries, 2);
  now_ += hours(2);
  EXPECT_EQ(poll().new_entries, 3);
}

TEST_F(Absorb, MailsTheNextPostsOfTwoColumnsOrUnderOneTeaser) {
  constexpr const char* kTeaser = "Sign in to read the rest of this week's letter, it is for members of the club only.";
  std::vector<Post> columns = posts(1, 2), letter = {post(10)};
  letter[0].text = kTeaser;
  for (const auto& [path, first] : {std::pair("/columns", columns), std::pair("/letter", letter)}) {
    SCOPED_TRACE(path);
    std::vector<Post> next = first;
    for (Post& post : next) {
      post = {post.guid + "-next", post.link + "/next", post.title, post.text, "Sun, 22 Nov 2026 06:00:00 GMT"};
    }
    now_ = sys_days(2026y / 11 / 20) + hours(9);
    server_.replies(path, {{.body = rss(first)}, {.body = rss(next)}});
    list({path});
    poll();
    now_ += hours(48);
    const RoundSummary second = poll();
    EXPECT_EQ(second.new_entries, std::ssize(first));
    EXPECT_EQ(second.updated, 0);
  }
}

TEST_F(Absorb, HoldsAFloodThatNothingExplains) {
  server_.replies("/feed", {{.body = rss(posts(1, 3))}, {.body = rss(posts(100, 150))}});
  list({"/feed"});
  poll();
  now_ += hours(2);
  const RoundSummary second = poll();
  EXPECT_EQ(second.new_entries, 0);
  EXPECT_EQ(second.held, 51);
  EXPECT_EQ(titles("new").size(), 3u);
}

TEST_F(Absorb, MailsAPostThatWasHeldInAnotherFeedWhenItsOwnFeedHasIt) {
  std::vector<Post> flood = posts(100, 150);
  flood.push_back(post(1));
  server_.replies("/planet", {{.body = rss(posts(200, 202))}, {.body = rss(flood)}});
  server_.replies("/own", {{.body = rss({post(2)})}, {.body = rss(posts(1, 2))}});
  list({"/planet", "/own"});
  poll();
  now_ += hours(2);
  EXPECT_EQ(poll({.feed = server_.url("/planet")}).held, 52);
  const RoundSummary own = poll({.feed = server_.url("/own")});
  EXPECT_EQ(own.new_entries, 1);
  EXPECT_EQ(own.duplicates, 0);
  EXPECT_THAT(titles("new"), ::testing::Contains("Post 1"));
  const auto ids = value_of(store::entries_linked_at(*database_, "https://blog.example/1"));
  ASSERT_EQ(ids.size(), 1u);
  const auto story = value_of(store::entry_story(*database_, ids[0])).value();
  EXPECT_THAT(story.entry.reason, HasSubstr("held when another feed brought it among many, then published by"));
  EXPECT_EQ(story.sightings.size(), 2u);
}

TEST_F(Absorb, LeavesHeldWhatTheOwnFeedFloodsAsWellAndWhatTheRunnerDropped) {
  server_.replies("/planet", {{.body = rss(posts(200, 202))}, {.body = rss(posts(100, 150))}});
  server_.replies("/own", {{.body = rss({post(2)})}, {.body = rss(posts(100, 150))}, {.body = rss(posts(99, 100))}});
  server_.replies("/third", {{.body = rss({post(3)})}, {.body = rss(posts(100, 101))}});
  list({"/planet", "/own", "/third"});
  poll();
  now_ += hours(2);
  EXPECT_EQ(poll({.feed = server_.url("/planet")}).held, 51);
  EXPECT_EQ(poll({.feed = server_.url("/own")}).new_entries, 0);
  now_ += hours(2);
  EXPECT_EQ(poll({.feed = server_.url("/own")}).new_entries, 1) << "post 99, but not what it flooded with";
  value_of(store::settle_held(*database_, feed("/planet").id, store::EntryState::Backlog,
                              std::string(store::kDroppedByRunner)));
  EXPECT_EQ(poll({.feed = server_.url("/third")}).new_entries, 0) << "the runner has decided";
}

TEST_F(Absorb, KeepsPostsApartThatShareOneGuid) {
  server_.reply("/feed",
                {.body = rss({{"x", "https://blog.example/1", "One"}, {"x", "https://blog.example/2", "Two"}})});
  list({"/feed"});
  EXPECT_EQ(poll().new_entries, 2);
  EXPECT_TRUE(feed("/feed").guids_repeat);
}

TEST_F(Absorb, TellsWhyAPostIsHeldOrDatedByItsFirstSight) {
  Post future = post(1);
  future.date = "Thu, 20 Nov 2036 06:00:00 GMT";
  std::vector<Post> flood = posts(1, 60);
  for (Post& post : flood) post.guid += "-new", post.link += "-new", post.title += " (new)";
  server_.replies("/feed", {{.body = rss({future})}, {.body = rss(flood)}});
  list({"/feed"});
  poll();
  now_ += hours(2);
  poll();
  std::set<std::string> reasons;
  value_of(store::visit_entries(*database_, {}, [&](const store::ListedEntry& entry) {
    reasons.insert(value_of(store::entry_story(*database_, entry.entry.id))->entry.reason);
  }));
  EXPECT_THAT(reasons, ElementsAre("dated 2036-11-20T06:00:00Z, which cannot be: dated by its first sight",
                                   "one of more new posts than a blog writes between two polls"));
}

TEST_F(Absorb, CallsAnUntitledPostByItsText) {
  Post untitled = post(1);
  untitled.title = "  ";
  untitled.text = "A note without a title, like on a microblog.";
  server_.reply("/feed", {.body = rss({untitled})});
  list({"/feed"});
  poll();
  EXPECT_THAT(titles(), ElementsAre("A note without a title, like on a microblog."));
}

}  // namespace
}  // namespace aggregator::poll
