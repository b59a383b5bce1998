// Joining: a new subscriber, confirmed by the runner or asked to confirm by mail.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/base/token.h"
#include "aggregator/config/settings.h"
#include "aggregator/store/database.h"
#include "aggregator/store/subscribers.h"

namespace aggregator::digest {

/// What a subscriber gets who chose nothing else.
[[nodiscard]] store::Choice default_choice(const config::Settings& settings);

struct Newcomer {
  std::string email;
  store::Choice choice;
  /// Pending: a confirmation mail is queued. Active: at once.
  store::SubscriberState state = store::SubscriberState::Pending;
};

/// What came of joining.
enum class Joining {
  Added,
  AskedAgain,  ///< was pending: another mail that asks to confirm is queued, and the new choice counts
  JustAsked,   ///< was asked less than kBetweenAsking ago: nothing is changed, so that nobody can flood a mailbox
};
constexpr std::chrono::hours kBetweenAsking{1};

struct Joined {
  Joining what = Joining::Added;
  std::optional<store::SubscriberRow> former;  ///< as who has come back was known, who had left or was suspended
};

/// Adds a subscriber. Somebody pending or suspended who is added again as active becomes it, with the new choice, and
/// what bounced before no longer counts. Their first digest covers the last `digest.backfill`, without what they got
/// before they left. Who comes back keeps their links. Errors: Conflict, for somebody already there; Malformed for the
/// zone.
[[nodiscard]] Result<Joined> subscribe(store::Database& database, const config::Settings& settings,
                                       const Newcomer& newcomer, Instant now, const RandomSource& random);

/// Changes what a subscriber gets. A new schedule moves their next digest as due_after_change() says. Errors: Malformed
/// for the zone; those of the store.
[[nodiscard]] Result<void> change_choice(store::Database& database, store::SubscriberRow subscriber,
                                         const store::Choice& choice, Instant now);

/// Somebody in a list of subscribers.
struct ListedPerson {
  std::string email;
  store::SubscriberState state = store::SubscriberState::Pending;
  /// What they are to get, made of what they get now, or of the default when they are new.
  std::function<Result<store::Choice>(const store::Choice& standing)> choose;
};

/// What a list did to somebody.
enum class ListOutcome {
  Added,
  Activated,  ///< was pending
  Changed,    ///< gets something else from now on
  Ended,      ///< has left, or is suspended, according to the list
  Unchanged,
};

/// Takes a list in, in one transaction, all of it or nothing: `read` calls its argument with each person. `is_trial`:
/// it is all undone in the end, so that a preview cannot differ from what it foretells.
///
/// Who has left or is suspended does not come back: a list may be older than that. Conflict is the answer then, and the
/// list goes on, as after an error of ListedPerson::choose. Errors: what `read` gives; those of the store.
using TakePerson = std::function<Result<ListOutcome>(const ListedPerson& person)>;
[[nodiscard]] Result<void> take_people(store::Database& database, const config::Settings& settings, Instant now,
                                       const RandomSource& random, bool is_trial,
                                       const std::function<Result<void>(const TakePerson& take)>& read);

/// Which suspended subscribers come back: those named, or else those of the filter.
struct Returning {
  std::vector<std::string> emails;
  store::SuspendedFilter filter;
};

struct Resumed {
  std::int64_t active = 0;
  std::int64_t asked = 0;  ///< had never confirmed, and are asked to once more
};

/// Ends suspensions, all that are meant or none, with what each of them chose; what bounced before no longer counts.
/// `is_trial`: as in take_people(). Errors: NotFound or Conflict, for a named one who is not suspended.
[[nodiscard]] Result<Resumed> resume_subscribers(store::Database& database, const config::Settings& settings,
                                                 const Returning& who, Instant now, const RandomSource& random,
                                                 bool is_trial);

}  // namespace aggregator::digest
