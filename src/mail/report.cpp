#include "aggregator/mail/report.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

#include "aggregator/base/email_address.h"
#include "aggregator/base/text.h"
#include "parts.h"

namespace aggregator::mail {
namespace {

constexpr std::size_t kMostRecipients = 100, kMostDeliveredTo = 50;
constexpr std::size_t kLongestLine = 300;  // characters shown to a person
constexpr std::size_t kLongestWords = 16u << 10;

std::string one_line(std::string_view text) {
  return cut_text(fold_white_space(clean_utf8(text.substr(0, 4 * kLongestLine))), kLongestLine);
}

/// What stands behind the type in "rfc822; reader@example.org" (RFC 3464 section 2.1.2).
std::string_view behind_type(std::string_view value) {
  const std::size_t semicolon = value.find(';');
  return trim(semicolon == std::string_view::npos ? value : value.substr(semicolon + 1));
}

std::string address_in(std::string_view value) {
  const std::vector<std::string> found = addresses_in(behind_type(value));
  return found.empty() ? std::string() : found.front();
}

RecipientStatus::Action action_of(std::string_view word, const StatusCode& code) {
  using Action = RecipientStatus::Action;
  const std::string action = lower_ascii(word);
  if (action.starts_with("fail")) return Action::Failed;
  if (action.starts_with("delay")) return Action::Delayed;
  if (action.starts_with("deliver") || action.starts_with("relay") || action.starts_with("expand")) {
    return Action::Delivered;
  }
  if (code.kind == 2) return Action::Delivered;
  return code.kind == 4 ? Action::Delayed : Action::Failed;
}

/// Status is often x.0.0 where the server's own words say more.
StatusCode code_of(std::string_view status, std::string_view diagnostic) {
  StatusCode code = find_status(status);
  const StatusCode words = find_status(diagnostic);
  const bool is_vague = code.kind == 0 || (code.subject == 0 && code.detail == 0);
  if (is_vague && words.kind != 0) code = words;
  code.reply = words.reply;
  return code;
}

/// Nothing for the fields about the whole message.
std::optional<RecipientStatus> recipient_in(const Fields& fields) {
  const std::string_view final_recipient = value_of(fields, "final-recipient"), status = value_of(fields, "status");
  const std::string_view action = value_of(fields, "action"), diagnostic = value_of(fields, "diagnostic-code");
  if (final_recipient.empty() && action.empty() && status.empty()) return std::nullopt;
  RecipientStatus recipient;
  recipient.address = address_in(final_recipient);
  recipient.original = address_in(value_of(fields, "original-recipient"));
  recipient.code = code_of(status, diagnostic);
  recipient.action = action_of(action, recipient.code);
  recipient.words = one_line(diagnostic.empty() ? status : behind_type(diagnostic));
  return recipient;
}

void append_addresses(std::vector<std::string>& all, std::string_view value) {
  std::vector<std::string> found = addresses_in(value);
  found.resize(std::min(found.size(), kMostDeliveredTo - std::min(all.size(), kMostDeliveredTo)));
  std::ranges::move(found, std::back_inserter(all));
}

std::string message_id_in(std::string_view value) {
  value = value.substr(0, value.find('>'));
  const std::size_t begin = value.rfind('<');
  if (begin != std::string_view::npos) value.remove_prefix(begin + 1);
  return std::string(trim(value));
}

ReturnedMessage returned_in(const Fields& header) {
  ReturnedMessage returned;
  for (const auto& [name, value] : header) {
    if (name == "message-id" && returned.message_id.empty()) returned.message_id = message_id_in(value);
    if (name == "return-path" || name == "x-envelope-from") append_addresses(returned.return_paths, value);
    if (name == "list-unsubscribe" && returned.list_unsubscribe.empty()) returned.list_unsubscribe = value;
  }
  return returned;
}

/// Adds what another place in the report shows of the message. One that hides everything else may still show the
/// address that proves it, so all of these are kept.
void add(ReturnedMessage more, ReturnedMessage& returned) {
  if (returned.message_id.empty()) returned.message_id = std::move(more.message_id);
  if (returned.list_unsubscribe.empty()) returned.list_unsubscribe = std::move(more.list_unsubscribe);
  std::ranges::move(more.return_paths, std::back_inserter(returned.return_paths));
}

bool is_returned_message(std::string_view type) {
  constexpr std::string_view kTypes[] = {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers",
                                         "message/global", "message/global-headers"};
  return std::ranges::find(kTypes, type) != std::end(kTypes);
}

/// Whether the line is where a mail server without MIME begins to quote what came back.
bool begins_quotation(std::string_view line) {
  constexpr std::string_view kFirstFields[] = {"return-path:",  "received:",         "message-id:", "dkim-signature:",
                                               "delivered-to:", "list-unsubscribe:", "from:",       "subject:"};
  const std::string start = lower_ascii(line.substr(0, 20));
  return start.starts_with("---") ||
         std::ranges::any_of(kFirstFields, [&](std::string_view name) { return start.starts_with(name); });
}

/// A digest is full of numbers, and those of a quoted one are not the server's.
std::size_t end_of_own_words(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (begins_quotation(text.substr(at))) return at;
    at = std::min(text.find('\n', at), text.size() - 1) + 1;
  }
  return text.size();
}

/// The fields that a server quotes in plain text, wherever in it they begin.
ReturnedMessage quoted_in(std::string_view quotation) {
  ReturnedMessage quoted;
  for (const Fields& block : read_blocks(quotation)) {
    add(returned_in(block), quoted);
    if (!quoted.message_id.empty()) break;
  }
  return quoted;
}

std::string sender_in(const Fields& header) {
  const auto mailbox = parse_mailbox(value_of(header, "from"));
  return mailbox ? mailbox->address : std::string();
}

bool is_automatic(const Fields& header) {
  const std::string submitted = lower_ascii(value_of(header, "auto-submitted"));
  if (!submitted.empty() && !submitted.starts_with("no")) return true;
  constexpr std::string_view kPrecedence[] = {"auto_reply", "bulk", "junk"};
  if (std::ranges::find(kPrecedence, lower_ascii(value_of(header, "precedence"))) != std::end(kPrecedence)) return true;
  return has_field(header, "x-autoreply") || has_field(header, "x-autorespond");
}

bool is_from_mailer(const Fields& header, std::string_view from) {
  const std::string local = lower_ascii(from.substr(0, from.rfind('@')));
  const std::string words = lower_ascii(value_of(header, "from"));
  return has_field(header, "x-failed-recipients") || words.contains("mailer-daemon") || local == "postmaster";
}

void read_header(const Parts& message, Report& report) {
  for (const auto& [name, value] : message.header) {
    constexpr std::string_view kNames[] = {"delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to",
                                           "cc",           "apparently-to"};
    if (std::ranges::find(kNames, name) != std::end(kNames)) append_addresses(report.delivered_to, value);
  }
  report.from = sender_in(message.header);
  report.subject = message.subject;
  report.is_automatic = is_automatic(message.header);
  report.is_from_mailer = is_from_mailer(message.header, report.from);
  report.is_without_sender = value_of(message.header, "return-path") == "<>";
}

void read_delivery_status(std::string_view content, Report& report) {
  report.kind = Report::Kind::DeliveryStatus;
  for (const Fields& block : read_blocks(content)) {
    auto recipient = recipient_in(block);
    if (recipient && report.recipients.size() < kMostRecipients) report.recipients.push_back(*std::move(recipient));
  }
}

/// RFC 5965 section 3.
void read_feedback(std::string_view content, Report& report) {
  const Fields fields = read_fields(content);
  report.kind = Report::Kind::Feedback;
  report.feedback_type = lower_ascii(value_of(fields, "feedback-type"));
  append_addresses(report.returned.return_paths, value_of(fields, "original-mail-from"));
}

/// Of Outlook.com's complaints (JMRP), which have no other sign: the message is attached with one more field.
bool is_complained_of(const Fields& header) { return has_field(header, "x-hmxmroriginalrecipient"); }

void read_returned(std::string_view content, Report& report) {
  const Fields header = read_fields(content);
  if (report.kind == Report::Kind::Plain && is_complained_of(header)) {
    report.kind = Report::Kind::Feedback;
    report.feedback_type = "abuse";
  }
  if (!report.returned.message_id.empty()) return;  // the first message that is there
  add(returned_in(header), report.returned);
}

/// The text for people: the first plain one, else the first of any kind.
std::string_view text_in(const std::vector<Part>& parts) {
  const Part* chosen = nullptr;
  for (const Part& part : parts) {
    if (!part.type.starts_with("text/") || is_returned_message(part.type)) continue;
    if (part.type == "text/plain") return part.content;
    if (chosen == nullptr) chosen = &part;
  }
  return chosen == nullptr ? std::string_view() : std::string_view(chosen->content);
}

}  // namespace

Result<Report> parse_report(std::string_view bytes) {
  const auto message = read_parts(bytes.substr(0, kMaxReportBytes));
  if (!message) return std::unexpected(message.error());
  Report report;
  read_header(*message, report);
  for (const Part& part : message->parts) {
    const bool is_first = report.kind == Report::Kind::Plain;
    if (is_first && (part.type == "message/delivery-status" || part.type == "message/global-delivery-status")) {
      read_delivery_status(part.content, report);
    } else if (is_first && part.type == "message/feedback-report") {
      read_feedback(part.content, report);
    } else if (is_returned_message(part.type)) {
      read_returned(part.content, report);
    }
  }
  const std::string_view text = text_in(message->parts);
  const std::size_t end = end_of_own_words(text);
  report.words = clean_utf8(text.substr(0, std::min(end, kLongestWords)));
  if (report.returned.message_id.empty()) add(quoted_in(text.substr(end)), report.returned);
  return report;
}

}  // namespace aggregator::mail
