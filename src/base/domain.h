// Domain names as the DNS spells them.
#pragma once

#include <string>
#include <string_view>

#include "aggregator/base/error.h"

namespace aggregator {

/// `domain` in lower-case ASCII, international labels as punycode (UTS 46, non-transitional, as the WHATWG URL standard
/// asks for it). Hyphens, underscores and empty labels are let through: who needs a host name looks further.
/// Errors: Malformed, also for more than the 253 characters that the DNS takes.
[[nodiscard]] Result<std::string> domain_to_ascii(std::string_view domain);

}  // namespace aggregator
