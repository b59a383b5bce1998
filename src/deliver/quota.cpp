// mail.quota: how many messages a relay takes in any 24 hours (or another stretch), by what is stored as sent.
//
// A rolling stretch, because a relay that counts by the calendar day in a zone of its own is then kept to as well,
// whatever the zone. It is counted from the outbox, so that it holds across runs, restarts and settings that change.
#include <algorithm>

#include "aggregator/deliver/courier.h"
#include "aggregator/store/outbox.h"

namespace aggregator::deliver {

Result<std::optional<Allowance>> quota_left(store::Database& database, const config::MailSettings& settings,
                                            Instant now) {
  if (!settings.quota) return std::nullopt;
  const auto& [count, per] = *settings.quota;
  const auto sent = store::count_sent(database, now - per, count);
  if (!sent) return std::unexpected(sent.error());
  Allowance allowance{.left = std::max<std::int64_t>(count - sent->sent, 0), .until = {}};
  if (sent->in_the_way) allowance.until = *sent->in_the_way + per;
  return allowance;
}

}  // namespace aggregator::deliver
