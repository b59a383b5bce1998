// What is said of a feed wherever feeds are shown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aggregator/base/time.h"
#include "aggregator/store/feeds.h"

namespace aggregator::cli {

/// What is said where feeds are looked for and the list has none.
inline constexpr std::string_view kListIsEmpty =
    "the list of feeds is empty; `aggregator add-feed URL` adds one, `aggregator import FILE` takes those of another "
    "list";

/// Whether rounds ask it at all: neither gone nor paused.
[[nodiscard]] bool is_polled(const store::FeedRow& feed);

/// When it is asked next; nothing when it is not polled, and when it is due whatever the time.
[[nodiscard]] std::optional<Instant> next_poll_of(const store::FeedRow& feed);

/// "2026-11-20 09:30", "due now", or "-" when it is not polled.
[[nodiscard]] std::string next_poll_in_words(const store::FeedRow& feed);

/// The address that answered, behind all redirects, when it was read last.
[[nodiscard]] const std::string& place_of(const store::FeedRow& feed);

/// Until when its server wants it to be left alone; nothing when that is over or it is not polled.
[[nodiscard]] std::optional<Instant> left_alone_until(const store::FeedRow& feed, Instant now);

/// Whether it is polled elsewhere than the list says: it redirected for good, or a page named it.
[[nodiscard]] bool has_moved(const store::FeedRow& feed);

}  // namespace aggregator::cli
