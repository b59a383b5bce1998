// Who a report is about, by what only a recipient of a message of ours can know (deliver/bounce.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aggregator/base/error.h"
#include "aggregator/base/token.h"
#include "aggregator/mail/report.h"
#include "aggregator/store/bounces.h"
#include "aggregator/store/database.h"
#include "aggregator/store/subscribers.h"

namespace aggregator::deliver {

inline constexpr std::string_view kReturnPath = "return path";             // that it came to
inline constexpr std::string_view kReturnedPath = "returned return path";  // of what it returns or quotes

struct ProvenDelivery {
  store::NamedDelivery delivery;
  std::string_view proof;
};

/// Errors of both: those of the store.
[[nodiscard]] Result<std::optional<ProvenDelivery>> prove_delivery(store::Database& database, const KeyRing& keys,
                                                                   const mail::Report& report);

/// The subscriber whose unsubscribe token stands in `text` behind the word "unsubscribe", as in a subject or a
/// List-Unsubscribe header.
[[nodiscard]] Result<std::optional<store::SubscriberRow>> prove_subscriber(store::Database& database,
                                                                           const KeyRing& keys, std::string_view text);

}  // namespace aggregator::deliver
