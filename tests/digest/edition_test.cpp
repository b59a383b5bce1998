#include "aggregator/digest/edition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aggregator/store/history.h"
#include "edition_fixture.h"

namespace aggregator::digest {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

class Edition : public EditionFixture {};

TEST_F(Edition, IsMadeAtItsHourAndNotBefore) {
  join("ann@example.org");
  publish("fresh");
  now_ += minutes(59);
  EXPECT_EQ(make().editions, 0);
  now_ += minutes(1);
  const EditionSummary summary = make();
  EXPECT_EQ(summary.editions, 1);
  EXPECT_EQ(summary.deliveries, 1);
  EXPECT_THAT(queued_for("ann@example.org"), HasSubstr("fresh"));
}

TEST_F(Edition, IsMadeOnceHoweverOftenItIsAskedFor) {
  join("ann@example.org");
  publish("fresh");
  now_ += hours(1);
  EXPECT_EQ(make().editions, 1);
  EXPECT_EQ(make().editions, 0);
}

TEST_F(Edition, ShowsEachPostInOneEditionOnly) {
  join("ann@example.org");
  publish("first");
  now_ += hours(1);
  make();
  now_ += hours(1);
  publish("second");
  now_ += hours(23);
  make();
  const std::string text = queued_for("ann@example.org");
  EXPECT_EQ(text.find("first"), text.rfind("first"));
  EXPECT_THAT(text, HasSubstr("second"));
}

TEST_F(Edition, IsSharedByThoseWhoChoseTheSame) {
  join("ann@example.org");
  join("bob@example.org");
  join("eve@example.org", {"rust"});
  publish("about all");
  publish("about rust", "https://rust.example/feed", now_);
  now_ += hours(1);
  const EditionSummary summary = make();
  EXPECT_EQ(summary.editions, 2);
  EXPECT_EQ(summary.deliveries, 3);
  EXPECT_THAT(queued_for("bob@example.org"), HasSubstr("about all"));
  EXPECT_THAT(queued_for("eve@example.org"), HasSubstr("about rust"));
  EXPECT_THAT(queued_for("eve@example.org"), Not(HasSubstr("about all")));
}

TEST_F(Edition, IsNotSentEmptyUnlessAsked) {
  join("ann@example.org");
  now_ += hours(1);
  EXPECT_EQ(make().empty, 1);
  EXPECT_EQ(make().empty, 0) << "they were moved on to the next day";
  settings_.digest.send_empty = true;
  now_ += hours(24);
  EXPECT_EQ(make().editions, 1);
}

TEST_F(Edition, IsNeverEmptyForThoseWhoGetEachPostAtOnce) {
  settings_.digest.send_empty = true;
  settings_.digest.frequency = Frequency::Instant;
  join("ann@example.org");
  now_ += minutes(15);
  EXPECT_FALSE(value_of(plan_editions(database_, settings_, now_)).at(0).is_sent);
  EXPECT_EQ(make().empty, 1);
  publish("news");
  now_ += minutes(15);
  EXPECT_EQ(make().editions, 1);
}

TEST_F(Edition, KeepsWhyItLeavesPostsOut) {
  using store::Omission;
  settings_.digest.mute = {"muted"};
  settings_.digest.max_per_feed = 1;
  settings_.digest.max_entries = 1;
  join("ann@example.org", {"rust"});
  const char* const rust = "https://rust.example/feed";
  publish("shown", rust, now_);
  publish("a muted one", rust, now_);
  publish("about all");
  now_ += minutes(1);
  publish("one more", rust, now_);
  now_ += hours(1);
  make();
  std::map<std::string, std::optional<Omission>> omissions;
  for (store::EntryId id = 1; id <= 4; ++id) {
    const auto story = value_of(store::entry_story(database_, id));
    ASSERT_EQ(story->editions.size(), 1u);
    const auto& omitted = story->editions[0].omitted;
    EXPECT_NE(story->editions[0].shown, omitted.has_value()) << story->entry.title;
    omissions[story->entry.title] = omitted ? std::optional(omitted->why) : std::nullopt;
  }
  EXPECT_EQ(omissions["one more"], std::nullopt) << "it became news last";
  EXPECT_EQ(omissions["shown"], Omission::MaxPerFeed);
  EXPECT_EQ(omissions["a muted one"], Omission::RunnersKeywords);
  EXPECT_EQ(omissions["about all"], Omission::Tags);
}

TEST_F(Edition, IsNotPlannedWithoutTemplates) {
  join("ann@example.org");
  settings_.digest.design = "clasic";
  EXPECT_TRUE(plan_editions(database_, settings_, now_)) << "nobody is due, as when it is made";
  now_ += hours(1);
  const auto made = make_editions(database_, settings_, {now_}, random_);
  const auto planned = plan_editions(database_, settings_, now_);
  ASSERT_FALSE(made);
  ASSERT_FALSE(planned);
  EXPECT_EQ(planned.error().detail, made.error().detail);
}

TEST_F(Edition, OfAPreviewTellsThatThereArePostsWhenNoneIsWanted) {
  join("ann@example.org", {"rust"});
  EXPECT_FALSE(value_of(preview_edition(database_, settings_, subscriber("ann@example.org"), now_, random_)).any_posts);
  publish("about all");
  const Preview preview = value_of(preview_edition(database_, settings_, subscriber("ann@example.org"), now_, random_));
  EXPECT_EQ(preview.posts, 0u);
  EXPECT_TRUE(preview.any_posts);
}

TEST_F(Edition, CatchesUpOnceAfterAWeekOff) {
  join("ann@example.org");
  for (int day = 0; day < 7; ++day) publish("day " + std::to_string(day), "https://all.example/feed", now_ + days(day));
  now_ += days(7);
  const EditionSummary summary = make();
  EXPECT_EQ(summary.editions, 1);
  EXPECT_EQ(make().editions, 0);
  EXPECT_THAT(queued_for("ann@example.org"), HasSubstr("27 November")) << "the date of today";
}

TEST_F(Edition, GoesToNobodyWhoHasNotConfirmed) {
  join("ann@example.org", {}, false);
  publish("fresh");
  now_ += days(2);
  EXPECT_EQ(make().deliveries, 0);
  EXPECT_THAT(queued_for("ann@example.org"), Not(HasSubstr("fresh"))) << "only the confirmation is queued";
}

TEST_F(Edition, CoversTheLastBackfillForANewSubscriber) {
  publish("old", "https://all.example/feed", now_ - hours(72));
  publish("recent", "https://all.example/feed", now_ - hours(24));
  join("ann@example.org");
  now_ += hours(1);
  make();
  EXPECT_THAT(queued_for("ann@example.org"), HasSubstr("recent"));
  EXPECT_THAT(queued_for("ann@example.org"), Not(HasSubstr("old")));
}

TEST_F(Edition, CelebratesABlogsFirstPostAndItsComeback) {
  publish("of old", "https://rust.example/feed", now_ - days(200));
  publish("long awaited", "https://rust.example/feed", now_);
  publish("very first", "https://all.example/feed", now_);
  join("ann@example.org");
  now_ += hours(1);
  make();
  EXPECT_THAT(queued_for("ann@example.org"), HasSubstr("First post"));
  EXPECT_THAT(queued_for("ann@example.org"), HasSubstr("Back again"));
}

TEST_F(Edition, DoesNotTakeTheOldestPostOfAFeedForABlogsFirst) {
  publish("where the feed begins", "https://all.example/feed", now_ - hours(5));
  publish("latest", "https://all.example/feed", now_);
  join("ann@example.org");
  now_ += hours(1);
  make();
  EXPECT_THAT(queued_for("ann@example.org"), HasSubstr("where the feed begins"));
  EXPECT_THAT(queued_for("ann@example.org"), Not(HasSubstr("First post")));
}

TEST_F(Edition, PreviewChangesNothing) {
  join("ann@example.org");
  publish("fresh");
  const auto subscriber = value_of(store::find_subscriber(database_, "ann@example.org"));
  const Preview preview = value_of(preview_edition(database_, settings_, *subscriber, now_, random_));
  EXPECT_THAT(preview.rendered.html, HasSubstr("fresh"));
  EXPECT_TRUE(preview.has_news);
  EXPECT_EQ(value_of(store::sequence_before(database_, now_ + days(1))), 0) << "nothing was sealed";
  now_ += hours(1);
  EXPECT_EQ(make().editions, 1);
}

TEST_F(Edition, PreviewShowsTheLatestWhenNothingIsNew) {
  publish("old", "https://all.example/feed", now_ - hours(90));
  join("ann@example.org");
  const auto subscriber = value_of(store::find_subscriber(database_, "ann@example.org"));
  const Preview preview = value_of(preview_edition(database_, settings_, *subscriber, now_, random_));
  EXPECT_THAT(preview.rendered.html, HasSubstr("old"));
  EXPECT_FALSE(preview.has_news);
}

TEST_F(Edition, IsForetoldAsItIsMade) {
  join("ann@example.org");
  publish("of yesterday", "https://all.example/feed", now_ - hours(24));
  publish("of today");
  publish("of today too", "https://rust.example/feed", now_);
  now_ += hours(1);
  const auto foretold = value_of(preview_edition(database_, settings_, subscriber("ann@example.org"), now_, random_));
  make();
  EXPECT_EQ(foretold.rendered.text, queued_for("ann@example.org"));
}

TEST_F(Edition, IsForetoldWhileAnotherProcessWrites) {
  join("ann@example.org");
  publish("fresh");
  const store::SubscriberRow ann = subscriber("ann@example.org");
  value_of(store::signing_key(database_, random_));  // made at first use
  now_ += hours(1);
  store::Database other = open();
  value_of(other.transact([&]() -> Result<void> {
    EXPECT_TRUE(preview_edition(database_, settings_, ann, now_, random_));
    const auto planned = plan_editions(database_, settings_, now_);
    EXPECT_TRUE(planned && planned->size() == 1 && planned->front().entries == 1);
    return {};
  }));
}

TEST_F(Edition, WaitsWhileAnotherProcessMakesThem) {
  store::Database other = open();
  const auto lock = value_of(other.lock(store::Stage::Digest));
  const auto summary = make_editions(database_, settings_, {now_}, random_);
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().code, ErrorCode::Busy);
}

TEST_F(Edition, GoesByTheZoneOfTheSiteWhereThatOfItsSubscribersIsNotKnownAnyMore) {
  join("ann@example.org");
  auto ann = *value_of(store::find_subscriber(database_, "ann@example.org"));
  ann.choice.timezone = "Atlantis/Capital";  // as when a zone has left the system's database
  value_of(store::update_subscriber(database_, ann));
  join("bob@example.org");
  publish("fresh");
  now_ += hours(1);
  EXPECT_EQ(make().editions, 2);
  EXPECT_THAT(queued_for("ann@example.org"), HasSubstr("fresh"));
  EXPECT_THAT(queued_for("bob@example.org"), HasSubstr("fresh"));
  EXPECT_GT(value_of(store::earliest_due(database_)).value(), now_) << "due for ever, it would keep every run busy";
}

TEST_F(Edition, SendsNothingTwiceToSomebodyWhoLeavesAndComesBack) {
  join("ann@example.org");
  publish("old news");
  now_ += hours(1);
  make();
  leave("ann@example.org");
  join("ann@example.org");
  publish("fresh news");
  now_ += hours(24);
  make();
  const std::string text = queued_for("ann@example.org");
  EXPECT_EQ(text.find("old news"), text.rfind("old news"));
  EXPECT_THAT(text, HasSubstr("fresh news"));
}

TEST_F(Edition, IsNotSentWhenItsFiltersLeaveNothingAndTheMarkMovesAllTheSame) {
  join("ann@example.org");
  store::Choice choice = subscriber("ann@example.org").choice;
  choice.muted_keywords = {"채용"};
  choose("ann@example.org", choice);
  publish("백엔드 개발자 채용을 시작합니다");
  now_ += hours(1);
  const EditionSummary summary = make();
  EXPECT_EQ(summary.editions, 0);
  EXPECT_EQ(summary.empty, 1);
  EXPECT_EQ(subscriber("ann@example.org").mark, 1);
  choose("ann@example.org", default_choice(settings_));
  now_ += hours(24);
  EXPECT_EQ(make().empty, 1) << "what was muted at its hour does not come later";
}

TEST_F(Edition, HasNothingThatTheRunnerMutes) {
  join("ann@example.org");
  settings_.digest.mute = {"sponsored"};
  publish("[Sponsored] buy this");
  publish("fresh");
  now_ += hours(1);
  make();
  EXPECT_THAT(queued_for("ann@example.org"), HasSubstr("fresh"));
  EXPECT_THAT(queued_for("ann@example.org"), Not(HasSubstr("buy this")));
}

TEST_F(Edition, IsSharedByThoseWhoMuteTheSame) {
  join("ann@example.org");
  join("bob@example.org");
  join("eve@example.org");
  store::Choice choice = default_choice(settings_);
  choice.muted_keywords = {"crypto", "채용"};
  choose("ann@example.org", choice);
  choice.muted_keywords = {"채용", "crypto"};
  choose("bob@example.org", choice);
  publish("fresh");
  now_ += hours(1);
  EXPECT_EQ(make().editions, 2);
}

TEST_F(Edition, KeepsToAFeedThatHasMoved) {
  join("ann@example.org");
  store::Choice choice = default_choice(settings_);
  choice.feeds = {value_of(store::known_feed(database_, "https://rust.example/feed")).value()};
  choose("ann@example.org", choice);
  auto feed = *value_of(store::find_feed(database_, "https://rust.example/feed"));
  feed.url = "https://new.example/feed";
  value_of(store::move_feed(database_, feed.id, feed.url));
  value_of(
      store::sync_feeds(database_, {listed("https://new.example/feed", {}), listed("https://all.example/feed", {})}));
  publish("from the new place", "https://new.example/feed", now_);
  publish("of others");
  now_ += hours(1);
  make();
  EXPECT_THAT(queued_for("ann@example.org"), HasSubstr("from the new place"));
  EXPECT_THAT(queued_for("ann@example.org"), Not(HasSubstr("of others")));
}

TEST_F(Edition, TellsAStoryOnceThatTwoFeedsHave) {
  const std::string excerpt =
      "We moved four hundred tables without a minute of downtime, and this is what we learnt on the way.";
  join("ann@example.org");
  publish_copy("How we moved to PostgreSQL 18", "https://all.example/feed", excerpt);
  publish_copy("How we moved to PostgreSQL 18", "https://rust.example/feed", excerpt);
  now_ += hours(1);
  make();
  const std::string text = queued_for("ann@example.org");
  EXPECT_EQ(text.find("How we moved"), text.rfind("How we moved"));
}

TEST_F(Edition, LeavesOutTheCopyOfWhatItsReadersHadTheDayBefore) {
  const std::string excerpt =
      "We moved four hundred tables without a minute of downtime, and this is what we learnt on the way.";
  join("ann@example.org");
  publish_copy("How we moved to PostgreSQL 18", "https://all.example/feed", excerpt);
  now_ += hours(1);
  make();
  join("new@example.org", {"rust"});
  publish_copy("How we moved to PostgreSQL 18", "https://rust.example/feed", excerpt);
  now_ += hours(24);
  EXPECT_EQ(make().empty, 1) << "Ann had it";
  EXPECT_THAT(queued_for("new@example.org"), HasSubstr("How we moved")) << "who had not gets it";
}

/// The story is of the first day, the copy of the seventh. Everybody of the audience gets the same edition, so that one
/// who has not been shown the story brings it to all.
TEST_F(Edition, TellsAStoryAgainWhenOneOfItsReadersWasNotShownIt) {
  const struct {
    const char* reader;
    std::function<void()> before, later;  ///< before the story, and four days after it
    bool is_told;
  } cases[] = {
      {"who was there", [&] { join("bob@example.org"); }, [] {}, false},
      {"who joins", [] {}, [&] { join("bob@example.org"); }, true},
      {"who was asked before and confirms", [&] { join("bob@example.org", {}, false); },
       [&] { join("bob@example.org"); }, true},
      {"who comes back",
       [&] {
         join("bob@example.org");
         leave("bob@example.org");
       },
       [&] { join("bob@example.org"); }, true},
      {"who wanted something else", [&] { join("bob@example.org", {"rust"}); },
       [&] { choose("bob@example.org", default_choice(settings_)); }, true},
  };
  const Instant begin = now_;
  for (const auto& [reader, before, later, is_told] : cases) {
    SCOPED_TRACE(reader);
    start_anew(begin);
    before();
    join("ann@example.org");
    const std::string excerpt =
        "We moved four hundred tables without a minute of downtime, and this is what we learnt on the way.";
    publish_copy("How we moved to PostgreSQL 18", "https://all.example/feed", excerpt);
    now_ += hours(1);
    make();
    now_ = begin + days(4);
    later();
    now_ = begin + days(4) + hours(1);
    publish("of the fifth day");
    make();
    now_ = begin + days(6);
    publish_copy("How we moved to PostgreSQL 18", "https://rust.example/feed", excerpt);
    now_ += hours(1);
    const EditionSummary made = make();
    EXPECT_EQ(made.editions, is_told ? 1 : 0);
    EXPECT_EQ(made.deliveries, is_told ? 2 : 0) << "one audience";
  }
}

TEST_F(Edition, DoesNotTakeAnotherFeedOfABlogForItsComeback) {
  auto feeds = std::vector{listed("https://split.example/en", {}), listed("https://split.example/ko", {})};
  for (config::ListedFeed& feed : feeds) feed.site = "https://split.example/";
  value_of(store::sync_feeds(database_, feeds));
  publish("of old", "https://split.example/en", now_ - days(200));
  publish("last week", "https://split.example/ko", now_ - days(7));
  publish("english again", "https://split.example/en", now_);
  join("ann@example.org");
  now_ += hours(1);
  make();
  EXPECT_THAT(queued_for("ann@example.org"), HasSubstr("english again"));
  EXPECT_THAT(queued_for("ann@example.org"), Not(HasSubstr("Back again")));
}

}  // namespace
}  // namespace aggregator::digest
