#include <ostream>

#include "aggregator/store/counts.h"
#include "commands.h"
#include "output.h"

namespace aggregator::cli {
namespace {

std::string suspended_among(const store::Counts& counts) {
  return counts.suspended == 0 ? "" : ", " + grouped(counts.suspended) + " of them suspended";
}

void print_bounces(const store::Counts& counts, std::ostream& out) {
  const std::int64_t all = counts.blocked + counts.soft + counts.hard + counts.gone + counts.complaints;
  if (all == 0) return;
  out << counted(all, "bounce", "bounces") << ": " << grouped(counts.gone) << " gone, " << grouped(counts.hard)
      << " hard, " << grouped(counts.soft) << " soft, " << grouped(counts.blocked) << " blocked, "
      << counted(counts.complaints, "complaint", "complaints") << "\n";
}

}  // namespace

Result<void> show_stats(Context& context, bool as_json) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const auto counts = store::count_all(**database);
  if (!counts) return std::unexpected(counts.error());
  const store::OutboxCounts& deliveries = counts->deliveries;
  if (as_json) {
    context.out() << dump({{"feeds", counts->feeds},
                           {"entries", counts->entries},
                           {"subscribers", counts->subscribers},
                           {"suspended", counts->suspended},
                           {"deliveries",
                            {{"queued", deliveries.queued},
                             {"deferred", deliveries.deferred},
                             {"sent", deliveries.sent},
                             {"failed", deliveries.failed}}},
                           {"bounces",
                            {{"blocked", counts->blocked},
                             {"soft", counts->soft},
                             {"hard", counts->hard},
                             {"gone", counts->gone},
                             {"complaints", counts->complaints}}}})
                  << '\n';
    return {};
  }
  context.out() << counted(counts->feeds, "feed", "feeds") << "\n"
                << counted(counts->entries, "entry", "entries") << "\n"
                << counted(counts->subscribers, "subscriber", "subscribers") << suspended_among(*counts) << "\n"
                << counted(deliveries.queued + deliveries.deferred + deliveries.sent + deliveries.failed, "delivery",
                           "deliveries")
                << ": " << grouped(deliveries.queued) << " queued, " << grouped(deliveries.deferred) << " deferred, "
                << grouped(deliveries.sent) << " sent, " << grouped(deliveries.failed) << " failed\n";
  print_bounces(*counts, context.out());
  return {};
}

Result<void> show_version(Context& context) {
  context.out() << "aggregator " AGGREGATOR_VERSION "\n";
  return {};
}

}  // namespace aggregator::cli
