#include "aggregator/deliver/quota.h"

#include <algorithm>

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
