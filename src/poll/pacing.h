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

/// The wait that the rhythm of the blog calls for: an eighth of the time between its posts, or since its last one, if
/// that is longer. Zero when it has no dates.
[[nodiscard]] std::chrono::seconds pace_of(const feed::Feed& feed, Instant now);

/// The least wait that the document wishes: <ttl>, or sy:updatePeriod. Zero when it says nothing.
[[nodiscard]] std::chrono::seconds wish_of(const feed::Feed& feed);

/// The date of its newest post; nothing when none has one that can be.
[[nodiscard]] std::optional<Instant> newest_post_of(const feed::Feed& feed, Instant now);

/// `pace` of a feed whose document stayed as it was: a blog that fell silent is asked less and less often.
[[nodiscard]] std::chrono::seconds slowed_by_silence(std::chrono::seconds pace, std::optional<Instant> newest_post,
                                                     Instant now);

/// How long the answer may be kept (RFC 9111 section 4.2.1): max-age, else Expires minus Date. Zero when it says
/// nothing.
[[nodiscard]] std::chrono::seconds freshness_of(const http::Response& response, Instant now);

/// The value of Retry-After, in seconds or a date (RFC 9110 section 10.2.3), as servers write them. Zero when it is
/// neither. `date`: the answer's Date, the server's own clock.
[[nodiscard]] std::chrono::seconds parse_retry_after(std::string_view value, std::string_view date, Instant now);

/// `pace`, and up to a twentieth more so that feeds added together drift apart, or `wish` if that is longer; between
/// poll.min_interval and poll.max_interval, less five minutes for a wish.
[[nodiscard]] Instant next_poll_after_success(const config::PollSettings& settings, std::chrono::seconds pace,
                                              std::chrono::seconds wish, Instant now, const RandomSource& random);

/// Doubling from poll.min_interval with each failure in a row, to a week at most; at least `asked`, to
/// poll.max_interval at most. Without a failure poll.min_interval.
[[nodiscard]] Instant next_poll_after_failure(const config::PollSettings& settings, int failures,
                                              std::chrono::seconds asked, Instant now, const RandomSource& random);

/// A week later, which is the longest that a feed is left alone that may come back, less up to a twentieth.
[[nodiscard]] Instant next_poll_of_missing(Instant now, const RandomSource& random);

/// `due`, or the first hour after it that is not quiet; `due` for a feed that asks never to be polled.
[[nodiscard]] Instant after_quiet_times(Instant due, const store::QuietTimes& quiet);

}  // namespace aggregator::poll
