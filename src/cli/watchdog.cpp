#include "watchdog.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "aggregator/base/log.h"
#include "aggregator/deliver/transport.h"
#include "aggregator/deliver/watchdog.h"
#include "aggregator/http/client.h"
#include "aggregator/poll/client.h"
#include "aggregator/store/notes.h"
#include "aggregator/store/subscribers.h"
#include "output.h"

namespace aggregator::cli {
namespace {

constexpr const char* kLastRun = "last_run";
constexpr std::chrono::seconds kPingPatience{10};
constexpr std::size_t kMaxPingAnswer = 64u << 10;

/// "3 days", "2 hours", "20 minutes": whole ones, rounded down.
std::string words_for(std::chrono::seconds time) {
  using namespace std::chrono;
  if (time >= days(2)) return fmt::format("{} days", floor<days>(time).count());
  if (time >= hours(2)) return fmt::format("{} hours", floor<hours>(time).count());
  return fmt::format("{} minutes", floor<minutes>(time).count());
}

}  // namespace

Result<void> Watchdog::look_back(Instant begin) {
  const auto missed = missed_hour(begin);
  if (!missed) return std::unexpected(missed.error());
  missed_ = *missed;
  if (!missed_.empty()) log(LogLevel::Error, missed_);
  return database_.transact([&]() -> Result<void> {
    if (!missed_.empty()) {
      if (auto kept = deliver::keep_for_runner(database_, settings_, missed_); !kept) return kept;
    }
    return store::keep_note(database_, kLastRun, format_rfc3339(begin));
  });
}

/// In words; empty: none was.
Result<std::string> Watchdog::missed_hour(Instant begin) const {
  const auto last = store::read_note(database_, kLastRun);
  if (!last) return std::unexpected(last.error());
  const auto due = store::earliest_due(database_);
  if (!due) return std::unexpected(due.error());
  if (settings_.watchdog.after.count() == 0 || !*due || **due + settings_.watchdog.after >= begin) return "";
  const auto last_run = parse_rfc3339(*last);
  if (!last_run || *last_run >= **due) return "";  // the first run of all, or one that did not come as far as making it
  return fmt::format(
      "the hour of the digest that was due at {} was missed, what is new comes {} late: nobody called `aggregator run` "
      "since {}",
      format_rfc3339(**due), words_for(begin - **due), *last);
}

/// What has not gone out, made or not, and nothing was said of yet.
Result<std::vector<std::string>> Watchdog::late_lines(const std::string& digest_trouble) {
  const Instant now = context_.now();
  const auto known = store::read_note(database_, kDigestTrouble);
  if (!known) return std::unexpected(known.error());
  if (*known != digest_trouble) {
    if (auto kept = store::keep_note(database_, kDigestTrouble, digest_trouble); !kept)
      return std::unexpected(kept.error());
  }
  auto lines = deliver::tell_late_editions(database_, settings_, now);
  if (!lines || digest_trouble.empty()) return lines;
  auto unmade = deliver::tell_unmade_digests(database_, settings_, now, digest_trouble);
  if (!unmade) return unmade;
  std::ranges::move(*unmade, std::back_inserter(*lines));
  return lines;
}

Result<void> Watchdog::look_around(const std::string& digest_trouble) {
  const auto late = late_lines(digest_trouble);
  if (!late) return std::unexpected(late.error());
  const auto mailed = deliver::mail_runner(database_, settings_, {context_.now(), context_.random(), [&] {
                                                                    return deliver::make_transport(settings_.mail);
                                                                  }});
  const bool is_news = !late->empty() || !missed_.empty();  // that a former one still cannot leave is none
  if (!mailed) log(is_news ? LogLevel::Error : LogLevel::Debug, mailed.error().detail);
  if (late->empty()) return {};
  for (auto line = late->begin(); line + 1 != late->end(); ++line) log(LogLevel::Error, *line);
  context_.verdict = kNotDone;  // what was asked for did not come about, whichever stage could not do it
  return fail(ErrorCode::Unavailable, late->back());
}

Result<void> Watchdog::report_good_run() const {
  if (settings_.watchdog.ping.empty() || !missed_.empty()) return {};
  const auto late = deliver::late_editions(database_, settings_, context_.now());
  if (!late) return std::unexpected(late.error());
  if (late->empty()) ping();
  return {};
}

void Watchdog::ping() const {
  http::ClientOptions options = poll::client_options(settings_);
  options.timeout = options.connect_timeout = kPingPatience;
  options.max_body = kMaxPingAnswer;
  const auto answer = http::Client(options).get({.url = settings_.watchdog.ping});
  if (!answer) {
    log(LogLevel::Warning, "watchdog.ping: " + answer.error().detail);
  } else if (answer->status / 100 != 2) {
    log(LogLevel::Warning, fmt::format("watchdog.ping: answered {}", answer->status));
  }
}

}  // namespace aggregator::cli
