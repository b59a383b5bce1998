#include "judgement.h"

#include <algorithm>
#include <string_view>

#include "aggregator/base/text.h"

namespace aggregator::mail {
namespace {

/// The enhanced code (RFC 3463) of "451 4.7.1 words": "4.7.1", or nothing.
std::string_view enhanced_code(std::string_view text) {
  text = text.substr(std::min<std::size_t>(4, text.size()));
  const std::string_view word = text.substr(0, text.find(' '));
  const auto is_part = [](char c) { return ('0' <= c && c <= '9') || c == '.'; };
  return std::ranges::count(word, '.') == 2 && std::ranges::all_of(word, is_part) ? word : "";
}

/// Refusals that are about our login, our encryption (RFC 4954 section 6, RFC 3207) or how much this sender may send in
/// all (5.4.5, as Google says it), not about anybody's mailbox.
bool is_about_us(const SmtpReply& reply) {
  const int code = reply.code;
  return code == 530 || code == 534 || code == 535 || code == 538 || enhanced_code(reply.text) == "5.4.5";
}

/// Greylisting (RFC 6647) asks for another try, not for fewer messages; 4.1 and 4.2 are about one mailbox.
bool asks_to_slow_down(const SmtpReply& reply) {
  const std::string_view enhanced = enhanced_code(reply.text);
  const std::string words = lower_ascii(reply.text);
  if (words.contains("greylist") || words.contains("graylist")) return false;
  if (enhanced.starts_with("4.1.") || enhanced.starts_with("4.2.")) return false;
  return reply.code == 421 || reply.code == 450 || reply.code == 451 || enhanced.starts_with("4.7.");
}

}  // namespace

Outcome judge(const SmtpReply& reply) {
  if (is_about_us(reply)) {
    return {Outcome::State::Deferred, reply.text + " (check mail.user, mail.starttls and mail.quota)", true};
  }
  switch (reply.code / 100) {
    case 2:
      return {Outcome::State::Sent, reply.text, false};
    case 5:
      return {Outcome::State::Failed, reply.text, false};
    default:
      return {.state = Outcome::State::Deferred, .reason = reply.text, .pushed_back = asks_to_slow_down(reply)};
  }
}

}  // namespace aggregator::mail
