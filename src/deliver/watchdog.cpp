#include "aggregator/deliver/watchdog.h"

#include <fmt/format.h>

#include <algorithm>

#include "aggregator/base/text.h"
#include "aggregator/deliver/quota.h"
#include "aggregator/mail/message.h"
#include "aggregator/store/lateness.h"
#include "aggregator/store/notes.h"
#include "aggregator/store/subscribers.h"

namespace aggregator::deliver {
namespace {

constexpr std::int64_t kOneInSoMany = 100, kEnoughToJudge = 10;
constexpr std::chrono::seconds kDay = std::chrono::hours(24);
constexpr const char* kUnsentMail = "watchdog_mail";
constexpr const char* kUnmadeTold = "unmade_told";  // the last hour that tell_unmade_digests() spoke of

/// Whether what is open of the hour, or failed, is more than some mailboxes' own trouble.
bool is_late(const store::OpenHour& hour) {
  const std::int64_t ours = hour.untried + hour.unreachable;
  if (ours > 0 && ours * kOneInSoMany >= hour.deliveries) return true;
  const std::int64_t unwanted = hour.refused + hour.failed;
  if (unwanted == hour.deliveries && unwanted > 1) return true;
  return hour.deliveries >= kEnoughToJudge && (hour.put_off + unwanted) * 2 >= hour.deliveries;
}

std::int64_t waiting_of(const store::OpenHour& hour) {
  return hour.untried + hour.unreachable + hour.put_off + hour.refused;
}

/// "3 of 20 messages are waiting and 7 failed".
std::string counts_of(const store::OpenHour& hour) {
  const std::int64_t waiting = waiting_of(hour);
  if (hour.failed == 0) return fmt::format("{} of {} messages are waiting", waiting, hour.deliveries);
  if (waiting == 0) return fmt::format("{} of {} messages failed", hour.failed, hour.deliveries);
  return fmt::format("{} of {} messages are waiting and {} failed", waiting, hour.deliveries, hour.failed);
}

/// What there is to do about it.
std::string_view remedy_for(const store::OpenHour& hour) {
  if (waiting_of(hour) == 0) return "what has failed is not sent again";
  return hour.reason.empty() ? "`aggregator send` sends them" : "they leave by themselves once the cause is mended";
}

/// "the digest of 2026-11-20 10:00 (UTC) has not gone out".
std::string complaint_of(Instant due, const config::Settings& settings) {
  const std::string local = format_rfc3339(Instant(settings.site.timezone.to_local(due).time_since_epoch()));
  return fmt::format("the digest of {} {} ({}) has not gone out", local.substr(0, 10), local.substr(11, 5),
                     settings.site.timezone.name());
}

std::string words_for(const store::OpenHour& hour, const config::Settings& settings) {
  std::string words = complaint_of(hour.due, settings) + ": " + counts_of(hour);
  if (!hour.reason.empty()) words += "; " + hour.reason;
  return fmt::format("{}; {}", words, remedy_for(hour));
}

mail::Message letter(const config::Settings& settings, const std::string& text, const RunnerMail& tools) {
  mail::Message message;
  message.from = settings.mail.from;
  message.to = settings.watchdog.mail;
  message.subject = settings.site.name + ": a digest has not gone out";
  message.message_id =
      random_id(tools.random) + settings.mail.from.address.substr(settings.mail.from.address.rfind('@'));
  message.date = tools.now;
  message.language = "en";
  message.more_headers = {{"Auto-Submitted", "auto-generated"}};
  message.text = text + "\n-- \naggregator on this machine; `aggregator doctor` says more\n";
  message.html = "<pre>" + escape_html(message.text) + "</pre>\n";
  return message;
}

Result<void> send(const config::Settings& settings, const std::string& text, const RunnerMail& tools) {
  const mail::Message message = letter(settings, text, tools);
  const auto bytes = mail::format_message(message);
  if (!bytes) return std::unexpected(bytes.error());
  const mail::Outcome outcome =
      tools.transport()->send({settings.mail.from.address, settings.watchdog.mail}, *bytes,
                              "watchdog." + message.message_id.substr(0, message.message_id.find('@')));
  if (outcome.state == mail::Outcome::State::Sent) return {};
  return fail(ErrorCode::Unavailable, "the mail to watchdog.mail cannot leave now: " + outcome.reason);
}

/// Those of `hours` that are late, in words. Their editions are put into `editions`.
std::vector<std::string> lines_of(const std::vector<store::OpenHour>& hours, const config::Settings& settings,
                                  std::vector<store::EditionId>& editions) {
  std::vector<std::string> lines;
  for (const store::OpenHour& hour : hours) {
    if (!is_late(hour)) continue;
    lines.push_back(words_for(hour, settings));
    editions.insert(editions.end(), hour.editions.begin(), hour.editions.end());
  }
  return lines;
}

/// Those of `hours` with what mail.quota keeps back until the next day, or the one after, taken for no trouble: it goes
/// when it may, as the runner wanted. What waits longer does so because more is made than may go.
Result<std::vector<store::OpenHour>> without_quota(store::Database& database, const config::Settings& settings,
                                                   Result<std::vector<store::OpenHour>> hours, Instant now) {
  if (!hours) return hours;
  const auto allowance = quota_left(database, settings.mail, now);
  if (!allowance) return std::unexpected(allowance.error());
  if (!*allowance || (*allowance)->left > 0) return hours;
  const auto patience = 2 * std::max(settings.mail.quota->per, kDay);
  for (store::OpenHour& hour : *hours) {
    if (hour.due + patience > now) {
      hour.untried = hour.unreachable = 0;
    } else if (hour.untried > 0) {
      hour.reason = "for days mail.quota has let fewer go than are made";
    }
  }
  return hours;
}

/// The hours of which something is not made `watchdog.after` later, without those that were told of.
Result<std::vector<Instant>> untold_unmade(store::Database& database, const config::Settings& settings, Instant now) {
  const auto note = store::read_note(database, kUnmadeTold);
  if (!note) return std::unexpected(note.error());
  const auto told = parse_rfc3339(*note);
  const bool counts = told && *told <= now;  // what a clock told that was ahead does not
  return store::due_hours(database, counts ? *told : Instant(), now - settings.watchdog.after);
}

/// Other runs may have kept more in the meantime.
Result<void> forget(store::Database& database, const std::string& sent) {
  return database.transact([&]() -> Result<void> {
    const auto kept = store::read_note(database, kUnsentMail);
    if (!kept) return std::unexpected(kept.error());
    return kept->starts_with(sent) ? store::keep_note(database, kUnsentMail, kept->substr(sent.size()))
                                   : Result<void>();
  });
}

}  // namespace

Result<std::vector<std::string>> late_editions(store::Database& database, const config::Settings& settings,
                                               Instant now) {
  if (settings.watchdog.after.count() == 0) return std::vector<std::string>();
  auto hours =
      without_quota(database, settings, store::open_hours(database, now - settings.watchdog.after, false), now);
  if (!hours) return std::unexpected(hours.error());
  const auto sent_last = store::hour_sent_last(database);
  if (!sent_last) return std::unexpected(sent_last.error());
  std::erase_if(*hours, [&](const store::OpenHour& hour) { return waiting_of(hour) == 0 && hour.due < *sent_last; });
  std::vector<store::EditionId> editions;
  return lines_of(*hours, settings, editions);
}

Result<std::vector<std::string>> tell_late_editions(store::Database& database, const config::Settings& settings,
                                                    Instant now) {
  std::vector<std::string> lines;
  if (settings.watchdog.after.count() == 0) return lines;
  const auto open = [&] {
    return without_quota(database, settings, store::open_hours(database, now - settings.watchdog.after, true), now);
  };
  const auto untold = open();
  if (!untold) return std::unexpected(untold.error());
  if (std::ranges::none_of(*untold, is_late)) return lines;  // without a transaction, as in nearly all runs
  const auto done = database.transact([&]() -> Result<void> {
    const auto hours = open();
    if (!hours) return std::unexpected(hours.error());
    std::vector<store::EditionId> editions;
    lines = lines_of(*hours, settings, editions);
    for (std::string& line : lines) {
      line += "; `aggregator doctor` looks for the cause";
      if (auto kept = keep_for_runner(database, settings, line); !kept) return kept;
    }
    return store::mark_told(database, editions, now);
  });
  if (!done) return std::unexpected(done.error());
  return lines;
}

Result<std::vector<std::string>> tell_unmade_digests(store::Database& database, const config::Settings& settings,
                                                     Instant now, const std::string& reason) {
  std::vector<std::string> lines;
  if (settings.watchdog.after.count() == 0) return lines;
  const auto done = database.transact([&]() -> Result<void> {
    const auto hours = untold_unmade(database, settings, now);
    if (!hours) return std::unexpected(hours.error());
    lines.clear();
    for (const Instant due : *hours) {
      lines.push_back(
          fmt::format("{}, for it cannot be made: {}; the next `aggregator run` makes it once that is mended",
                      complaint_of(due, settings), reason));
      if (auto kept = keep_for_runner(database, settings, lines.back()); !kept) return kept;
    }
    if (hours->empty()) return {};
    return store::keep_note(database, kUnmadeTold, format_rfc3339(hours->back()));
  });
  if (!done) return std::unexpected(done.error());
  return lines;
}

Result<void> keep_for_runner(store::Database& database, const config::Settings& settings, const std::string& line) {
  if (settings.watchdog.mail.empty()) return {};
  const auto kept = store::read_note(database, kUnsentMail);
  if (!kept) return std::unexpected(kept.error());
  return store::keep_note(database, kUnsentMail, *kept + line + '\n');
}

Result<void> mail_runner(store::Database& database, const config::Settings& settings, const RunnerMail& tools) {
  if (settings.watchdog.mail.empty()) return {};
  const auto alone = database.lock(store::Stage::Runner);
  if (!alone && alone.error().code == ErrorCode::Busy) return {};  // the run that holds it mails them
  if (!alone) return std::unexpected(alone.error());
  const auto kept = store::read_note(database, kUnsentMail);
  if (!kept) return std::unexpected(kept.error());
  if (kept->empty()) return {};
  if (auto sent = send(settings, *kept, tools); !sent) return sent;
  return forget(database, *kept);
}

}  // namespace aggregator::deliver
