#include "selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/poll/former_address.h"
#include "pacing.h"

namespace aggregator::poll {
namespace {

/// From when poll.min_interval and its server allow another poll.
Instant asked_again_from(const store::FeedRow& feed, const config::Settings& settings, Instant now) {
  if (!feed.next_poll) return now;  // never polled, or the runner asked for it by `enable`
  Instant from = now;
  if (feed.last_poll && *feed.last_poll <= now) from = *feed.last_poll + settings.poll.min_interval;
  // Beyond that the clock was set back.
  if (feed.not_before && *feed.not_before <= now + settings.poll.max_interval) from = std::max(from, *feed.not_before);
  return from;
}

/// Its skipHours and skipDays (RSS 2.0). A machine that only polls in these would never ask it: after a day more than
/// poll.max_interval it does.
bool is_quiet(const store::FeedRow& feed, const config::Settings& settings, Instant now) {
  const bool is_overdue = !feed.last_poll || now - *feed.last_poll > settings.poll.max_interval + std::chrono::days(1);
  return !is_overdue && feed.next_poll && after_quiet_times(now, feed.quiet) != now;
}

/// Of a feed that is asked for by name.
Result<void> check_may_be_asked(const store::FeedRow& feed, const config::Settings& settings,
                                const RoundOptions& options, Instant now) {
  const std::string url = shown_url(feed.listed_url);
  if (!feed.enabled) {
    return fail(ErrorCode::Conflict, url + " is paused in the list; take `enabled: false` out of the feed list");
  }
  if (feed.status == store::FeedStatus::Gone) {
    return fail(ErrorCode::Conflict,
                fmt::format("{} is gone; `aggregator enable {}` has it asked once more", url, feed.id));
  }
  const Instant from = asked_again_from(feed, settings, now);
  if (options.force || from <= now) return {};
  if (feed.not_before == from) {
    return fail(ErrorCode::Busy,
                fmt::format("the server of {} wants to be left alone, until {}; `--force` does not wait", url,
                            format_rfc3339(from)));
  }
  return fail(ErrorCode::Busy, fmt::format("{} was polled at {}, and poll.min_interval allows it again from {} on; "
                                           "`--force` does not wait",
                                           url, format_rfc3339(*feed.last_poll), format_rfc3339(from)));
}

Result<Selection> feed_named(store::Database& database, const config::Settings& settings, const RoundOptions& options,
                             Instant now) {
  auto found = store::find_feed(database, *options.feed);
  if (!found) return std::unexpected(found.error());
  if (!*found) {
    return fail(ErrorCode::NotFound,
                "no feed " + quote(shown_url(*options.feed)) + " in the list; `aggregator feeds` shows it");
  }
  store::FeedRow& feed = **found;
  tell_where_it_is(feed, *options.feed);
  if (const auto fit = check_may_be_asked(feed, settings, options, now); !fit) return std::unexpected(fit.error());
  return Selection{{std::move(feed)}};
}

std::optional<Instant> earlier(std::optional<Instant> a, std::optional<Instant> b) {
  return a && b ? std::min(a, b) : a ? a : b;
}

}  // namespace

Result<Selection> select_feeds(store::Database& database, const config::Settings& settings, const RoundOptions& options,
                               Instant now) {
  if (options.feed) return feed_named(database, settings, options, now);
  auto feeds = store::pollable_feeds(database, options.all ? std::nullopt : std::optional(now));
  if (!feeds) return std::unexpected(feeds.error());
  std::optional<Instant> first;  // of those that have to wait
  const auto waits = [&](const store::FeedRow& feed) {
    const Instant from = asked_again_from(feed, settings, now);
    if (from <= now && !is_quiet(feed, settings, now)) return false;
    first = earlier(first, std::max(from, after_quiet_times(now, feed.quiet)));
    return true;
  };
  if (!options.force) std::erase_if(*feeds, waits);
  if (!feeds->empty() || options.all) return Selection{*std::move(feeds), first};
  const auto next = store::next_poll_after(database, now);
  if (!next) return std::unexpected(next.error());
  return Selection{{}, earlier(first, *next)};
}

}  // namespace aggregator::poll
