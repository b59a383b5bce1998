#include "stages.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "aggregator/base/log.h"
#include "output.h"
#include "progress.h"
#include "round_line.h"

namespace aggregator::cli {
namespace {

/// The line is gone before anything else is written.
Result<poll::RoundSummary> poll_with_line(Context& context, const config::Settings& settings,
                                          const poll::RoundOptions& options, store::Database& database) {
  RoundLine line(context.screen());
  const auto show = [&line](const poll::RoundProgress& progress) { line.show(progress); };
  return poll::run_round(database, settings, options, {context.clock(), context.random(), show, context.environment()});
}

}  // namespace

Result<poll::RoundSummary> run_poll(Context& context, const config::Settings& settings,
                                    const poll::RoundOptions& options) {
  const auto database = context.database_or_new();
  if (!database) return std::unexpected(database.error());
  auto summary = poll_with_line(context, settings, options, **database);
  // As an error, so that cron mails it although it calls with --quiet.
  if (summary) std::ranges::for_each(summary->long_failing, [](const auto& words) { log(LogLevel::Error, words); });
  return summary;
}

Result<digest::EditionSummary> run_digest(Context& context, const config::Settings& settings,
                                          std::optional<Instant> until) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const Instant now = context.now();
  return digest::make_editions(**database, settings, {now, std::max(now, until.value_or(now))}, context.random());
}

Result<deliver::SendSummary> run_send(Context& context, const config::Settings& settings) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  ProgressLine line(context.screen());
  const auto draw = [&line](const deliver::SendSummary& summary) {
    const std::int64_t done = summary.sent + summary.deferred + summary.failed;
    line.draw(done, done + summary.left, fmt::format("{} deferred, {} failed", summary.deferred, summary.failed));
  };
  const auto transport = [&settings] { return deliver::make_transport(settings.mail); };
  return deliver::send_due(**database, settings, {context.clock(), context.random(), draw, transport});
}

Result<void> outcome_of(const deliver::SendSummary& summary) {
  if (summary.unreachable.empty()) return {};
  return fail(ErrorCode::Unavailable, "no mail can leave: " + summary.unreachable +
                                          "; check mail.transport, it is tried again in the next run");
}

void print(const digest::EditionSummary& summary, std::ostream& out) {
  out << fmt::format("{} made, {} queued", counted(summary.editions, "edition", "editions"),
                     counted(summary.deliveries, "delivery", "deliveries"));
  if (summary.empty > 0) {
    out << fmt::format("; nothing new for {}", counted(summary.empty, "subscriber", "subscribers"));
  }
  out << '\n';
}

void print(const deliver::SendSummary& summary, std::ostream& out) {
  out << fmt::format("{} sent, {} deferred, {} failed, {} left\n", grouped(summary.sent), grouped(summary.deferred),
                     grouped(summary.failed), grouped(summary.left));
  if (summary.deferred + summary.failed > 0) out << "`aggregator deliveries` says why\n";
}

}  // namespace aggregator::cli
