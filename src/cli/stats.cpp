#include <memory>
#include <ostream>

#include "aggregator/store/outbox.h"
#include "commands.h"
#include "output.h"

namespace aggregator::cli {
namespace {

Result<void> show(Context& context, bool as_json) {
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

}  // namespace

void add_stats(CLI::App& app, Chosen& chosen) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("stats", "Count feeds, entries, subscribers and deliveries");
  command->add_flag("--json", *json, "As JSON");
  command->callback([&chosen, json] { chosen = [json](Context& context) { return show(context, *json); }; });
}

void add_version(CLI::App& app, Chosen& chosen) {
  CLI::App* command = app.add_subcommand("version", "Print the version");
  command->callback([&chosen] { chosen = show_version; });
}

}  // namespace aggregator::cli
