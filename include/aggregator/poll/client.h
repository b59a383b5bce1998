// The HTTP client as the runner's settings want it: its limits, its manners, its name.
#pragma once

#include "aggregator/config/settings.h"
#include "aggregator/http/client.h"

namespace aggregator::poll {

[[nodiscard]] http::ClientOptions client_options(const config::Settings& settings);

}  // namespace aggregator::poll
