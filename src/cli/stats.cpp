#include <ostream>

#include "aggregator/store/outbox.h"
#include "commands.h"
#include "output.h"

namespace aggregator::cli {

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
                           {"deliveries",
                            {{"queued", deliveries.queued},
                             {"deferred", deliveries.deferred},
                             {"sent", deliveries.sent},
                             {"failed", deliveries.failed}}}})
                  << '\n';
    return {};
  }
  context.out() << counted(counts->feeds, "feed", "feeds") << "\n"
                << counted(counts->entries, "entry", "entries") << "\n"
                << counted(counts->subscribers, "subscriber", "subscribers") << "\n"
                << counted(deliveries.queued + deliveries.deferred + deliveries.sent + deliveries.failed, "delivery",
                           "deliveries")
                << ": " << grouped(deliveries.queued) << " queued, " << grouped(deliveries.deferred) << " deferred, "
                << grouped(deliveries.sent) << " sent, " << grouped(deliveries.failed) << " failed\n";
  return {};
}

Result<void> show_version(Context& context) {
  context.out() << "aggregator " AGGREGATOR_VERSION "\n";
  return {};
}

}  // namespace aggregator::cli
