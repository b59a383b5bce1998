// The settings of a mail server as `mail` wants them.
#pragma once

#include "aggregator/config/settings.h"
#include "aggregator/mail/transport.h"

namespace aggregator::deliver {

[[nodiscard]] mail::SmtpOptions smtp_options(const config::SmtpTransport& server, const config::MailSettings& settings);

}  // namespace aggregator::deliver
