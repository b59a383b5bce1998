// Editions and the outbox of their deliveries.
//
//   queued --lease--> leased --2yz--> sent
//     ^                 |------5yz--> failed
//     |                 |------5yz for our sender--> deferred, refused --one of few--> failed
//     |                 |------4yz--> deferred ------------when due, lease--> leased
//     |                 `--lease ran out (crash)--> leased again, with the same Message-ID
// Unique (subscriber, edition): making an edition twice cannot queue a delivery twice.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/store/database.h"
#include "aggregator/store/entries.h"
#include "aggregator/store/omission.h"
#include "aggregator/store/subscribers.h"

namespace aggregator::store {

using EditionId = std::int64_t;
using DeliveryId = std::int64_t;

enum class EditionKind { Digest, Confirmation };

/// One rendered issue. Subject, text and HTML hold placeholders (mail/personal.h) for what differs between recipients.
struct EditionRow {
  EditionId id = 0;
  EditionKind kind = EditionKind::Digest;
  std::string public_id;  ///< random; part of the Message-ID
  Sequence from = 0, to = 0;
  Instant due;      ///< the hour it was made for
  Instant created;  ///< becomes the Date header, so that a repeated message is the same message
  std::string language;
  std::string domain;  ///< of the Message-IDs; empty: that of mail.from, as in editions of older programs
  std::string subject, html, text;
};

/// Stores the edition with the entries shown in it, in order, and those of its window that are not.
[[nodiscard]] Result<EditionId> insert_edition(Database& database, const EditionRow& edition,
                                               std::span<const EntryId> entries,
                                               std::span<const OmittedEntry> omitted = {});

[[nodiscard]] Result<EditionRow> read_edition(Database& database, EditionId id);

/// The entries of the digests that were made for this subscriber since `since`, newest first.
[[nodiscard]] Result<std::vector<ListedEntry>> entries_shown_to(Database& database, SubscriberId subscriber,
                                                                Instant since);

/// The last digest made for this subscriber since `since` that shows the entry.
[[nodiscard]] Result<std::optional<EditionId>> edition_that_showed(Database& database, SubscriberId subscriber,
                                                                   EntryId entry, Instant since);

/// When the last daily or weekly digest was due of those that were made for this subscriber since `since`; of one that
/// was made late, when it was made.
[[nodiscard]] Result<std::optional<Instant>> last_digest_of(Database& database, SubscriberId subscriber, Instant since);

/// Whether `edition` was made for each of those who are in the audience now.
[[nodiscard]] Result<bool> all_had(Database& database, AudienceId audience, EditionId edition);

/// Queues `edition` for everybody of the audience and moves them to `mark` and `next_due`: one statement each, whatever
/// their number. Call it in the transaction that inserts the edition. The number queued.
[[nodiscard]] Result<std::int64_t> queue_edition(Database& database, EditionId edition, const DueAudience& audience,
                                                 Sequence mark, Instant next_due);

/// Queues `edition` for one subscriber: it is one that is no digest, which is for the members of an audience.
[[nodiscard]] Result<void> queue_delivery(Database& database, EditionId edition, SubscriberId subscriber, Instant now);

enum class DeliveryState { Queued, Leased, Sent, Deferred, Failed };
/// "queued" "deferred" "sent" "failed"; a leased delivery shows as "queued".
[[nodiscard]] std::string_view name_of(DeliveryState state);

/// A delivery that this courier has a lease on.
struct Job {
  DeliveryId id = 0;
  EditionId edition = 0;
  std::string subscriber_id;  ///< public id
  std::string email;
  int attempts = 0;    ///< before this one
  int unanswered = 0;  ///< those of them after which the message may have been taken
  Instant queued;
  std::optional<Instant> first_tried;  ///< when a server first deferred it
  std::optional<Instant> refused;      ///< when a server refused it for its sender, if that was the last it said
};

/// How far a courier has looked through the deliveries that are due.
struct OutboxPlace {
  Instant due = Instant::min();
  DeliveryId id = 0;
};

struct LeaseOptions {
  std::int64_t limit = 0;                          ///< at most so many are leased
  OutboxPlace after = {};                          ///< only those behind this place are looked at
  std::function<bool(const Job&)> is_wanted = {};  ///< may be empty; what is not wanted now stays as it is
};

struct Leased {
  std::vector<Job> jobs;
  OutboxPlace place;    ///< looked at up to here
  bool is_end = false;  ///< there are none behind it
};

/// Leases deliveries that are due (queued, deferred and due, or leased with a lease that ran out), oldest first, until
/// `lease_until`. Deliveries to people who have left in the meantime become failed with that reason, and so do requests
/// to confirm to people who have; those go to pending subscribers alone.
[[nodiscard]] Result<Leased> lease_deliveries(Database& database, Instant now, Instant lease_until,
                                              const LeaseOptions& options);

/// Gives back the leases of couriers that died. Only for who holds the lock of Stage::Deliver: nobody else can have
/// one.
[[nodiscard]] Result<void> release_leases(Database& database);

struct Settled {
  DeliveryId id = 0;
  DeliveryState state = DeliveryState::Sent;  ///< Sent, Deferred or Failed; Queued gives the lease back untried
  std::string reason;
  Instant when;                         ///< of the attempt
  std::optional<Instant> retry;         ///< of a deferred one
  std::optional<Instant> tried = {};    ///< of a deferred one, when a server looked at it; the first one is kept
  bool unanswered = false;              ///< of a deferred one: the message may have been taken
  std::optional<Instant> refused = {};  ///< of a deferred one, as in Job
};

/// Records outcomes, all in one transaction.
[[nodiscard]] Result<void> settle_deliveries(Database& database, std::span<const Settled> settled);

/// Fails a delivery that is deferred although it was refused. Whether it was one.
[[nodiscard]] Result<bool> fail_refused(Database& database, DeliveryId id, Instant now);

/// A delivery that was refused for good and is tried again, because its server refuses our sender.
struct RefusedDelivery {
  DeliveryId id = 0;
  std::string email, reason;
  Instant first_tried, refused;  ///< refused last
};
/// Calls `visit` for each that is not settled.
[[nodiscard]] Result<void> visit_refused(Database& database, const std::function<void(const RefusedDelivery&)>& visit);

/// Makes deferred deliveries due at `now`.
[[nodiscard]] Result<void> hurry_deliveries(Database& database, std::span<const DeliveryId> ids, Instant now);

/// Calls `visit` with the addresses of what was sent since `since`, newest first, until it returns false.
[[nodiscard]] Result<void> visit_sent(Database& database, Instant since,
                                      const std::function<bool(const std::string& email)>& visit);

/// Fails what is not settled and was queued at `until` or before. Their number.
[[nodiscard]] Result<std::int64_t> fail_unsettled(Database& database, Instant until, const std::string& reason,
                                                  Instant now);

/// How many messages were sent after `since`, and when the one was that must be forgotten for another to be allowed.
struct SentCount {
  std::int64_t sent = 0;
  std::optional<Instant> in_the_way;  ///< of `limit` or more: the newest but limit - 1
};
[[nodiscard]] Result<SentCount> count_sent(Database& database, Instant since, std::int64_t limit);

/// How many deliveries could be leased at `now`.
[[nodiscard]] Result<std::int64_t> count_due(Database& database, Instant now);

/// What is neither sent nor failed.
struct Unsettled {
  std::int64_t deliveries = 0;
  std::optional<Instant> next_due;  ///< of the first of them; nothing when there are none
};
[[nodiscard]] Result<Unsettled> count_unsettled(Database& database);

}  // namespace aggregator::store
