#include "destination.h"

#include <libpsl.h>

#include <string_view>

#include "aggregator/base/url.h"

namespace aggregator::http {
namespace {

/// The name alone; a dot at its end, the root of all names, makes no other host of it.
std::string_view name_in(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  if (colon != host.npos && !host.ends_with(']')) host = host.substr(0, colon);
  if (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

/// Two labels at least, the last of which no number is: the WHATWG URL standard reads anything else as an address.
bool is_domain_name(std::string_view host) {
  const std::size_t dot = host.rfind('.');
  return dot != host.npos && dot + 1 < host.size() && (host[dot + 1] < '0' || host[dot + 1] > '9') &&
         !host.starts_with('[');
}

/// The registry's suffix and one label more. The list's second part is left out: there platforms declare that each of
/// their blogs is a site of its own (blogspot.com, github.io), but all of them sit on the same machines.
std::string registrable_domain(std::string_view host) {
  const psl_ctx_t* const list = psl_builtin();
  std::string_view domain;
  for (std::string_view rest = host;;) {
    if (list == nullptr || psl_is_public_suffix2(list, std::string(rest).c_str(), PSL_TYPE_ICANN) != 0) break;
    domain = rest;
    const std::size_t dot = rest.find('.');
    if (dot == rest.npos) break;
    rest.remove_prefix(dot + 1);
  }
  return std::string(domain);
}

}  // namespace

Destination destination_of(const std::string& url, const std::string& address) {
  Destination destination{.host = host_of(url), .domain = {}, .address = {}};
  const std::string_view name = name_in(destination.host);
  if (!is_domain_name(name)) return destination;
  destination.domain = registrable_domain(name);
  if (!destination.domain.empty()) destination.address = address;
  return destination;
}

}  // namespace aggregator::http
