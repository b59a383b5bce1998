#include "long_failing.h"

#include <fmt/format.h>

#include <string>

#include "aggregator/base/url.h"
#include "aggregator/store/feeds.h"

namespace aggregator::poll {
namespace {

std::string words_for_gone(const store::FeedRow& feed) {
  const std::string url = shown_url(feed.listed_url);
  return fmt::format(
      "{} is not polled any more: {}; `aggregator remove-feed {}` takes it out of the list,"
      " `aggregator enable {}` has it asked once more",
      url, feed.error, feed.id, feed.id);
}

std::string words_for_long_failing(const store::FeedRow& feed) {
  return fmt::format("{} has failed since {}: {}; `aggregator why {}` tells more", shown_url(feed.listed_url),
                     format_rfc3339(*feed.failing_since).substr(0, 10), feed.error, feed.id);
}

}  // namespace

Result<std::vector<LongFailing>> long_failing(store::Database& database, const config::Settings& settings,
                                              Instant now) {
  const auto untold = store::untold_failures(database, now - settings.poll.tell_after);
  if (!untold) return std::unexpected(untold.error());
  std::vector<LongFailing> failing;
  for (const store::FeedRow& feed : *untold) {
    const bool is_gone = feed.status == store::FeedStatus::Gone;
    failing.push_back({feed.id, is_gone ? words_for_gone(feed) : words_for_long_failing(feed)});
  }
  return failing;
}

Result<void> note_told(store::Database& database, const RoundSummary& summary, Instant now) {
  if (summary.long_failing.empty()) return {};
  return database.transact([&]() -> Result<void> {
    for (const LongFailing& failing : summary.long_failing) {
      if (auto noted = store::note_told(database, failing.feed, now); !noted) return noted;
    }
    return {};
  });
}

}  // namespace aggregator::poll
