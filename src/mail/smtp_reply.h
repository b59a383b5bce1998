// The replies of an SMTP server (RFC 5321 section 4.2).
#pragma once

#include <optional>
#include <string>

#include "aggregator/base/error.h"

namespace aggregator::mail {

struct SmtpReply {
  int code = 0;
  std::string text;  ///< with the code, one line, cut where it is long: "550 5.1.1 no such mailbox"
};

/// Takes the first complete reply off `received`; nothing when more bytes are needed.
/// Errors: Malformed, for what is no reply or grows without an end.
[[nodiscard]] Result<std::optional<SmtpReply>> take_reply(std::string& received);

}  // namespace aggregator::mail
