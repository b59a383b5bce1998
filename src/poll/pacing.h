// When a feed is polled next: as often as its blog posts, never more often than its server wishes.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "aggregator/base/time.h"
#include "aggregator/base/token.h"
#include "aggregator/config/settings.h"
#include "aggregator/feed/feed.h"
#include "aggregator/http/client.h"
#include "aggregator/store/feeds.h"

namespace aggregator::poll {

/// The wait that the document itself calls for: an eighth of the time between its posts (or since its last one, if that
/// is longer), at least its <ttl> or sy:updatePeriod. Zero when it says nothing.
[[nodiscard]] std::chrono::seconds pace_of(const feed::Feed& feed, Instant now);

/// The date of its newest post; nothing when none has one that can be.
[[nodiscard]] std::optional<Instant> newest_post_of(const feed::Feed& feed, Instant now);

/// `pace` of a feed whose document stayed as it was: a blog that fell silent is asked less and less often.
[[nodiscard]] std::chrono::seconds slowed_by_silence(std::chrono::seconds pace, std::optional<Instant> newest_post,
                                                     Instant now);

/// How long the answer may be kept (RFC 9111 section 4.2.1): max-age, else Expires minus Date. Zero when it says
/// nothing.
[[nodiscard]] std::chrono::seconds freshness_of(const http::Response& response, Instant now);

/// The value of Retry-After, in seconds or a date (RFC 9110 section 10.2.3). Zero when it is neither.
[[nodiscard]] std::chrono::seconds parse_retry_after(std::string_view value, Instant now);

/// Between poll.min_interval and poll.max_interval, and up to a twentieth later so that feeds added together drift
/// apart.
[[nodiscard]] Instant next_poll_after_success(const config::PollSettings& settings, std::chrono::seconds pace,
                                              std::chrono::seconds freshness, Instant now, const RandomSource& random);

/// Doubling from poll.min_interval with each failure in a row, to a week at most; at least `asked`, to
/// poll.max_interval at most. Without a failure poll.min_interval.
[[nodiscard]] Instant next_poll_after_failure(const config::PollSettings& settings, int failures,
                                              std::chrono::seconds asked, Instant now, const RandomSource& random);

/// A week later, which is the longest that a feed is left alone that may come back, less up to a twentieth.
[[nodiscard]] Instant next_poll_of_missing(Instant now, const RandomSource& random);

/// `due`, or the first hour after it that is not quiet; `due` for a feed that asks never to be polled.
[[nodiscard]] Instant after_quiet_times(Instant due, const store::QuietTimes& quiet);

}  // namespace aggregator::poll
