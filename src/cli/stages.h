// The three stages as commands run them: with a progress line and a summary for people. `run` is all of them.
#pragma once

#include <iosfwd>

#include "aggregator/deliver/courier.h"
#include "aggregator/digest/edition.h"
#include "aggregator/poll/round.h"
#include "context.h"

namespace aggregator::cli {

[[nodiscard]] Result<poll::RoundSummary> run_poll(Context& context, const config::Settings& settings,
                                                  const poll::RoundOptions& options);
/// Makes what is due now, and ahead of its hour what is due at `until`.
[[nodiscard]] Result<digest::EditionSummary> run_digest(Context& context, const config::Settings& settings,
                                                        std::optional<Instant> until = std::nullopt);
/// Unavailable, when no mail could leave at all: a script and cron must hear of it.
[[nodiscard]] Result<void> outcome_of(const deliver::SendSummary& summary);
[[nodiscard]] Result<deliver::SendSummary> run_send(Context& context, const config::Settings& settings);

void print(const poll::RoundSummary& summary, std::ostream& out);
void print(const digest::EditionSummary& summary, std::ostream& out);
void print(const deliver::SendSummary& summary, std::ostream& out);

}  // namespace aggregator::cli
