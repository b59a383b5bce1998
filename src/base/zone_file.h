// Zone files of the IANA database as the system keeps them (TZif, RFC 8536).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "aggregator/base/error.h"
#include "posix_zone.h"

namespace aggregator {

/// All that a place's clocks have done, and what they go on doing.
struct ZoneFile {
  std::chrono::seconds first{0};    ///< ahead of UTC before the first change
  std::vector<ZoneChange> changes;  ///< in their order; those that change nothing are left out
  std::optional<PosixZone> rule;    ///< after the last change
};

/// Errors: Malformed, for bytes that are no TZif of version 2 or later, and for one that counts leap seconds.
[[nodiscard]] Result<ZoneFile> parse_zone_file(std::string_view bytes);

}  // namespace aggregator
