#include "send_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "aggregator/base/time.h"
#include "output.h"

namespace aggregator::cli {
namespace {
using Seconds = std::chrono::duration<double>;

constexpr Seconds kWorthTelling{1};

std::int64_t done(const deliver::SendSummary& summary) { return summary.sent + summary.deferred + summary.failed; }

/// More may have become due in the meantime.
std::int64_t total(const deliver::SendSummary& summary) { return std::max(summary.due, done(summary)); }

}  // namespace

std::string span_text(Seconds span) {
  const auto seconds = std::chrono::round<std::chrono::seconds>(span).count();
  if (seconds < 60) return fmt::format("{} s", seconds);
  if (seconds < 3600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  return fmt::format("{} h {} min", seconds / 3600, seconds / 60 % 60);
}

std::string rate_text(double rate) { return fmt::format("{:.{}f}/s", rate, rate < 10 ? 1 : 0); }

std::string words_for(const deliver::SendSummary& summary, Seconds running) {
  if (summary.is_waiting && summary.quota_until) {
    return fmt::format("mail.quota lets the next go at {} (UTC)", format_rfc3339(*summary.quota_until).substr(11, 8));
  }
  std::vector<std::string> words;
  if (running >= kWorthTelling && done(summary) > 0) {
    const double rate = static_cast<double>(done(summary)) / running.count();
    words.push_back(rate_text(rate));
    if (const auto left = total(summary) - done(summary); left > 0) {
      words.push_back(span_text(Seconds(static_cast<double>(left) / rate)) + " left");
    }
  }
  if (summary.deferred > 0) words.push_back(grouped(summary.deferred) + " deferred");
  if (summary.failed > 0) words.push_back(grouped(summary.failed) + " failed");
  return joined(words, ", ");
}

void SendLine::show(const deliver::SendSummary& summary) {
  line_.draw(done(summary), total(summary), words_for(summary, running()));
}

}  // namespace aggregator::cli
