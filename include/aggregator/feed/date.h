// The dates of feeds: text in, an instant in UTC out.
#pragma once

#include <string_view>

#include "aggregator/base/error.h"
#include "aggregator/base/time.h"

namespace aggregator::feed {

/// The instant that `text` names, in any of the ways that feeds write dates: RFC 822 with its real-world deviations,
/// RFC 3339, ISO 8601 and W3CDTF, asctime, and localised forms. A time without zone is UTC (old Korean forms: +09:00);
/// a date without time is midnight.
///
/// Errors: Malformed, for other text. Never falls back to the present: what an undated entry gets is the caller's
/// choice.
[[nodiscard]] Result<Instant> parse_date(std::string_view text);

}  // namespace aggregator::feed
