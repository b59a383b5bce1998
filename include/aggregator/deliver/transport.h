// The way in which mail leaves, by the settings.
#pragma once

#include <functional>
#include <memory>

#include "aggregator/config/settings.h"
#include "aggregator/mail/transport.h"

namespace aggregator::deliver {

/// The transport that the settings name. `is_cancelled` (may be empty): once true, no server is waited for any longer.
[[nodiscard]] std::unique_ptr<mail::Transport> make_transport(const config::MailSettings& settings,
                                                              std::function<bool()> is_cancelled = {});

}  // namespace aggregator::deliver
