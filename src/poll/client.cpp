#include "aggregator/poll/client.h"

namespace aggregator::poll {

http::ClientOptions client_options(const config::Settings& settings) {
  http::ClientOptions options;
  options.concurrency = settings.poll.concurrency;
  options.per_host = settings.poll.per_host;
  options.connect_timeout = settings.poll.connect_timeout;
  options.timeout = settings.poll.timeout;
  options.max_body = settings.poll.max_body;
  options.allow_addresses = settings.poll.allow_addresses;
  options.user_agent = "aggregator/" AGGREGATOR_VERSION " (+" + settings.site.contact + ")";
  return options;
}

}  // namespace aggregator::poll
