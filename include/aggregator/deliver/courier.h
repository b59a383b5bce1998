// The courier works the outbox: leases deliveries, sends them, records what became of them.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/base/token.h"
#include "aggregator/config/settings.h"
#include "aggregator/mail/transport.h"
#include "aggregator/store/database.h"

namespace aggregator::deliver {

/// How long it is tried again what a server puts off, from the first time.
inline constexpr std::chrono::hours kPatience{48};

/// Messages that were refused for good in one run in such numbers that it is rather about the server, or about us:
/// nobody is suspended for them. Those that were refused for our sender are deferred, as what is put off is.
struct MassRefusal {
  std::string domain;                      ///< of the recipients; empty: of all kinds of domains
  std::int64_t refused = 0, answered = 0;  ///< in the run
  std::int64_t waiting = 0;                ///< those that are tried again, with those of earlier runs
  bool is_about_us = false;                ///< by what the server says of most of them
  std::string reason;                      ///< its words about one of them
  Instant until;                           ///< when the last of those that wait is given up
};

struct SendSummary {
  std::int64_t sent = 0, deferred = 0, failed = 0;
  std::int64_t suspended = 0;              ///< subscribers, for what was refused in the run
  std::vector<MassRefusal> mass_refusals;  ///< those that the run found; the largest, 20 at most
  std::int64_t left = 0;                   ///< still queued or deferred after the run
  std::int64_t due = 0;                    ///< when the run began
  std::optional<Instant> quota_until;      ///< mail.quota is used up until then; the rest waits
  bool is_stopped = false;                 ///< by CourierTools::is_stopped
  std::string unreachable;  ///< why no connection could be made at all, in words; empty: one could, or none was needed
};

struct CourierTools {
  Clock clock;
  RandomSource random;
  std::function<void(const SendSummary&)> progress;             ///< may be empty; called several times a second
  std::function<std::unique_ptr<mail::Transport>()> transport;  ///< makes one connection's worth; called per thread
  std::function<bool()> is_stopped = {};  ///< may be empty; once true, what is in flight ends and the rest stays queued
};

/// Delivers what is queued and due. Every recipient ends in a recorded state; a crash between the server's answer and
/// the record can only repeat messages in flight, with the same Message-ID. Errors: Busy when another process sends;
/// those of the store.
[[nodiscard]] Result<SendSummary> send_due(store::Database& database, const config::Settings& settings,
                                           const CourierTools& tools);

/// The transport that the settings name. `is_cancelled` (may be empty): once true, no server is waited for any longer.
[[nodiscard]] std::unique_ptr<mail::Transport> make_transport(const config::MailSettings& settings,
                                                              std::function<bool()> is_cancelled = {});

/// How much of mail.quota is left.
struct Allowance {
  std::int64_t left = 0;
  std::optional<Instant> until;  ///< when there will be some again
};
/// Nothing, when there is no quota. Errors: those of the store.
[[nodiscard]] Result<std::optional<Allowance>> quota_left(store::Database& database,
                                                          const config::MailSettings& settings, Instant now);

}  // namespace aggregator::deliver
