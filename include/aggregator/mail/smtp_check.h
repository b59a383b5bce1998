// Whether an SMTP server would take mail from us, without sending any.
#pragma once

#include <string>

#include "aggregator/base/error.h"
#include "aggregator/mail/transport.h"

namespace aggregator::mail {

/// Connects, encrypts and logs in as the options want it, says that a message of `sender` comes, and leaves: QUIT takes
/// that back (RFC 5321 section 4.1.1.10). Errors: Unavailable, or Forbidden when the login or the sender is refused,
/// with the server's words and what the runner can mend.
[[nodiscard]] Result<void> check_smtp(const SmtpOptions& options, const std::string& sender);

}  // namespace aggregator::mail
