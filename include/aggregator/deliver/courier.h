// The courier works the outbox: leases deliveries, sends them, records what became of them.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/base/token.h"
#include "aggregator/config/settings.h"
#include "aggregator/deliver/send_summary.h"
#include "aggregator/mail/transport.h"
#include "aggregator/store/database.h"

namespace aggregator::deliver {

/// Where mail.quota is used up and messages are due, a run stays for what may go by `until`, its connections open.
struct RoomWait {
  Instant until;
  std::function<void(Instant)> wait_until;  ///< returns when the clock shows it; asked in steps of a second
};

/// How long it is tried again what a server puts off, from the first time.
inline constexpr std::chrono::hours kPatience{48};

struct CourierTools {
  Clock clock;
  RandomSource random;
  std::function<void(const SendSummary&)> progress;             ///< may be empty; called several times a second
  std::function<std::unique_ptr<mail::Transport>()> transport;  ///< makes one connection's worth; called per thread
  std::function<bool()> is_stopped = {};  ///< may be empty; once true, what is in flight ends and the rest stays queued
  std::optional<RoomWait> room = {};      ///< nothing: a run ends when mail.quota is used up
};

/// Delivers what is queued and due. Every recipient ends in a recorded state; a crash between the server's answer and
/// the record can only repeat messages in flight, with the same Message-ID. Errors: Busy when another process sends;
/// those of the store.
[[nodiscard]] Result<SendSummary> send_due(store::Database& database, const config::Settings& settings,
                                           const CourierTools& tools);

}  // namespace aggregator::deliver
