// Where a request goes, as the budgets of politeness count it.
#pragma once

#include <string>

namespace aggregator::http {

struct Destination {
  std::string host;     ///< with its port where that is not the scheme's own
  std::string domain;   ///< the registrable domain: one platform; empty for an address or a name without one
  std::string address;  ///< of the machine, where it is known and there is a domain; else empty
};

/// `address`: what the host of `url` had when it was last asked; may be empty.
[[nodiscard]] Destination destination_of(const std::string& url, const std::string& address);

}  // namespace aggregator::http
