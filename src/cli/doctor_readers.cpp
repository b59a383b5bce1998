// Who gets digests, who does no longer, and whose servers do not want them.
#include <fmt/format.h>

#include <chrono>
#include <ranges>

#include "aggregator/deliver/refused_domains.h"
#include "aggregator/deliver/refusing_domains.h"
#include "aggregator/store/subscribers.h"
#include "doctor.h"
#include "output.h"

namespace aggregator::cli {
namespace {

constexpr std::int64_t kMostDomains = 5;
constexpr std::chrono::hours kOfLate{48};

void look_at_suspended(const Patient& patient, const store::SubscriberCounts& counts) {
  if (counts.suspended == 0) return;
  patient.hint(fmt::format("{} suspended, since {}, the last one since {} (UTC)",
                           counted(counts.suspended, "subscriber is", "subscribers are"),
                           short_time(counts.first_suspended), short_time(counts.last_suspended)),
               "`aggregator subscribers` says why; `aggregator resume-subscriber` brings back who is named, or all of "
               "--domain or --suspended-since");
}

void look_at_readers(const Patient& patient, const store::SubscriberCounts& counts) {
  const std::string pending = counts.pending == 0 ? ""
                                                  : fmt::format("; {} {} not confirmed yet", grouped(counts.pending),
                                                                counts.pending == 1 ? "has" : "have");
  if (counts.active > 0) {
    return patient.good(counted(counts.active, "subscriber gets digests", "subscribers get digests") + pending);
  }
  if (counts.suspended > 0) return patient.wrong("nobody gets a digest: who did is suspended" + pending);
  patient.hint("nobody gets a digest yet" + pending, "`aggregator add-subscriber EMAIL --confirmed` adds somebody");
}

std::string mend_for(const deliver::RefusedDomain& domain) {
  return fmt::format(
      "it refuses how we send: see what its words ask for, and SPF, DKIM and DMARC below; they are tried "
      "until {} (UTC) at the latest and leave by themselves once it is mended",
      short_time(domain.until));
}

void look_at_refusals(const Patient& patient) {
  const auto domains = deliver::refused_domains(*patient.database);
  if (!domains) return patient.wrong(domains.error().detail);
  for (const deliver::RefusedDomain& domain : *domains | std::views::take(kMostDomains)) {
    patient.wrong(fmt::format("{} since {} (UTC), refused for good by {}: {}",
                              counted(domain.waiting, "message waits", "messages wait"), short_time(domain.since),
                              domain.domain, domain.reason),
                  mend_for(domain));
  }
  if (const std::int64_t more = std::ssize(*domains) - kMostDomains; more > 0) {
    patient.wrong("the same of " + counted(more, "other domain", "other domains"),
                  "`aggregator deliveries --state deferred` lists what waits");
  }
}

/// What has failed of that stays so, unlike what waits.
void look_at_mass_refusals(const Patient& patient) {
  const auto domains = deliver::refusing_domains(*patient.database, patient.context.now() - kOfLate);
  if (!domains) return patient.wrong(domains.error().detail);
  for (const deliver::RefusingDomain& domain : *domains | std::views::take(kMostDomains)) {
    const bool is_about_us = domain.about_us * 2 > domain.refused;
    patient.wrong(fmt::format("{} refused {} of {} messages in the last two days: {}", domain.domain,
                              grouped(domain.refused), grouped(domain.answered), domain.reason),
                  is_about_us ? "that is about how we send and not about the readers: see what its words ask for, and "
                                "SPF, DKIM and DMARC below"
                              : "so many are more likely a mistake of that server, and these readers are not "
                                "suspended: ask its postmaster; `aggregator deliveries --state bounced` lists what "
                                "came back");
  }
  if (const std::int64_t more = std::ssize(*domains) - kMostDomains; more > 0) {
    patient.wrong("the same of " + counted(more, "other domain", "other domains"),
                  "`aggregator deliveries --state bounced` lists what came back");
  }
}

}  // namespace

void check_readers(const Patient& patient) {
  if (patient.database == nullptr) return;
  const auto counts = store::count_subscribers(*patient.database);
  if (!counts) return patient.wrong(counts.error().detail);
  look_at_readers(patient, *counts);
  look_at_suspended(patient, *counts);
  look_at_refusals(patient);
  look_at_mass_refusals(patient);
}

}  // namespace aggregator::cli
