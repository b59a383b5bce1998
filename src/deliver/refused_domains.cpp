#include "aggregator/deliver/refused_domains.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "aggregator/deliver/courier.h"
#include "aggregator/store/outbox.h"
#include "recipient_domain.h"

namespace aggregator::deliver {

Result<std::vector<RefusedDomain>> refused_domains(store::Database& database) {
  std::map<std::string, RefusedDomain> found;
  const auto visited = store::visit_refused(database, [&](const store::RefusedDelivery& one) {
    const std::string name = recipient_domain(one.email);
    const auto [place, is_new] = found.try_emplace(name, name, 0, one.first_tried, Instant(), one.reason);
    RefusedDomain& domain = place->second;
    ++domain.waiting;
    domain.since = std::min(domain.since, one.first_tried);
    domain.until = std::max(domain.until, one.first_tried + kPatience);
  });
  if (!visited) return std::unexpected(visited.error());
  std::vector<RefusedDomain> domains;
  domains.reserve(found.size());
  for (auto& [name, domain] : found) domains.push_back(std::move(domain));
  std::ranges::sort(domains, [](const RefusedDomain& a, const RefusedDomain& b) {
    return std::tie(b.waiting, a.domain) < std::tie(a.waiting, b.domain);
  });
  return domains;
}

}  // namespace aggregator::deliver
