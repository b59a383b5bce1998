// Whether mail could leave, without sending any.
#pragma once

#include <string>

#include "aggregator/base/error.h"
#include "aggregator/config/settings.h"

namespace aggregator::deliver {

/// Looks at where `mail.transport` leads: logs in at the server and asks whether it takes mail from us, or looks for
/// the folder or program. What was found, in words. Errors: Unavailable, Forbidden, Io or NotFound, with what the
/// runner can mend.
[[nodiscard]] Result<std::string> check_transport(const config::MailSettings& settings);

}  // namespace aggregator::deliver
