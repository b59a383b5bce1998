// Addresses that URLs spell out instead of a name: refused before anybody is asked, and all that can be judged of a
// server behind a proxy.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/address.h"
#include "aggregator/base/error.h"
#include "aggregator/base/url.h"

namespace aggregator::http {

/// The words for an address that is not connected to. Always Forbidden.
[[nodiscard]] std::unexpected<Error> refused_address(std::string_view address);

/// Whether `url` may be asked for, as far as its host tells: it is a name, or an address that may be connected to.
/// localhost and names below it (RFC 6761 section 6.3) are the loopback address. Errors: Forbidden.
[[nodiscard]] Result<void> check_named_address(const Url& url, const std::vector<AddressRange>& allowed);

/// Why nobody will be asked at `url`, which spells out where it leads; nothing for all others.
[[nodiscard]] std::optional<std::string> refusal_of(std::string_view url, const std::vector<AddressRange>& allowed);

}  // namespace aggregator::http
