// Subscribers: who gets a digest, when, of what, and how far they have read.
//
//   pending --confirm--> active --leave, complain--> unsubscribed
//   pending, active --bounces--> suspended --added by the runner as confirmed--> active
//   unsubscribed, suspended --subscribe again--> pending
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/frequency.h"
#include "aggregator/base/time.h"
#include "aggregator/store/database.h"
#include "aggregator/store/entries.h"

namespace aggregator::store {

using SubscriberId = std::int64_t;
using AudienceId = std::int64_t;

enum class SubscriberState { Pending, Active, Unsubscribed, Suspended };
[[nodiscard]] std::string_view name_of(SubscriberState state);  ///< "pending" "active" "unsubscribed" "suspended"

/// What a subscriber chose. Subscribers with the same choice and the same mark share one rendered edition.
///
/// A post must please all of the lists: one word of each is enough, none of the muted ones may fit, and an empty list
/// asks for nothing. How they are understood is the business of digest.
struct Choice {
  Frequency frequency = Frequency::Daily;
  std::chrono::minutes at{0};  ///< since local midnight
  int weekday = 1;             ///< of weekly digests; 0 Sunday … 6 Saturday
  std::string timezone;
  std::string language;
  // Sorted, each once.
  std::vector<std::string> tags;            ///< of the post's feeds
  std::vector<FeedId> feeds;                ///< where it was seen
  std::vector<FeedId> muted_feeds;          ///< that had it first
  std::vector<std::string> post_languages;  ///< that it is written in
  std::vector<std::string> keywords;        ///< that it mentions
  std::vector<std::string> muted_keywords;  ///< that it must not mention

  auto operator<=>(const Choice&) const = default;
};

struct SubscriberRow {
  SubscriberId id = 0;
  std::string public_id;  ///< random; what tokens name
  std::string email;
  SubscriberState state = SubscriberState::Pending;
  Choice choice;
  Sequence mark = 0;                ///< had everything up to here
  std::optional<Instant> next_due;  ///< of the next digest; only while active
  Instant created;                  ///< when they asked to join, or were added
  std::optional<Instant> confirmed;
  std::string reason;  ///< why they are suspended or unsubscribed, one line; empty: they left by themselves, or did not
  std::optional<Instant>
      ended;  ///< since when they are suspended or unsubscribed; not known of those of older programs
};

/// Errors: Conflict, when the mailbox (email_key) is pending or active. An unsubscribed or suspended one is taken up
/// again with the new row's values and keeps its id and its public id: links in mails of the first time stay good.
[[nodiscard]] Result<SubscriberId> add_subscriber(Database& database, const SubscriberRow& subscriber);

/// The subscriber with this address (email_key).
[[nodiscard]] Result<std::optional<SubscriberRow>> find_subscriber(Database& database, std::string_view email);

/// The subscriber with this public id.
[[nodiscard]] Result<std::optional<SubscriberRow>> find_subscriber_by_id(Database& database,
                                                                         const std::string& public_id);

/// Changes what the row with this id says, but for its public id.
[[nodiscard]] Result<void> update_subscriber(Database& database, const SubscriberRow& subscriber);

/// Ends a subscription: it becomes Unsubscribed or Suspended, for a reason in words.
[[nodiscard]] Result<void> end_subscription(Database& database, SubscriberRow subscriber, SubscriberState state,
                                            std::string reason, Instant now);

/// Which suspended subscribers are meant.
struct SuspendedFilter {
  std::optional<Instant> since;  ///< suspended at that moment or later
  std::string domain;            ///< of their addresses, in any case; empty: any
  bool returned_only =
      false;  ///< those alone who have confirmed, and of whom mail came back since as if they were gone
};
/// The addresses of at most `limit` of them behind the email_key `after`, in the order of these keys.
[[nodiscard]] Result<std::vector<std::string>> suspended_subscribers(Database& database, const SuspendedFilter& filter,
                                                                     const std::string& after, std::int64_t limit);

/// How many there are by state, and since when the suspended ones are.
struct SubscriberCounts {
  std::int64_t active = 0, pending = 0, suspended = 0;
  std::optional<Instant> first_suspended, last_suspended;  ///< not known of those of older programs
};
/// Goes through all of them.
[[nodiscard]] Result<SubscriberCounts> count_subscribers(Database& database);

/// Calls `visit` for each subscriber in the order of their addresses, holding one at a time.
[[nodiscard]] Result<void> visit_subscribers(Database& database,
                                             const std::function<void(const SubscriberRow&)>& visit);

/// An audience: active subscribers with the same choice who have read equally far and are due together, so that they
/// get the same edition.
struct DueAudience {
  AudienceId id = 0;
  Choice choice;
  Sequence mark = 0;
  Instant due;
  std::int64_t subscribers = 0;
};

/// The member who joined last; nothing when there is none left.
[[nodiscard]] Result<std::optional<SubscriberId>> newest_member(Database& database, const DueAudience& audience);

/// The audiences due at `now`, in a fixed order.
[[nodiscard]] Result<std::vector<DueAudience>> due_audiences(Database& database, Instant now);

/// The audiences due later than `moment`, in a fixed order. Their subscribers, who may be a million, are not counted:
/// the number is 0.
[[nodiscard]] Result<std::vector<DueAudience>> audiences_due_after(Database& database, Instant moment);

/// How many subscribers are due at `moment`.
[[nodiscard]] Result<std::int64_t> count_due_subscribers(Database& database, Instant moment);

/// When the next digest of anybody is due; nothing when nobody gets any.
[[nodiscard]] Result<std::optional<Instant>> earliest_due(Database& database);

/// The hours in (`after`, `until`] at which digests are due, the earliest first.
[[nodiscard]] Result<std::vector<Instant>> due_hours(Database& database, Instant after, Instant until);

/// Moves everybody of the audience to `mark` and `next_due` without an edition: there was nothing for them.
[[nodiscard]] Result<void> advance_audience(Database& database, const DueAudience& audience, Sequence mark,
                                            Instant next_due);

}  // namespace aggregator::store
