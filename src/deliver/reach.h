// How long no mail could leave, from run to run, and what that means for mail that waits.
//
//   a run in which nothing could leave --> since when is kept
//   the same, 48 h later, and each further one --> what has waited for 48 h or longer is failed
//   a run in which a server took a message, or refused one and not us as a sender --> forgotten
//   none for 48 h --> forgotten, too: nobody knows whether the server was away for as long
//
// A digest of the week before last is no news, and a fortnight of them at once is a nuisance. The watchdog has told of
// each of these hours by then. What waited for a quota, for its own server, or because nobody called `run`, is not
// concerned.
#pragma once

#include <cstdint>
#include <string>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/store/database.h"

namespace aggregator::deliver {

/// After a run in which mail left, or could have. Errors of both: those of the store.
[[nodiscard]] Result<void> note_reached(store::Database& database);

/// After one in which none could, for `reason`. The number of deliveries that have failed of it.
[[nodiscard]] Result<std::int64_t> note_unreachable(store::Database& database, const std::string& reason, Instant now);

}  // namespace aggregator::deliver
