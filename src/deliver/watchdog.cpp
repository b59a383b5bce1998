#include "aggregator/deliver/watchdog.h"

#include <fmt/format.h>

#include <algorithm>

#include "aggregator/base/text.h"
#include "aggregator/mail/message.h"
#include "aggregator/store/lateness.h"

namespace aggregator::deliver {
namespace {

constexpr std::int64_t kOneInSoMany = 100, kEnoughToJudge = 10;
constexpr const char* kUnsentMail = "watchdog_mail";

/// Whether what is open of the hour, or failed, is more than some mailboxes' own trouble.
bool is_late(const store::OpenHour& hour) {
  const std::int64_t ours = hour.untried + hour.unreachable;
  if (ours > 0 && ours * kOneInSoMany >= hour.deliveries) return true;
  if (hour.failed == hour.deliveries && hour.failed > 1) return true;
  return hour.deliveries >= kEnoughToJudge && (hour.put_off + hour.failed) * 2 >= hour.deliveries;
}

/// "3 of 20 messages are waiting and 7 failed".
std::string counts_of(const store::OpenHour& hour) {
  const std::int64_t waiting = hour.untried + hour.unreachable + hour.put_off;
  if (hour.failed == 0) return fmt::format("{} of {} messages are waiting", waiting, hour.deliveries);
  if (waiting == 0) return fmt::format("{} of {} messages failed", hour.failed, hour.deliveries);
  return fmt::format("{} of {} messages are waiting and {} failed", waiting, hour.deliveries, hour.failed);
}

std::string words_for(const store::OpenHour& hour, const config::Settings& settings) {
  const std::string local = format_rfc3339(Instant(settings.site.timezone.to_local(hour.due).time_since_epoch()));
  std::string words = fmt::format("the digest of {} {} ({}) has not gone out: {}", local.substr(0, 10),
                                  local.substr(11, 5), settings.site.timezone.name(), counts_of(hour));
  if (!hour.reason.empty()) return words + "; " + hour.reason;
  return words + "; `aggregator send` sends them, `aggregator doctor` looks for the cause";
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

}  // namespace

Result<std::vector<std::string>> late_editions(store::Database& database, const config::Settings& settings, Instant now,
                                               bool once) {
  std::vector<std::string> lines;
  if (settings.watchdog.after.count() == 0) return lines;
  const auto hours = store::open_hours(database, now - settings.watchdog.after, once);
  if (!hours) return std::unexpected(hours.error());
  for (const store::OpenHour& hour : *hours) {
    if (!is_late(hour)) continue;
    lines.push_back(words_for(hour, settings));
    if (!once) continue;
    if (auto told = store::mark_told(database, hour.editions, now); !told) return std::unexpected(told.error());
  }
  return lines;
}

Result<void> mail_runner(store::Database& database, const config::Settings& settings,
                         const std::vector<std::string>& lines, const RunnerMail& tools) {
  if (settings.watchdog.mail.empty()) return {};
  const auto kept = store::read_note(database, kUnsentMail);
  if (!kept) return std::unexpected(kept.error());
  const std::string text = *kept + fmt::format("{}{}", fmt::join(lines, "\n"), lines.empty() ? "" : "\n");
  if (text.empty()) return {};
  const auto sent = send(settings, text, tools);
  const std::string left = sent ? "" : text;
  if (left != *kept) {
    if (auto stored = store::keep_note(database, kUnsentMail, left); !stored) return stored;
  }
  return sent || !lines.empty() ? sent : Result<void>();
}

}  // namespace aggregator::deliver
