#include "aggregator/deliver/refusing_domains.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "aggregator/store/bounces.h"
#include "aggregator/store/outbox.h"
#include "mass_refusals.h"
#include "recipient_domain.h"

namespace aggregator::deliver {

Result<std::vector<RefusingDomain>> refusing_domains(store::Database& database, Instant since) {
  std::map<std::string, RefusingDomain> found;
  const auto bounced = store::visit_bounced(database, since, [&](const store::BouncedDelivery& one) {
    std::string name = recipient_domain(one.email);
    RefusingDomain& domain = found[name];
    domain.domain = std::move(name);
    domain.reason = one.reason;
    ++domain.refused;
    domain.answered += one.was_sent ? 0 : 1;  // those that were sent are counted below
    domain.about_us += one.kind == store::BounceKind::Blocked ? 1 : 0;
  });
  if (!bounced) return std::unexpected(bounced.error());
  std::erase_if(found, [](const auto& entry) { return !is_mass(entry.second.refused, entry.second.refused); });
  std::vector<RefusingDomain> domains;
  if (found.empty()) return domains;
  const auto sent = store::visit_sent(database, since, [&](const std::string& email) {
    if (const auto place = found.find(recipient_domain(email)); place != found.end()) ++place->second.answered;
    return true;
  });
  if (!sent) return std::unexpected(sent.error());
  for (auto& [name, domain] : found) {
    if (is_mass(domain.refused, domain.answered)) domains.push_back(std::move(domain));
  }
  std::ranges::sort(domains, [](const RefusingDomain& a, const RefusingDomain& b) {
    return std::tie(b.refused, a.domain) < std::tie(a.refused, b.domain);
  });
  return domains;
}

}  // namespace aggregator::deliver
