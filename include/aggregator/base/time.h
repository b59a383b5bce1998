// Instants, and the one format that this program writes them in.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "aggregator/base/error.h"

namespace aggregator {

/// A moment in whole seconds of UTC: what is stored, compared and printed.
using Instant = std::chrono::sys_seconds;

/// Gives the present. Only `cli` makes the real one; `--now` and tests make others.
using Clock = std::function<Instant()>;

/// Whether the instant lies in the years 1 to 9999 of UTC: those that four digits can write. A zone can move the first
/// and the last of them out of it.
[[nodiscard]] bool has_writable_year(Instant instant);

/// "2026-11-20T01:02:03Z".
[[nodiscard]] std::string format_rfc3339(Instant instant);

/// The instant that `text` names; a fraction of a second is cut off.
///
/// `text` is an RFC 3339 section 5.6 date-time with capital T and Z and nothing around it. The leap second :60 is the
/// first second of the next minute. Strict on purpose: `feed` repairs dates before this call.
/// Errors: Malformed.
[[nodiscard]] Result<Instant> parse_rfc3339(std::string_view text);

/// "Fri, 20 Nov 2026 01:02:03 +0000" (RFC 5322 section 3.3), for mail headers.
[[nodiscard]] std::string format_rfc5322(Instant instant);

/// The instant of an HTTP date in any of the three forms of RFC 9110 section 5.6.7. Errors: Malformed.
[[nodiscard]] Result<Instant> parse_http_date(std::string_view text);

/// "10:00" or "9:30" as the time since midnight. Errors: Malformed, quoting it.
[[nodiscard]] Result<std::chrono::minutes> parse_time_of_day(std::string_view text);

}  // namespace aggregator
