// Names of hosts.
#pragma once

#include <string_view>

namespace aggregator {

/// `host` without the "www." which sites answer with as well as without.
[[nodiscard]] constexpr std::string_view without_www(std::string_view host) {
  return host.starts_with("www.") ? host.substr(4) : host;
}

}  // namespace aggregator
