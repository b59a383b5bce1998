// The HTTP Link header (RFC 8288 section 3).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "page_links.h"

namespace aggregator::feed {

/// What the header of a feed says of it. Absolute http(s) URLs; empty where it has none. Of several the first counts.
struct HeaderLinks {
  std::string self, hub;
};

/// Read as leniently as appendix B of the RFC says. `base` is what was asked for. Links with an `anchor` are about
/// something else and left out.
[[nodiscard]] HeaderLinks read_link_header(std::string_view header, const std::string& base);

/// What the header of a page points to, as it is written there; `url` is for the caller to make. The first
/// `max_links`.
[[nodiscard]] std::vector<PageLink> links_of_header(std::string_view header, std::size_t max_links);

}  // namespace aggregator::feed
