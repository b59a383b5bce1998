#include <algorithm>
#include <optional>
#include <string>

#include "aggregator/base/ascii.h"
#include "aggregator/base/text.h"
#include "aggregator/mail/report.h"

namespace aggregator::mail {
namespace {

char at(std::string_view text, std::size_t place) { return place < text.size() ? text[place] : ' '; }

/// Whether the number at `place` is the beginning of a word, or stands behind the code of a line that is not the last:
/// "550-5.1.1".
bool begins_word(std::string_view text, std::size_t place) {
  const char before = place == 0 ? ' ' : text[place - 1];
  if (before == '-') return place >= 2 && is_ascii_digit(text[place - 2]);
  return !is_ascii_digit(before) && !is_ascii_letter(before) && before != '.';
}

/// A number of one to three digits, taken off at `place`.
std::optional<int> take_number(std::string_view text, std::size_t& place) {
  int number = 0;
  const std::size_t begin = place;
  for (; is_ascii_digit(at(text, place)); ++place) {
    if (place - begin == 3) return std::nullopt;
    number = number * 10 + (text[place] - '0');
  }
  if (place == begin) return std::nullopt;
  return number;
}

/// The class is 2, 4 or 5 and the subject 0 to 7 (RFC 3463 sections 3.1 and 3.2).
bool read_enhanced(std::string_view text, std::size_t place, StatusCode& code) {
  const auto kind = take_number(text, place);
  if (!kind || (*kind != 2 && *kind != 4 && *kind != 5) || at(text, place++) != '.') return false;
  const auto subject = take_number(text, place);
  if (!subject || *subject > 7 || at(text, place++) != '.') return false;
  const auto detail = take_number(text, place);
  if (!detail || is_ascii_letter(at(text, place)) || (at(text, place) == '.' && is_ascii_digit(at(text, place + 1))))
    return false;
  code.kind = *kind;
  code.subject = *subject;
  code.detail = *detail;
  return true;
}

/// A 4yz or 5yz whose second digit a server may send (RFC 5321 section 4.2.1).
bool read_reply(std::string_view text, std::size_t place, StatusCode& code) {
  const std::size_t begin = place;
  const auto number = take_number(text, place);
  if (!number || place - begin != 3 || *number < 400 || *number > 599 || *number / 10 % 10 > 5) return false;
  const char after = at(text, place);
  if (is_ascii_letter(after) || after == '.' || after == '/' || after == ':') return false;
  code.reply = *number;
  return true;
}

constexpr std::string_view kSenderWords[] = {
    "sender address rejected",
    "client host rejected",
    "helo command rejected",
    "relay access denied",  // Postfix
    "sender verify failed",
    "sender verification failed",
    "relay not permitted",  // Exim
    "relaying denied",      // Sendmail
    "blocked using",
    "block list",
    "blocklist",
    "blacklist",  // DNSBL
};

/// What Postfix says of one recipient under an access map, with the 5.7.1 that others say of a sender.
constexpr std::string_view kRecipientWords = "recipient address rejected";

/// X.1.7 and X.1.8: the sender's address; X.7.23 to X.7.27: SPF, DKIM and reverse DNS (RFC 7372), a null MX (RFC 7505).
/// The other X.7.Z, 5.7.1 before all, are said of senders and recipients alike.
bool is_code_about_sender(const StatusCode& code) {
  if (code.subject == 1) return code.detail == 7 || code.detail == 8;
  return code.subject == 7 && code.detail >= 23 && code.detail <= 27;
}

}  // namespace

bool is_about_sender(std::string_view text) {
  const std::string words = lower_ascii(text);
  if (words.contains(kRecipientWords)) return false;
  if (is_code_about_sender(find_status(text))) return true;
  return std::ranges::any_of(kSenderWords, [&](std::string_view one) { return words.contains(one); });
}

StatusCode find_status(std::string_view text) {
  StatusCode code;
  for (std::size_t place = 0; place < text.size() && (code.kind == 0 || code.reply == 0); ++place) {
    if (!is_ascii_digit(text[place]) || !begins_word(text, place)) continue;
    if (code.kind == 0 && read_enhanced(text, place, code)) continue;
    if (code.reply == 0) read_reply(text, place, code);
  }
  return code;
}

}  // namespace aggregator::mail
