#include "aggregator/poll/client.h"

namespace aggregator::poll {
namespace {

// Of the feeds that developers list, four in five sit on six platforms, hundreds of them on a single host: those get
// through a round in well under a minute, and nobody's server sees more than this.
constexpr http::Pace kHostPace{std::chrono::milliseconds(100), 20};
constexpr http::Pace kDomainPace{std::chrono::milliseconds(50), 40};

}  // namespace

http::ClientOptions client_options(const config::Settings& settings) {
  http::ClientOptions options;
  options.concurrency = settings.poll.concurrency;
  options.per_host = settings.poll.per_host;
  options.per_domain = settings.poll.per_domain;
  options.per_address = settings.poll.per_domain;
  options.host_pace = kHostPace;
  options.domain_pace = kDomainPace;
  options.connect_timeout = settings.poll.connect_timeout;
  options.timeout = settings.poll.timeout;
  options.max_body = settings.poll.max_body;
  options.allow_addresses = settings.poll.allow_addresses;
  options.proxy = settings.poll.proxy;
  options.user_agent = "aggregator/" AGGREGATOR_VERSION " (+" + settings.site.contact + ")";
  return options;
}

}  // namespace aggregator::poll
