// The HTTP client as the runner's settings want it, with its limits, its manners and its name, and what statuses mean.
#pragma once

#include <string>

#include "aggregator/config/settings.h"
#include "aggregator/http/client.h"

namespace aggregator::poll {

[[nodiscard]] http::ClientOptions client_options(const config::Settings& settings);

/// What an HTTP status other than 200 means for somebody who asked for a feed: "answered 404: …".
[[nodiscard]] std::string words_for_status(int status);

}  // namespace aggregator::poll
