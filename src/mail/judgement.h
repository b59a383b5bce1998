// What a server's reply means for the message that it answers.
#pragma once

#include "aggregator/mail/transport.h"
#include "smtp_reply.h"

namespace aggregator::mail {

[[nodiscard]] Outcome judge(const SmtpReply& reply);

}  // namespace aggregator::mail
