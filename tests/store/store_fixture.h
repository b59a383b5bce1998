// A fresh database in a directory of its own, and rows to put into it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/store/outbox.h"
#include "support/temporary_folder.h"
#include "support/value_of.h"

namespace aggregator::store {

using namespace std::chrono_literals;

using test::value_of;

class StoreTest : public testing::Test {
 protected:
  const Instant now_ = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + 10h;
  test::TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_.path() / "a b=c.db";
  Database database_ = open();

  [[nodiscard]] Database open() const { return value_of(Database::open("sqlite:" + file_.string())); }

  static config::ListedFeed listed(std::string url, std::vector<std::string> tags = {}) {
    config::ListedFeed feed;
    feed.url = std::move(url);
    feed.tags = std::move(tags);
    return feed;
  }

  void sync(const std::vector<config::ListedFeed>& feeds) { value_of(sync_feeds(database_, feeds)); }

  /// The feed that is listed under `url`.
  FeedRow feed(const std::string& url) { return value_of(find_feed(database_, url)).value(); }

  EntryRow entry_row(FeedId feed, const std::string& title) const {
    EntryRow entry;
    entry.feed = feed;
    entry.title = title;
    entry.link = "https://example.org/" + title;
    entry.first_seen = now_;
    return entry;
  }

  EntryId store_entry(FeedId feed, const std::string& title, std::vector<EntryKey> keys = {}) {
    return value_of(insert_entry(database_, entry_row(feed, title), keys));
  }

  std::vector<ListedEntry> entries_in_window(Sequence from, Sequence to) {
    std::vector<ListedEntry> entries;
    value_of(visit_window(database_, from, to, [&](ListedEntry&& entry) { entries.push_back(std::move(entry)); }));
    return entries;
  }

  SubscriberRow subscriber_row(const std::string& email, std::vector<std::string> tags = {}) const {
    SubscriberRow subscriber;
    subscriber.public_id = "id of " + email;
    subscriber.email = email;
    subscriber.state = SubscriberState::Active;
    subscriber.choice.at = 10h;
    subscriber.choice.timezone = "Asia/Seoul";
    subscriber.choice.language = "ko";
    subscriber.choice.tags = std::move(tags);
    subscriber.next_due = now_;
    subscriber.created = now_ - 24h;
    return subscriber;
  }

  SubscriberId subscribe(const std::string& email, std::vector<std::string> tags = {}) {
    return value_of(add_subscriber(database_, subscriber_row(email, std::move(tags))));
  }

  EditionId make_edition(const std::string& public_id, EditionKind kind = EditionKind::Digest) {
    EditionRow edition;
    edition.kind = kind;
    edition.public_id = public_id;
    edition.due = edition.created = now_;
    return value_of(insert_edition(database_, edition, {}));
  }
};

}  // namespace aggregator::store
