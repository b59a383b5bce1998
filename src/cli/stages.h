// The three stages as commands run them: with a progress line and a summary for people. `run` is all of them.
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>

#include "aggregator/deliver/send_summary.h"
#include "aggregator/digest/edition.h"
#include "aggregator/poll/round.h"
#include "context.h"

namespace aggregator::cli {

struct SendRun {
  deliver::SendSummary summary;
  std::chrono::duration<double> took{};
  Instant ended;
};

[[nodiscard]] Result<poll::RoundSummary> run_poll(Context& context, const config::Settings& settings,
                                                  const poll::RoundOptions& options);
/// Makes what is due now, and ahead of its hour what is due at `until`.
[[nodiscard]] Result<digest::EditionSummary> run_digest(Context& context, const config::Settings& settings,
                                                        std::optional<Instant> until = std::nullopt);
/// Unavailable, when no mail could leave at all: a script and cron must hear of it.
[[nodiscard]] Result<void> outcome_of(const SendRun& run);
/// Ends well at SIGTERM and SIGINT. With a clock that runs, what mail.quota keeps back is waited for until
/// `room_until`.
[[nodiscard]] Result<SendRun> run_send(Context& context, const config::Settings& settings,
                                       std::optional<Instant> room_until = std::nullopt);
/// That mail.quota is used up, and when the next may go, in words.
[[nodiscard]] std::string quota_words(const std::string& until);

void print(const poll::RoundSummary& summary, std::ostream& out);
void print(const digest::EditionSummary& summary, std::ostream& out);
/// When what is left goes is told by the clocks of the site.
void print(const SendRun& run, const TimeZone& zone, std::ostream& out);

}  // namespace aggregator::cli
