#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "aggregator/digest/edition.h"
#include "aggregator/digest/subscribe.h"
#include "aggregator/store/delivery_list.h"
#include "aggregator/store/entries.h"
#include "aggregator/store/feeds.h"
#include "aggregator/store/outbox.h"
#include "support/plain_settings.h"
#include "support/temporary_folder.h"
#include "support/value_of.h"

namespace aggregator::digest {
using namespace std::chrono;
using test::value_of;

/// A digest at ten o'clock UTC with two feeds, one about rust and one about everything.
class EditionFixture : public ::testing::Test {
 protected:
  EditionFixture() : database_(open()) { list_feeds(); }

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

}  // namespace aggregator::digest
