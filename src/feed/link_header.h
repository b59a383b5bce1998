// The HTTP Link header (RFC 8288 section 3), as far as it is about the feed: where it is, and its hub.
#pragma once

#include <string>
#include <string_view>

namespace aggregator::feed {

/// Absolute http(s) URLs; empty where the header has none. Of several the first counts.
struct HeaderLinks {
  std::string self, hub;
};

/// Read as leniently as appendix B of the RFC says. `base` is what was asked for. Links with an `anchor` are about
/// something else and left out.
[[nodiscard]] HeaderLinks read_link_header(std::string_view header, const std::string& base);

}  // namespace aggregator::feed
