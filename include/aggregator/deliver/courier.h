// The courier works the outbox: leases deliveries, sends them, records what became of them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/base/token.h"
#include "aggregator/config/settings.h"
#include "aggregator/mail/transport.h"
#include "aggregator/store/database.h"

namespace aggregator::deliver {

struct SendSummary {
  std::int64_t sent = 0, deferred = 0, failed = 0;
  std::int64_t left = 0;    ///< still queued or deferred after the run
  std::string unreachable;  ///< why no connection could be made at all, in words; empty: one could, or none was needed
};

struct CourierTools {
  Clock clock;
  RandomSource random;
  std::function<void(const SendSummary&)> progress;             ///< may be empty
  std::function<std::unique_ptr<mail::Transport>()> transport;  ///< makes one connection's worth; called per thread
  std::function<bool()> is_stopped = {};  ///< may be empty; once true, what is in flight ends and the rest stays queued
};

/// Delivers what is queued and due. Every recipient ends in a recorded state; a crash between the server's answer and
/// the record can only repeat messages in flight, with the same Message-ID. Errors: Busy when another process sends;
/// those of the store.
[[nodiscard]] Result<SendSummary> send_due(store::Database& database, const config::Settings& settings,
                                           const CourierTools& tools);

/// The transport that the settings name.
[[nodiscard]] std::unique_ptr<mail::Transport> make_transport(const config::MailSettings& settings);

}  // namespace aggregator::deliver
