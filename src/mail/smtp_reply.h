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
/// One that grows without an end is judged by the code that it begins with, and left where it is, as its end is not
/// there: the connection is of no use any more. Errors: Malformed, for what is no reply.
[[nodiscard]] Result<std::optional<SmtpReply>> take_reply(std::string& received);

}  // namespace aggregator::mail
