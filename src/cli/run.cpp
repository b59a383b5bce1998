#include <algorithm>
#include <chrono>
#include <ostream>

#include "aggregator/store/subscribers.h"
#include "commands.h"
#include "stages.h"

namespace aggregator::cli {
namespace {

// With an edition due, polling must not make it late: stragglers are in the next one (ARCHITECTURE.md, rule 6).
constexpr std::chrono::seconds kRoundBeforeEdition = std::chrono::minutes(1);

/// Runs the stages one after the other. They are independent: one that fails does not keep the others from their work.
class Pass {
 public:
  Pass(Context& context, const config::Settings& settings) : context_(context), settings_(settings) {}

  Result<void> run(bool edition_is_due) {
    config::Settings hurried = settings_;
    if (edition_is_due) hurried.poll.round_deadline = std::min(hurried.poll.round_deadline, kRoundBeforeEdition);
    note("poll", run_poll(context_, hurried, {}));
    note("digest", run_digest(context_, settings_));
    const auto sent = run_send(context_, settings_);
    note("send", sent);
    if (sent) note("send", outcome_of(*sent));
    return outcome_;
  }

 private:
  template <typename Summary>
  void note(const char* stage, const Result<Summary>& summary) {
    if (!summary) return note(stage, Result<void>(std::unexpected(summary.error())));
    if (!context_.quiet) print(*summary, context_.out());
  }

  void note(const char* stage, const Result<void>& result) {
    if (result) return;
    if (!outcome_)
      context_.err() << "aggregator: " << outcome_.error().detail << '\n';  // the last one is told by cli::run
    outcome_ = at(stage, result.error());
  }

  Context& context_;
  const config::Settings& settings_;
  Result<void> outcome_;
};

}  // namespace

Result<void> run_once(Context& context) {
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  const auto database = context.database_or_new();
  if (!database) return std::unexpected(database.error());
  const auto due = store::due_groups(**database, context.now());
  if (!due) return std::unexpected(due.error());
  return Pass(context, **settings).run(!due->empty());
}

}  // namespace aggregator::cli
