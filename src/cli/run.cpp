// `run`: one pass of the stages, staying for the hour where one comes soon.
//
//   cron, every five minutes:   09:55                       10:00
//   the run of 09:55            send poll digest send .......make|send      stays, because an edition is due within
//                                                       09:59:30 10:00      `digest.prepare`; holds Stage::Hour
//   the run of 10:00                                        send poll …     leaves the hour to the one that holds it
//
// A run stays in the same way for what mail.quota lets go shortly, through the next tick of cron at most.
//
// What was made ahead leaves on the minute whichever of the two is first: the deliveries are due then, and a courier at
// a time works them.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ostream>
#include <string>
#include <vector>

#include "aggregator/base/log.h"
#include "aggregator/store/subscribers.h"
#include "commands.h"
#include "stages.h"
#include "stop_signals.h"
#include "watchdog.h"

namespace aggregator::cli {
namespace {
using std::chrono::seconds;

// With an edition due, polling must not make it late: stragglers are in the next one (ARCHITECTURE.md, rule 6).
constexpr seconds kRoundBeforeEdition = std::chrono::minutes(1);
// How long before its hour an edition is begun, so that it is made by then and can go on the minute. It takes what is
// stored when it is begun, so this is no longer than it must be: half a minute, and the time to queue it for all at a
// fifth of the rate that tests/bench/digest_bench.py measured (54,000 a second for 200,000 people in 50 views).
constexpr seconds kAhead{30};
constexpr std::int64_t kQueuedPerSecond = 10'000;

/// Runs the stages one after the other. They are independent: one that fails does not keep the others from their work.
class Pass {
 public:
  Pass(Context& context, const config::Settings& settings, store::Database& database)
      : context_(context), settings_(settings), database_(database), begin_(context.now()) {}

  Result<void> run() {
    const auto next = store::earliest_due(database_);
    if (!next) return std::unexpected(next.error());
    if (*next && is_near(**next)) {
      if (auto counted = count_ahead(**next); !counted) return counted;
    }
    Watchdog watchdog(context_, settings_, database_);
    note("watchdog", watchdog.look_back(begin_));
    work(*next);
    print_sums();
    if (is_stopped()) return outcome_;
    note("watchdog", watchdog.look_around(digest_trouble_));
    if (outcome_) note("watchdog", watchdog.report_good_run());
    return outcome_;
  }

 private:
  void work(std::optional<Instant> next) {
    send();  // what was made ahead for this minute does not wait for a round
    if (is_stopped()) return;
    poll(next);
    make(std::nullopt);
    send();
    stay();
  }

  /// Whether somebody asked for an end while it sent. The other stages end at once, and this process with them.
  [[nodiscard]] bool is_stopped() const { return sends_.summary.is_stopped; }

  void poll(std::optional<Instant> next) {
    config::Settings hurried = settings_;
    hurried.poll.round_deadline = std::min(hurried.poll.round_deadline, time_for_a_round(next));
    const auto summary = run_poll(context_, hurried, {});
    if (summary && !context_.quiet) print(*summary, context_.out());
    if (!summary) note("poll", std::unexpected(summary.error()));
  }

  [[nodiscard]] seconds time_for_a_round(std::optional<Instant> next) const {
    if (!next || (*next > begin_ && !is_near(*next))) return settings_.poll.round_deadline;
    if (*next <= begin_) return kRoundBeforeEdition;
    return std::max(*next - ahead_ - context_.now(), kAhead);
  }

  Result<void> count_ahead(Instant due) {
    const auto subscribers = store::count_due_subscribers(database_, due);
    if (!subscribers) return std::unexpected(subscribers.error());
    ahead_ = kAhead + seconds(*subscribers / kQueuedPerSecond);
    return {};
  }

  void make(std::optional<Instant> until) {
    const auto made = run_digest(context_, settings_, until);
    digest_trouble_ = made || made.error().code == ErrorCode::Busy ? "" : made.error().detail;  // busy: it is at it
    if (!made) return note("digest", std::unexpected(made.error()));
    editions_.editions += made->editions;
    editions_.deliveries += made->deliveries;
    editions_.empty += made->empty;
  }

  void send(std::optional<Instant> room_until = std::nullopt) {
    deliver::SendSummary& sums = sends_.summary;
    if (!sums.unreachable.empty() || is_stopped()) return;  // told already; the next run goes on
    const auto sent = run_send(context_, settings_, room_until);
    sums.is_stopped = StopSignals::is_requested();  // also when nothing was left, or it failed
    if (!sent) return note("send", std::unexpected(sent.error()));
    sums.sent += sent->summary.sent;
    sums.deferred += sent->summary.deferred;
    sums.failed += sent->summary.failed;
    sums.suspended += sent->summary.suspended;
    sums.left = sent->summary.left;
    sums.next_due = sent->summary.next_due;
    sums.unreachable = sent->summary.unreachable;
    sums.quota_until = sent->summary.quota_until;
    sums.has_waited = sums.has_waited || sent->summary.has_waited;
    sends_.took += sent->took;
    sends_.ended = sent->ended;
    note("send", outcome_of(*sent));
  }

  /// Whether this run stays for it. One that waits for room keeps the run after it from staying, and does so for it.
  [[nodiscard]] bool is_near(Instant due) const {
    const int runs = sends_.summary.has_waited || is_room_near() ? 2 : 1;
    return context_.has_running_clock() && !is_stopped() && due <= begin_ + runs * settings_.digest.prepare;
  }

  /// How long it can wait for room without meeting the run after the next: by then it has ended.
  [[nodiscard]] Instant end_of_wait() const {
    constexpr seconds kBeforeNextRun{30};
    return begin_ + 2 * settings_.digest.prepare - kBeforeNextRun;
  }

  /// Whether it stays for what mail.quota keeps back: that is due, and may go soon.
  [[nodiscard]] bool is_room_near() const {
    const deliver::SendSummary& sums = sends_.summary;
    return context_.has_running_clock() && !is_stopped() && sums.quota_until && sums.next_due == sums.quota_until &&
           *sums.quota_until <= end_of_wait();
  }

  /// Does what is due before the next run, each edition on its minute.
  void stay() {
    const auto next = store::earliest_due(database_);
    if (!next) return note("run", std::unexpected(next.error()));
    if (!is_room_near() && (!*next || !is_near(**next))) return;
    const auto alone = database_.lock(store::Stage::Hour);
    if (!alone && alone.error().code == ErrorCode::Busy) return;  // another run stays already
    if (!alone) return note("run", std::unexpected(alone.error()));
    is_staying_ = true;
    if (is_room_near()) {
      log(LogLevel::Info, fmt::format("staying for what mail.quota lets go at {}; it is safe to stop me",
                                      format_rfc3339(*sends_.summary.quota_until)));
      send_before(*next);
    }
    stay_for_hours();
  }

  void stay_for_hours() {
    auto next = store::earliest_due(database_);
    for (Instant last = begin_; next && *next && is_near(**next) && **next > last;
         next = store::earliest_due(database_)) {
      last = **next;
      log(LogLevel::Info, fmt::format("staying for what is due at {}; it is safe to stop me", format_rfc3339(last)));
      if (auto counted = count_ahead(last); !counted) return note("run", counted);
      context_.wait_until(last - ahead_);
      make(last);
      context_.wait_until(last);
      sends_.summary.unreachable.clear();  // that was minutes ago
      const auto following = store::earliest_due(database_);
      if (!following) return note("run", std::unexpected(following.error()));
      send_before(*following);
    }
    if (!next) note("run", std::unexpected(next.error()));
  }

  /// Sends, also what mail.quota lets go in a while, but leaves in time for the hour that is next.
  void send_before(std::optional<Instant> next) {
    const Instant end = end_of_wait();
    if (next) {
      if (auto counted = count_ahead(*next); !counted) return note("run", counted);
    }
    send(next ? std::min(end, *next - ahead_) : end);
  }

  /// A run that stays for the hour does the work of those that meet it there, and they do its.
  [[nodiscard]] bool is_in_good_hands(const char* stage, const Error& error) {
    if (error.code != ErrorCode::Busy || stage == std::string_view("poll")) return false;
    if (is_staying_) return true;
    const auto free = database_.lock(store::Stage::Hour);
    return !free && free.error().code == ErrorCode::Busy;
  }

  void note(const char* stage, const Result<void>& result) {
    if (result || is_in_good_hands(stage, result.error())) return;
    const std::string& cause = result.error().detail;
    if (std::ranges::find(causes_, cause) != causes_.end()) return;  // what stops one stage may stop them all
    causes_.push_back(cause);
    if (!outcome_)
      context_.err() << "aggregator: " << outcome_.error().detail << '\n';  // the last one is told by cli::run
    outcome_ = at(stage, result.error());
  }

  void print_sums() const {
    if (context_.quiet) return;
    print(editions_, context_.out());
    print(sends_, settings_.site.timezone, context_.out());
  }

  Context& context_;
  const config::Settings& settings_;
  store::Database& database_;
  const Instant begin_;
  seconds ahead_ = kAhead;  ///< of the next hour that this run stays for
  bool is_staying_ = false;
  digest::EditionSummary editions_;
  SendRun sends_;
  std::string digest_trouble_;       ///< why no edition could be made when it was last tried
  std::vector<std::string> causes_;  ///< of what has been noted
  Result<void> outcome_;
};

}  // namespace

Result<void> run_once(Context& context) {
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  const auto database = context.database_or_new();
  if (!database) return std::unexpected(database.error());
  return Pass(context, **settings, **database).run();
}

}  // namespace aggregator::cli
