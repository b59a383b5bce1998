#include <ostream>
#include <vector>

#include "aggregator/poll/round.h"
#include "commands.h"
#include "output.h"
#include "stages.h"

namespace aggregator::cli {
namespace {

Json json_of(const std::vector<poll::FailureReason>& reasons) {
  Json list = Json::array();
  for (const auto& [reason, feeds] : reasons) list.push_back({{"reason", reason}, {"feeds", feeds}});
  return list;
}

Json json_of(const std::vector<poll::HostTime>& hosts) {
  Json list = Json::array();
  for (const auto& [host, seconds] : hosts) list.push_back({{"host", host}, {"seconds", seconds}});
  return list;
}

Json words_of(const std::vector<poll::LongFailing>& feeds) {
  Json list = Json::array();
  for (const poll::LongFailing& failing : feeds) list.push_back(failing.words);
  return list;
}

Json json_of(const poll::RoundSummary& summary) {
  return {{"due", summary.due},
          {"fetched", summary.fetched},
          {"unchanged", summary.unchanged},
          {"failed", summary.failed},
          {"unreached", summary.unreached},
          {"new", summary.new_entries},
          {"updated", summary.updated},
          {"duplicates", summary.duplicates},
          {"held", summary.held},
          {"backlog", summary.backlog},
          {"bytes", summary.bytes},
          {"seconds", summary.seconds},
          {"long_failing", words_of(summary.long_failing)},
          {"reasons", json_of(summary.reasons)},
          {"slowest", json_of(summary.slowest)}};
}

}  // namespace

Result<void> poll_feeds(Context& context, const PollOptions& options) {
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  const auto summary = run_poll(context, **settings, options.round);
  if (!summary) return std::unexpected(summary.error());
  if (options.json) {
    context.out() << dump(json_of(*summary)) << '\n';
  } else if (!context.quiet) {
    print(*summary, context.out());
  }
  return {};
}

}  // namespace aggregator::cli
