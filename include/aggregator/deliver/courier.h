// The courier works the outbox: leases deliveries, sends them, records what became of them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"
#include "aggregator/base/token.h"
#include "aggregator/config/settings.h"
#include "aggregator/mail/message.h"
#include "aggregator/mail/transport.h"
#include "aggregator/store/database.h"
#include "aggregator/store/outbox.h"

namespace aggregator::deliver {

struct SendSummary {
  std::int64_t sent = 0, deferred = 0, failed = 0;
  std::int64_t left = 0;  ///< still queued or deferred after the run
};

struct CourierTools {
  Clock clock;
  RandomSource random;
  std::function<void(const SendSummary&)> progress;                     ///< may be empty
  std::function<std::unique_ptr<mail::Transport>()> transport;  ///< makes one connection's worth; called per thread
};

/// Delivers what is queued and due. Every recipient ends in a recorded state; a crash between the server's answer and
/// the record can only repeat messages in flight, with the same Message-ID. Errors: Busy when another process sends;
/// those of the store.
[[nodiscard]] Result<SendSummary> send_due(store::Database& database, const config::Settings& settings,
                                           const CourierTools& tools);

/// The transport that the settings name.
[[nodiscard]] std::unique_ptr<mail::Transport> make_transport(const config::MailSettings& settings);

/// The Message-ID (without angle brackets) of an edition's delivery to a subscriber, both by public id: the same each
/// time it is asked for.
[[nodiscard]] std::string message_id(const config::Settings& settings, const std::string& edition,
                                     const std::string& subscriber);

/// The message that a subscriber gets. Errors: Malformed, as mail::format_message().
[[nodiscard]] Result<std::string> compose(const config::Settings& settings, const store::EditionRow& edition,
                                          const std::string& subscriber_id, const std::string& email,
                                          const std::string& signing_key);

}  // namespace aggregator::deliver
