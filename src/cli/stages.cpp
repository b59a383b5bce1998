#include "stages.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "aggregator/base/log.h"
#include "aggregator/deliver/courier.h"
#include "aggregator/deliver/transport.h"
#include "output.h"
#include "progress.h"
#include "round_line.h"
#include "send_line.h"
#include "stop_signals.h"

namespace aggregator::cli {
namespace {

/// The line is gone before anything else is written.
Result<poll::RoundSummary> poll_with_line(Context& context, const config::Settings& settings,
                                          const poll::RoundOptions& options, store::Database& database) {
  RoundLine line(context.screen());
  const auto show = [&line](const poll::RoundProgress& progress) { line.show(progress); };
  return poll::run_round(database, settings, options, {context.clock(), context.random(), show, context.environment()});
}

/// What the server said, what waits for it, until when, and what to mend.
std::string words_for(const deliver::MassRefusal& refusal) {
  const std::string who = refusal.domain.empty() ? "the mail server" : refusal.domain;
  const std::string_view meaning = refusal.is_about_us ? "that is about how we send and not about the readers"
                                                       : "so many at once are more likely a mistake of that server";
  const std::string_view mend = refusal.is_about_us ? "`aggregator doctor` looks at what it may hold against us"
                                                    : "who is gone indeed is suspended when it happens on 7 days in a "
                                                      "row, `aggregator remove-subscriber` does it "
                                                      "at once";
  const std::string rest = refusal.waiting == 0
                               ? "they are not sent again"
                               : fmt::format("{} until {} (UTC), to leave once the cause is mended",
                                             counted(refusal.waiting, "message waits and is tried again",
                                                     "messages wait and are tried again"),
                                             short_time(refusal.until));
  return fmt::format(
      "{} refuses {} of {} messages for good ({}): {}, so nobody is suspended before the 7th day of it; {}; {}", who,
      grouped(refusal.refused), grouped(refusal.answered), refusal.reason, meaning, rest, mend);
}

/// When those that are left go. Of a server that is away the error says so.
std::string words_for_rest(const SendRun& run, const TimeZone& zone) {
  const deliver::SendSummary& summary = run.summary;
  if (summary.is_stopped) return "stopped as asked; the rest goes with the next run\n";
  if (!summary.next_due || !summary.unreachable.empty()) return {};
  const std::string due = local_time(*summary.next_due, zone);
  if (summary.quota_until == summary.next_due) return quota_words(due) + '\n';
  if (*summary.next_due > run.ended) return fmt::format("the next of those that are left is due at {}\n", due);
  return "the next run goes on with those that are left\n";
}

}  // namespace

Result<poll::RoundSummary> run_poll(Context& context, const config::Settings& settings,
                                    const poll::RoundOptions& options) {
  const auto database = context.database_or_new();
  if (!database) return std::unexpected(database.error());
  auto summary = poll_with_line(context, settings, options, **database);
  // As an error, so that cron mails it although it calls with --quiet.
  if (!summary) return summary;
  for (const poll::LongFailing& failing : summary->long_failing) log(LogLevel::Error, failing.words);
  if (const auto noted = poll::note_told(**database, *summary, context.now()); !noted)
    log(LogLevel::Warning, "what was just told of failing feeds will be told again: " + noted.error().detail);
  return summary;
}

Result<digest::EditionSummary> run_digest(Context& context, const config::Settings& settings,
                                          std::optional<Instant> until) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const Instant now = context.now();
  return digest::make_editions(**database, settings, {now, std::max(now, until.value_or(now))}, context.random());
}

Result<SendRun> run_send(Context& context, const config::Settings& settings, std::optional<Instant> room_until) {
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  const StopSignals signals;
  SendLine line(context.screen());
  const auto transport = [&settings] { return deliver::make_transport(settings.mail, StopSignals::is_overdue); };
  std::optional<deliver::RoomWait> room;
  if (room_until && context.has_running_clock()) {
    room = {*room_until, [&context](Instant moment) { context.wait_until(moment); }};
  }
  const auto summary = deliver::send_due(**database, settings,
                                         {.clock = context.clock(),
                                          .random = context.random(),
                                          .progress = [&line](const auto& so_far) { line.show(so_far); },
                                          .transport = transport,
                                          .is_stopped = StopSignals::is_requested,
                                          .room = room});
  if (!summary) return std::unexpected(summary.error());
  // As an error, so that cron mails it although it calls with --quiet.
  for (const deliver::MassRefusal& refusal : summary->mass_refusals) log(LogLevel::Error, words_for(refusal));
  return SendRun{*summary, line.running(), context.now()};
}

Result<void> outcome_of(const SendRun& run) {
  if (run.summary.unreachable.empty()) return {};
  return fail(ErrorCode::Unavailable,
              "no mail can leave: " + run.summary.unreachable + "; it is tried again in the next run");
}

void print(const digest::EditionSummary& summary, std::ostream& out) {
  out << fmt::format("{} made, {} queued", counted(summary.editions, "edition", "editions"),
                     counted(summary.deliveries, "delivery", "deliveries"));
  if (summary.empty > 0) {
    out << fmt::format("; nothing new for {}", counted(summary.empty, "subscriber", "subscribers"));
  }
  out << '\n';
}

void print(const SendRun& run, const TimeZone& zone, std::ostream& out) {
  const deliver::SendSummary& summary = run.summary;
  out << fmt::format("{} sent, {} deferred, {} failed, {} left", grouped(summary.sent), grouped(summary.deferred),
                     grouped(summary.failed), grouped(summary.left));
  if (summary.sent > 0 && run.took >= std::chrono::seconds(1)) {
    const double rate = static_cast<double>(summary.sent) / run.took.count();
    out << fmt::format(" in {} ({})", span_text(run.took), rate_text(rate));
  }
  out << '\n';
  out << words_for_rest(run, zone);
  if (summary.deferred + summary.failed > 0) out << "`aggregator deliveries` says why\n";
  if (summary.suspended > 0) {
    out << fmt::format("{} suspended; `aggregator subscribers` says why, `aggregator resume-subscriber` brings back\n",
                       grouped(summary.suspended));
  }
}

std::string quota_words(const std::string& until) {
  return fmt::format("mail.quota is used up; the next may go at {}, oldest first", until);
}

}  // namespace aggregator::cli
