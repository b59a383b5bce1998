// Whether an SMTP server would take mail from us, without sending any.
#pragma once

#include <string>

#include "aggregator/base/error.h"
#include "aggregator/mail/transport.h"

namespace aggregator::mail {

/// Connects, encrypts and logs in as the options want it, and leaves. Errors: Unavailable, or Forbidden
/// when the login is refused, with the server's words and what the runner can mend.
[[nodiscard]] Result<void> check_smtp(const SmtpOptions& options);

}  // namespace aggregator::mail
