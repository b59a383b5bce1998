#include "judgement.h"

#include <string>

#include "aggregator/base/text.h"
#include "aggregator/mail/report.h"

namespace aggregator::mail {
namespace {

/// Refusals that are about our login, our encryption (RFC 4954 section 6, RFC 3207) or how much this sender may send in
/// all (5.4.5, as Google says it), not about anybody's mailbox.
bool is_about_us(const SmtpReply& reply) {
  const int code = reply.code;
  if (code == 530 || code == 534 || code == 535 || code == 538) return true;
  const StatusCode status = find_status(reply.text);
  return status.kind == 5 && status.subject == 4 && status.detail == 5;
}

/// Greylisting (RFC 6647) asks for another try, not for fewer messages; 4.1 and 4.2 are about one mailbox.
bool asks_to_slow_down(const SmtpReply& reply) {
  const std::string words = lower_ascii(reply.text);
  if (words.contains("greylist") || words.contains("graylist")) return false;
  const StatusCode status = find_status(reply.text);
  if (status.kind == 4 && (status.subject == 1 || status.subject == 2)) return false;
  return reply.code == 421 || reply.code == 450 || reply.code == 451 || (status.kind == 4 && status.subject == 7);
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
