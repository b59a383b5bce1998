// Hosts of http URLs.
#pragma once

#include <string>
#include <string_view>

#include "aggregator/base/error.h"

namespace aggregator {

/// The host that `text` (between "//" or "@" and the port) names, as the host parser of the WHATWG URL standard reads
/// it: percent-decoded, lower-case, IDN as punycode, any spelling of an IPv4 address (2130706433, 0x7f.1) as four
/// decimal numbers, an IPv6 address in brackets and compressed. Errors: Malformed; Forbidden, with a zone id.
[[nodiscard]] Result<std::string> parse_host(std::string_view text);

}  // namespace aggregator
