// The two ways in which nearly all feeds write dates.
#pragma once

#include <optional>
#include <string_view>

#include "aggregator/base/time.h"

namespace aggregator::feed {

/// The instant in "Fri, 20 Nov 2026 01:02:03 GMT" (RFC 822) or "2026-11-20T01:02:03Z" (RFC 3339), exactly as the
/// standards have them. Nothing for all else, leap seconds included: parse_date() reads those, and these in the same
/// way but fifty times slower.
[[nodiscard]] std::optional<Instant> usual_date(std::string_view text);

}  // namespace aggregator::feed
