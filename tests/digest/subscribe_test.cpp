#include "aggregator/digest/subscribe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aggregator/store/delivery_list.h"
#include "edition_fixture.h"

namespace aggregator::digest {
namespace {

class Subscribing : public EditionFixture {};

TEST_F(Subscribing, ActivatesAPendingSubscriberWhomTheRunnerConfirms) {
  join("ann@example.org", {}, false);
  join("ann@example.org", {}, true);
  EXPECT_EQ(value_of(store::find_subscriber(database_, "ann@example.org"))->state, store::SubscriberState::Active);
}

TEST_F(Subscribing, AsksAPendingSubscriberAgainButNotMoreThanOnceAnHour) {
  const auto ask = [&](const std::string& language) {
    store::Choice choice = default_choice(settings_);
    choice.language = language;
    return value_of(subscribe(database_, settings_, {"ann@example.org", choice}, now_, random_)).what;
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

TEST_F(Subscribing, KeepsTheLinksOfSomebodyWhoComesBack) {
  join("ann@example.org");
  const std::string id = subscriber("ann@example.org").public_id;
  leave("ann@example.org");
  join("ann@example.org", {}, false);
  EXPECT_EQ(subscriber("ann@example.org").public_id, id);
}

TEST_F(Subscribing, TellsWhoHadLeftOrWasSuspendedAndNobodyElse) {
  const auto add = [&](store::SubscriberState state) {
    return value_of(
               subscribe(database_, settings_, {"ann@example.org", default_choice(settings_), state}, now_, random_))
        .former;
  };
  const auto end = [&](store::SubscriberState state) {
    value_of(store::end_subscription(database_, subscriber("ann@example.org"), state, "why", now_));
  };
  using enum store::SubscriberState;
  EXPECT_FALSE(add(Pending)) << "new";
  EXPECT_FALSE(add(Active)) << "was asked";
  for (const auto ended : {Unsubscribed, Suspended}) {
    for (const auto added : {Pending, Active}) {
      end(ended);
      const auto former = add(added);
      ASSERT_TRUE(former);
      EXPECT_EQ(former->state, ended);
      EXPECT_EQ(former->reason, "why");
      EXPECT_EQ(former->ended, now_);
    }
  }
}

TEST_F(Subscribing, RefusesSomebodyWhoIsThereAlready) {
  join("ann@example.org");
  const auto again =
      subscribe(database_, settings_, {"Ann@Example.org", default_choice(settings_), store::SubscriberState::Active},
                now_, random_);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::Conflict);
}

TEST_F(Subscribing, AddsManySubscribersOnceEach) {
  const store::Choice choice = default_choice(settings_);
  const std::vector<Newcomer> newcomers = {{"a@example.org", choice, store::SubscriberState::Active},
                                           {"b@example.org", choice, store::SubscriberState::Active},
                                           {"A@example.org", choice, store::SubscriberState::Active}};
  EXPECT_EQ(changes_of(newcomers), 2);
  EXPECT_EQ(changes_of(newcomers), 0);
}

TEST_F(Subscribing, RemembersWhoHasLeftAnotherList) {
  const store::Choice choice = default_choice(settings_);
  const std::vector<Newcomer> moved = {{"ann@example.org", choice, store::SubscriberState::Unsubscribed}};
  EXPECT_EQ(changes_of(moved), 1);
  EXPECT_EQ(value_of(store::find_subscriber(database_, "ann@example.org"))->state,
            store::SubscriberState::Unsubscribed);
  const std::vector<Newcomer> later = {{"ann@example.org", choice, store::SubscriberState::Active}};
  EXPECT_EQ(changes_of(later), 0) << "a list brings nobody back";
  EXPECT_THAT(queued_for("ann@example.org"), ::testing::IsEmpty());
}

TEST_F(Subscribing, AListDoesNotBringBackWhoHasLeft) {
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

TEST_F(Subscribing, RendersOneRequestToConfirmForAllOfALanguage) {
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

TEST_F(Subscribing, ATrialOfAListForetellsAndChangesNothing) {
  const std::vector<Newcomer> list = {{"a@example.org", default_choice(settings_), store::SubscriberState::Active},
                                      {"b@example.org", default_choice(settings_), store::SubscriberState::Pending}};
  EXPECT_EQ(changes_of(list, true), 2);
  EXPECT_FALSE(value_of(store::find_subscriber(database_, "a@example.org")));
  EXPECT_EQ(changes_of(list), 2);
}

TEST_F(Subscribing, AListDoesNotTakeUpWhoIsSuspended) {
  join("ann@example.org");
  store::SubscriberRow ann = subscriber("ann@example.org");
  ann.state = store::SubscriberState::Suspended;
  value_of(store::update_subscriber(database_, ann));
  EXPECT_EQ(changes_of({{"ann@example.org", default_choice(settings_), store::SubscriberState::Active}}), 0);
  EXPECT_EQ(subscriber("ann@example.org").state, store::SubscriberState::Suspended);
}

TEST_F(Subscribing, ResumesThoseWhoWereSuspendedSinceAMomentAtADomain) {
  const auto suspend = [&](const std::string& email, Instant when) {
    join(email);
    value_of(store::end_subscription(database_, subscriber(email), store::SubscriberState::Suspended, "gone", when));
  };
  const Instant noon = now_ + hours(12);
  suspend("ann@one.example", noon - seconds(1));
  suspend("bob@one.example", noon);
  suspend("cho@ONE.example", noon + seconds(1));
  suspend("dan@two.example", noon);
  join("eve@one.example");
  value_of(store::end_subscription(database_, subscriber("eve@one.example"), store::SubscriberState::Unsubscribed, "",
                                   noon));
  now_ = noon + hours(1);
  const auto resume = [&](Returning who, bool is_trial = false) {
    return resume_subscribers(database_, settings_, who, now_, random_, is_trial);
  };
  const Returning meant{.emails = {}, .filter = {.since = noon, .domain = "one.example"}};
  EXPECT_EQ(value_of(resume(meant, true)).active, 2);
  EXPECT_EQ(value_of(resume(meant)).active, 2) << "the trial has changed nothing";
  EXPECT_EQ(value_of(resume(meant)).active, 0);
  const store::SubscriberRow bob = subscriber("bob@one.example");
  EXPECT_EQ(bob.state, store::SubscriberState::Active);
  EXPECT_EQ(bob.reason, "");
  EXPECT_EQ(bob.confirmed, now_);
  EXPECT_FALSE(bob.ended);
  EXPECT_TRUE(bob.next_due);
  EXPECT_EQ(subscriber("cho@ONE.example").state, store::SubscriberState::Active);
  EXPECT_EQ(subscriber("ann@one.example").state, store::SubscriberState::Suspended);
  EXPECT_EQ(subscriber("dan@two.example").state, store::SubscriberState::Suspended);
  EXPECT_EQ(subscriber("eve@one.example").state, store::SubscriberState::Unsubscribed);

  const auto refused = resume({.emails = {"ann@one.example", "bob@one.example"}, .filter = {}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail, "bob@one.example: is not suspended");
  EXPECT_EQ(subscriber("ann@one.example").state, store::SubscriberState::Suspended) << "all or none";
}

TEST_F(Subscribing, AsksThoseWhoNeverConfirmedInsteadOfResumingThem) {
  join("ann@example.org", {}, false);
  const std::string once = queued_for("ann@example.org");
  value_of(store::end_subscription(database_, subscriber("ann@example.org"), store::SubscriberState::Suspended, "gone",
                                   now_));
  const Returning ann{.emails = {"ann@example.org"}, .filter = {}};
  EXPECT_EQ(value_of(resume_subscribers(database_, settings_, ann, now_, random_, false)).asked, 1);
  EXPECT_EQ(subscriber("ann@example.org").state, store::SubscriberState::Pending);
  EXPECT_GT(queued_for("ann@example.org").size(), once.size());
}

TEST_F(Subscribing, AListChangesWhatPeopleGetAndEndsWhatItSaysHasEnded) {
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

TEST_F(Subscribing, AChangedScheduleMovesTheNextDigestButNotOneThatIsDueAlready) {
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
