#include "aggregator/digest/edition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "aggregator/digest/subscribe.h"
#include "aggregator/store/entries.h"
#include "aggregator/store/feeds.h"
#include "aggregator/store/outbox.h"
#include "support/plain_settings.h"
#include "support/temporary_folder.h"
#include "support/value_of.h"

namespace aggregator::digest {
namespace {
using namespace std::chrono;
using test::value_of;
using ::testing::HasSubstr;
using ::testing::Not;

/// A digest at ten o'clock UTC with two feeds, one about rust and one about everything.
class Edition : public ::testing::Test {
 protected:
  Edition() : database_(open()) { list_feeds(); }

  void list_feeds() {
    value_of(store::sync_feeds(
        database_, {listed("https://rust.example/feed", {"rust"}), listed("https://all.example/feed", {})}));
  }

  /// With nobody and nothing in the database.
  void start_anew(Instant moment) {
    ++databases_;
    database_ = open();
    list_feeds();
    now_ = moment;
  }

  static config::ListedFeed listed(const std::string& url, std::vector<std::string> tags) {
    config::ListedFeed feed;
    feed.url = url;
    feed.tags = std::move(tags);
    return feed;
  }

  store::Database open() {
    const std::string name = "test" + std::to_string(databases_) + ".db";
    return value_of(store::Database::open("sqlite:" + (folder_.path() / name).string()));
  }

  void publish(const std::string& title, const std::string& feed, Instant when) {
    store::EntryRow entry;
    entry.feed = value_of(store::find_feed(database_, feed))->id;
    entry.title = title;
    entry.link = "https://blog.example/" + std::to_string(keys_);
    entry.published = entry.first_seen = when;
    const std::vector<store::EntryKey> keys = {++keys_};
    value_of(store::insert_entry(database_, entry, keys));
  }
  void publish_copy(const std::string& title, const std::string& feed, const std::string& excerpt) {
    store::EntryRow entry;
    entry.feed = value_of(store::find_feed(database_, feed))->id;
    entry.title = title;
    entry.link = feed + "/" + std::to_string(keys_);
    entry.excerpt = excerpt;
    entry.first_seen = now_;
    const std::vector<store::EntryKey> keys = {++keys_};
    value_of(store::insert_entry(database_, entry, keys));
  }
  void publish(const std::string& title) { publish(title, "https://all.example/feed", now_); }

  void join(const std::string& email, std::vector<std::string> tags = {}, bool confirmed = true) {
    store::Choice choice = default_choice(settings_);
    choice.tags = std::move(tags);
    value_of(subscribe(database_, settings_,
                       {email, choice, confirmed ? store::SubscriberState::Active : store::SubscriberState::Pending},
                       now_, random_));
  }

  /// Takes a list of people in; how many of them it changed something for.
  int changes_of(const std::vector<Newcomer>& people, bool is_trial = false) {
    int changes = 0;
    value_of(take_people(database_, settings_, now_, random_, is_trial, [&](const TakePerson& take) -> Result<void> {
      for (const Newcomer& one : people) {
        const auto outcome =
            take({one.email, one.state, [&](const store::Choice&) -> Result<store::Choice> { return one.choice; }});
        if (outcome && *outcome != ListOutcome::Unchanged) ++changes;
        if (!outcome && outcome.error().code != ErrorCode::Conflict) return std::unexpected(outcome.error());
      }
      return {};
    }));
    return changes;
  }

  store::SubscriberRow subscriber(const std::string& email) {
    return value_of(store::find_subscriber(database_, email)).value();
  }

  void leave(const std::string& email) {
    store::SubscriberRow leaving = subscriber(email);
    leaving.state = store::SubscriberState::Unsubscribed;
    leaving.next_due.reset();
    value_of(store::update_subscriber(database_, leaving));
  }

  void choose(const std::string& email, const store::Choice& choice) {
    value_of(change_choice(database_, subscriber(email), choice, now_));
  }

  EditionSummary make() { return value_of(make_editions(database_, settings_, {now_}, random_)); }

  /// What is queued for this address, text parts one after the other.
  std::string queued_for(const std::string& email) {
    std::vector<store::EditionId> editions;
    value_of(
        store::visit_deliveries(database_, store::DeliveryState::Queued, [&](const store::ListedDelivery& delivery) {
          if (delivery.email == email) editions.push_back(delivery.edition);
        }));
    std::string text;
    for (const store::EditionId id : editions) text += value_of(store::read_edition(database_, id)).text;
    return text;
  }

  test::TemporaryFolder folder_;
  int databases_ = 0;
  store::Database database_;
  store::EntryKey keys_ = 0;
  unsigned char next_random_ = 0;
  RandomSource random_ = [this](std::span<unsigned char> bytes) {
    for (unsigned char& byte : bytes) byte = next_random_++;
  };
  Instant now_ = sys_days(2026y / 11 / 20) + hours(9);
  config::Settings settings_ = test::plain_settings();
};

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

TEST_F(Edition, ActivatesAPendingSubscriberWhomTheRunnerConfirms) {
  join("ann@example.org", {}, false);
  join("ann@example.org", {}, true);
  EXPECT_EQ(value_of(store::find_subscriber(database_, "ann@example.org"))->state, store::SubscriberState::Active);
}

TEST_F(Edition, AsksAPendingSubscriberAgainButNotMoreThanOnceAnHour) {
  const auto ask = [&](const std::string& language) {
    store::Choice choice = default_choice(settings_);
    choice.language = language;
    return value_of(subscribe(database_, settings_, {"ann@example.org", choice}, now_, random_));
  };
  EXPECT_EQ(ask("en"), Joining::Added);
  const std::string once = queued_for("ann@example.org");
  now_ += minutes(59);
  EXPECT_EQ(ask("ko"), Joining::JustAsked);
  EXPECT_EQ(queued_for("ann@example.org"), once);
  EXPECT_EQ(subscriber("ann@example.org").choice.language, "en");
  now_ += minutes(1);
  EXPECT_EQ(ask("ko"), Joining::AskedAgain);
  EXPECT_GT(queued_for("ann@example.org").size(), once.size());
  EXPECT_EQ(subscriber("ann@example.org").choice.language, "ko");
  EXPECT_EQ(ask("ko"), Joining::JustAsked);
}

TEST_F(Edition, KeepsTheLinksOfSomebodyWhoComesBack) {
  join("ann@example.org");
  const std::string id = subscriber("ann@example.org").public_id;
  leave("ann@example.org");
  join("ann@example.org", {}, false);
  EXPECT_EQ(subscriber("ann@example.org").public_id, id);
}

TEST_F(Edition, RefusesSomebodyWhoIsThereAlready) {
  join("ann@example.org");
  const auto again =
      subscribe(database_, settings_, {"Ann@Example.org", default_choice(settings_), store::SubscriberState::Active},
                now_, random_);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::Conflict);
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
    const auto planned = plan_editions(database_, settings_, now_, random_);
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

TEST_F(Edition, OneGroupsTroubleIsNotThatOfTheOthers) {
  join("ann@example.org");
  auto ann = *value_of(store::find_subscriber(database_, "ann@example.org"));
  ann.choice.timezone = "Atlantis/Capital";  // as when a zone has left the system's database
  value_of(store::update_subscriber(database_, ann));
  join("bob@example.org");
  publish("fresh");
  now_ += hours(1);
  const auto made = make_editions(database_, settings_, {now_}, random_);
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().detail, HasSubstr("Atlantis/Capital"));
  EXPECT_THAT(queued_for("bob@example.org"), HasSubstr("fresh"));
}

TEST_F(Edition, AddsManySubscribersOnceEach) {
  const store::Choice choice = default_choice(settings_);
  const std::vector<Newcomer> newcomers = {{"a@example.org", choice, store::SubscriberState::Active},
                                           {"b@example.org", choice, store::SubscriberState::Active},
                                           {"A@example.org", choice, store::SubscriberState::Active}};
  EXPECT_EQ(changes_of(newcomers), 2);
  EXPECT_EQ(changes_of(newcomers), 0);
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

TEST_F(Edition, RemembersWhoHasLeftAnotherList) {
  const store::Choice choice = default_choice(settings_);
  const std::vector<Newcomer> moved = {{"ann@example.org", choice, store::SubscriberState::Unsubscribed}};
  EXPECT_EQ(changes_of(moved), 1);
  EXPECT_EQ(value_of(store::find_subscriber(database_, "ann@example.org"))->state,
            store::SubscriberState::Unsubscribed);
  const std::vector<Newcomer> later = {{"ann@example.org", choice, store::SubscriberState::Active}};
  EXPECT_EQ(changes_of(later), 0) << "a list brings nobody back";
  EXPECT_THAT(queued_for("ann@example.org"), ::testing::IsEmpty());
}

TEST_F(Edition, AListDoesNotBringBackWhoHasLeft) {
  join("ann@example.org");
  auto ann = *value_of(store::find_subscriber(database_, "ann@example.org"));
  ann.state = store::SubscriberState::Unsubscribed;
  value_of(store::update_subscriber(database_, ann));
  const std::vector<Newcomer> list = {{"ann@example.org", default_choice(settings_), store::SubscriberState::Active}};
  EXPECT_EQ(changes_of(list), 0);
  EXPECT_EQ(value_of(store::find_subscriber(database_, "ann@example.org"))->state,
            store::SubscriberState::Unsubscribed);
  join("ann@example.org");
  EXPECT_EQ(value_of(store::find_subscriber(database_, "ann@example.org"))->state, store::SubscriberState::Active);
}

TEST_F(Edition, RendersOneRequestToConfirmForAllOfALanguage) {
  store::Choice korean = default_choice(settings_);
  korean.language = "ko";
  const std::vector<Newcomer> list = {{"a@example.org", default_choice(settings_), store::SubscriberState::Pending},
                                      {"b@example.org", default_choice(settings_), store::SubscriberState::Pending},
                                      {"c@example.org", korean, store::SubscriberState::Pending}};
  EXPECT_EQ(changes_of(list), 3);
  std::map<std::string, store::EditionId> editions;
  value_of(store::visit_deliveries(database_, store::DeliveryState::Queued, [&](const store::ListedDelivery& delivery) {
    editions[delivery.email] = delivery.edition;
  }));
  EXPECT_EQ(editions.at("a@example.org"), editions.at("b@example.org"));
  EXPECT_NE(editions.at("a@example.org"), editions.at("c@example.org"));
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

TEST_F(Edition, ATrialOfAListForetellsAndChangesNothing) {
  const std::vector<Newcomer> list = {{"a@example.org", default_choice(settings_), store::SubscriberState::Active},
                                      {"b@example.org", default_choice(settings_), store::SubscriberState::Pending}};
  EXPECT_EQ(changes_of(list, true), 2);
  EXPECT_FALSE(value_of(store::find_subscriber(database_, "a@example.org")));
  EXPECT_EQ(changes_of(list), 2);
}

TEST_F(Edition, AListDoesNotTakeUpWhoIsSuspended) {
  join("ann@example.org");
  store::SubscriberRow ann = subscriber("ann@example.org");
  ann.state = store::SubscriberState::Suspended;
  value_of(store::update_subscriber(database_, ann));
  EXPECT_EQ(changes_of({{"ann@example.org", default_choice(settings_), store::SubscriberState::Active}}), 0);
  EXPECT_EQ(subscriber("ann@example.org").state, store::SubscriberState::Suspended);
}

TEST_F(Edition, AListChangesWhatPeopleGetAndEndsWhatItSaysHasEnded) {
  join("ann@example.org");
  join("bob@example.org");
  store::Choice weekly = default_choice(settings_);
  weekly.frequency = Frequency::Weekly;
  EXPECT_EQ(changes_of({{"ann@example.org", weekly, store::SubscriberState::Active},
                        {"bob@example.org", weekly, store::SubscriberState::Unsubscribed}}),
            2);
  EXPECT_EQ(subscriber("ann@example.org").choice, weekly);
  EXPECT_EQ(subscriber("bob@example.org").state, store::SubscriberState::Unsubscribed);
  EXPECT_FALSE(subscriber("bob@example.org").next_due);
}

TEST_F(Edition, AChangedScheduleMovesTheNextDigestButNotOneThatIsDueAlready) {
  join("ann@example.org");
  store::Choice later = default_choice(settings_);
  later.at = hours(18);
  choose("ann@example.org", later);
  EXPECT_EQ(subscriber("ann@example.org").next_due, sys_days(2026y / 11 / 20) + hours(18));
  now_ += hours(10);
  later.at = hours(8);
  choose("ann@example.org", later);
  EXPECT_EQ(subscriber("ann@example.org").next_due, sys_days(2026y / 11 / 20) + hours(18)) << "it comes now";
}

}  // namespace
}  // namespace aggregator::digest
