#include <fmt/format.h>

#include <memory>
#include <ostream>

#include "aggregator/poll/round.h"
#include "commands.h"
#include "output.h"
#include "stages.h"

namespace aggregator::cli {
namespace {

struct Options {
  poll::RoundOptions round;
  std::string feed;
  bool json = false;
};

Json json_of(const poll::RoundSummary& summary) {
  return {{"due", summary.due},         {"fetched", summary.fetched},       {"unchanged", summary.unchanged},
          {"failed", summary.failed},   {"unreached", summary.unreached},   {"new", summary.new_entries},
          {"updated", summary.updated}, {"duplicates", summary.duplicates}, {"held", summary.held},
          {"backlog", summary.backlog}, {"bytes", summary.bytes},           {"seconds", summary.seconds}};
}

Result<void> poll_once(Context& context, const Options& options) {
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  const auto summary = run_poll(context, **settings, options.round);
  if (!summary) return std::unexpected(summary.error());
  if (options.json) {
    context.out() << dump(json_of(*summary)) << '\n';
  } else {
    print(*summary, context.out());
  }
  return {};
}

}  // namespace

void add_poll(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("poll", "One round over the feeds that are due");
  CLI::Option* all =
      command->add_flag("--all", options->round.all, "All feeds, unless polled within poll.min_interval");
  command->add_flag("--force", options->round.force, "With --all: those too")->needs(all);
  command->add_option("--feed", options->feed, "Only this feed (URL or id), due or not")->excludes(all);
  command->add_flag("--json", options->json, "The summary as JSON");
  command->callback([&chosen, options] {
    if (!options->feed.empty()) options->round.feed = options->feed;
    chosen = [options](Context& context) { return poll_once(context, *options); };
  });
}

}  // namespace aggregator::cli
