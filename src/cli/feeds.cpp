#include "aggregator/store/feeds.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/poll/feed_marks.h"
#include "aggregator/poll/take_list.h"
#include "commands.h"
#include "feed_words.h"
#include "list_file.h"
#include "output.h"

namespace aggregator::cli {
namespace {

constexpr std::size_t kTitleColumns = 28;

std::string_view status_of(const store::FeedRow& feed) {
  return store::name_of(feed.enabled ? feed.status : store::FeedStatus::Paused);
}

bool is_broken(const store::FeedSummary& summary) {
  const store::FeedStatus status = summary.feed.status;
  return summary.feed.enabled && (status == store::FeedStatus::Error || status == store::FeedStatus::Refused ||
                                  status == store::FeedStatus::Gone);
}

double rounded(double posts) { return std::round(posts * 10) / 10; }

/// Of feeds that one earlier in the list is the same as: that one.
using Repeats = std::unordered_map<store::FeedId, store::FeedRow>;

/// As far as the last answers tell; `feeds` are in the list's order.
Repeats repeats_in(const std::vector<store::FeedSummary>& feeds) {
  Repeats repeats;
  poll::FeedMarks marks;
  for (std::size_t index = 0; index < feeds.size(); ++index) {
    const store::FeedRow& feed = feeds[index].feed;
    if (!feed.enabled || feed.status != store::FeedStatus::Ok) continue;
    const std::size_t first = marks.add(index, place_of(feed), feeds[index].entries > 0 ? feed.body_hash : 0);
    if (first != index) repeats.emplace(feed.id, feeds[first].feed);
  }
  return repeats;
}

Json json_of(const store::FeedSummary& summary, const Repeats& repeats, Instant now) {
  const store::FeedRow& feed = summary.feed;
  const auto first = repeats.find(feed.id);
  return {{"id", feed.id},
          {"url", shown_url(feed.proven_url())},
          {"listed", shown_url(feed.listed_url)},
          {"title", json_or_null(feed.shown_title())},
          {"site", json_or_null(shown_url(feed.shown_site()))},
          {"tags", feed.tags},
          {"enabled", feed.enabled},
          {"status", status_of(feed)},
          {"error", json_or_null(feed.error)},
          {"failing_since", cli::json_of(feed.failing_since)},
          {"last_success", cli::json_of(feed.last_success)},
          {"next_poll", cli::json_of(next_poll_of(feed))},
          {"left_alone_until", cli::json_of(left_alone_until(feed, now))},
          {"entries", summary.entries},
          {"held", summary.held},
          {"posts_per_week", rounded(summary.posts_per_week())},
          {"weeks", summary.weeks},
          {"same_as", json_or_null(first == repeats.end() ? "" : shown_url(first->second.listed_url))}};
}

std::string health_of(const store::FeedSummary& summary, const Repeats& repeats, Instant now) {
  const store::FeedRow& feed = summary.feed;
  std::string words = shown_url(feed.url);
  if (has_moved(feed)) words += " — listed as " + shown_url(feed.listed_url) + ", which has moved";
  if (const auto first = repeats.find(feed.id); first != repeats.end()) {
    words += fmt::format(" — the same feed as {} ({}); keep one of the two in the list", first->second.id,
                         shown_url(first->second.listed_url));
  }
  if (summary.held > 0) {
    words += fmt::format(" — {}, `aggregator release {}`", counted(summary.held, "post held", "posts held"), feed.id);
  }
  if (!feed.error.empty()) words += fmt::format(" — {} (since {})", feed.error, short_time(feed.failing_since));
  if (const auto until = left_alone_until(feed, now)) {
    words += fmt::format(" — left alone until {}, as its server wants", short_time(until));
  }
  return words;
}

void print_table(const std::vector<store::FeedSummary>& feeds, const Repeats& repeats, Instant now, std::ostream& out) {
  Table table({"ID", "STATUS", "LAST SUCCESS", "NEXT POLL", "POSTS", "A WEEK", "8 WEEKS", "TITLE", "FEED"});
  for (const store::FeedSummary& summary : feeds) {
    const store::FeedRow& feed = summary.feed;
    table.add({std::to_string(feed.id), std::string(status_of(feed)), short_time(feed.last_success),
               next_poll_in_words(feed), grouped(summary.entries),
               fmt::format("{:.1f}", rounded(summary.posts_per_week())), sparkline(summary.weeks),
               std::string(cut_to_width(feed.shown_title(), kTitleColumns)), health_of(summary, repeats, now)});
  }
  table.print(out);
}

/// The worst first: gone, then what has failed for longest.
void sort_by_trouble(std::vector<store::FeedSummary>& feeds) {
  std::ranges::stable_sort(feeds, {}, [](const store::FeedSummary& summary) {
    return std::tuple(summary.feed.status != store::FeedStatus::Gone,
                      summary.feed.failing_since.value_or(Instant::max()));
  });
}

}  // namespace

Result<void> list_feeds(Context& context, const ListFeedsOptions& options) {
  const auto settings = context.settings();
  if (!settings) return std::unexpected(settings.error());
  const auto database = context.database();
  if (!database) return std::unexpected(database.error());
  if (const auto taken = poll::take_list(**database, (*settings)->feeds, context.now()); !taken)
    return std::unexpected(taken.error());
  auto feeds = store::list_feeds(**database, context.now());
  if (!feeds) return std::unexpected(feeds.error());
  const bool is_list_empty = feeds->empty();
  const Repeats repeats = repeats_in(*feeds);
  if (options.broken) {
    std::erase_if(*feeds, [](const store::FeedSummary& summary) { return !is_broken(summary); });
    sort_by_trouble(*feeds);
  }
  if (options.json) {
    JsonList list(context.out());
    for (const store::FeedSummary& summary : *feeds) list.add(json_of(summary, repeats, context.now()));
    list.end();
    return {};
  }
  if (!feeds->empty()) print_table(*feeds, repeats, context.now(), context.out());
  if (is_list_empty)
    context.out() << kListIsEmpty << '\n';
  else if (feeds->empty())
    context.out() << "no feed is broken\n";
  return {};
}

}  // namespace aggregator::cli
