#include "aggregator/poll/client.h"

#include <algorithm>

#include "aggregator/base/descriptor.h"

namespace aggregator::poll {
namespace {

// Of the feeds that developers list, four in five sit on six platforms, hundreds of them on a single host: those get
// through a round in well under a minute, and nobody's server sees more than this.
constexpr http::Pace kHostPace{std::chrono::milliseconds(100), 20};
constexpr http::Pace kDomainPace{std::chrono::milliseconds(50), 40};

/// As many at once as there are descriptors for: that a connection lacks one is no failure of its feed.
std::size_t concurrency_for(std::size_t wanted) {
  constexpr std::size_t kOthers = 32;  // the database's, the resolver's, the event loop's
  constexpr std::size_t kEach = 2;     // of a host with addresses of both kinds both are tried
  const std::size_t allowed = std::max(allow_descriptors(kOthers + kEach * wanted), kOthers);
  return std::clamp<std::size_t>((allowed - kOthers) / kEach, 1, wanted);
}

}  // namespace

std::string words_for_status(int status) {
  switch (status) {
    case 204:
      return "answered 204: no content, so no feed";
    case 206:
      return "answered 206: a part of the feed that was not asked for";
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
      return "answered " + std::to_string(status) + ", a redirect that does not say where to";
    case 401:
      return "answered 401: it wants a login; give the feed in the list a user and password_file, or a token_file";
    case 403:
      return "answered 403: access is refused to us; its owner can let our User-Agent in, or give us a login for the "
             "list";
    case 404:
      return "answered 404: nothing is at this address (any more); look for the blog's new feed address";
    case 407:
      return "answered 407: the proxy wants a login, which poll.proxy cannot give it";
    case 410:
      return "answered 410: the feed is gone for good";
    case 429:
      return "answered 429: polled too often for this server";
    case 451:
      return "answered 451: withheld for legal reasons";
    case 511:
      return "answered 511: the network here wants a login before it lets anybody through";
    case 503:
      return "answered 503: the server is busy or under maintenance";
    default:
      break;
  }
  if (status >= 500 && status < 600) return "answered " + std::to_string(status) + ": the server has a fault";
  return "answered " + std::to_string(status) + " instead of a feed";
}

http::ClientOptions client_options(const config::Settings& settings) {
  http::ClientOptions options;
  options.concurrency = concurrency_for(settings.poll.concurrency);
  options.per_host = settings.poll.per_host;
  options.per_domain = settings.poll.per_domain;
  options.max_arriving = std::max(options.max_arriving, 2 * settings.poll.max_body);
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
