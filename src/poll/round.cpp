#include "aggregator/poll/round.h"

#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "aggregator/base/log.h"
#include "aggregator/config/feed_list.h"
#include "aggregator/poll/access.h"
#include "aggregator/poll/take_list.h"
#include "aggregator/store/checkup.h"
#include "aggregator/store/feeds.h"
#include "long_failing.h"
#include "pipeline.h"
#include "selection.h"
#include "writer.h"

namespace aggregator::poll {
namespace {

// What arrived before poll.round_deadline is read, unless it is hostile: that takes no time worth mentioning.
constexpr std::chrono::seconds kTimeToParse{10};

constexpr std::chrono::minutes kClocksDiffer{5};  // between machines that share a database

// With less on the disk nobody is asked: what could not be stored would be asked for again in each round.
constexpr std::uintmax_t kLeastRoom = 512u << 10;

/// What `guarded`, feeds of the list in `file`, are asked with.
Keys keys_for(const std::vector<store::FeedRow>& feeds, const std::vector<config::ListedFeed>& guarded,
              const std::filesystem::path& file, const config::Environment& environment) {
  std::unordered_map<std::string_view, const config::ListedFeed*> by_url;
  for (const config::ListedFeed& feed : guarded) by_url.emplace(feed.url, &feed);
  Keys keys;
  for (std::size_t index = 0; index < feeds.size(); ++index) {
    const auto listed = by_url.find(feeds[index].listed_url);
    if (listed != by_url.end()) keys.emplace(index, access_to(*listed->second, file, environment));
  }
  return keys;
}

/// Says so when the clock was set back, or was ahead before.
Result<void> look_at_clock(store::Database& database, Instant now) {
  const auto last = store::last_poll_of_all(database);
  if (!last) return std::unexpected(last.error());
  if (!*last || **last <= now + kClocksDiffer) return {};
  log(LogLevel::Warning,
      fmt::format("it is {} by the clock, but feeds were polled at {}: one of the two times it was wrong. Up to two "
                  "days of that are waited for; `aggregator poll --all` does not wait",
                  format_rfc3339(now), format_rfc3339(**last)));
  return {};
}

/// The feeds of a round, and what the list has them asked with.
struct Errand {
  Selection selection;
  Keys keys;
  bool is_list_empty = false;
};

/// Makes the store's list the file's and says which of its feeds are to be polled.
Result<Errand> prepare(store::Database& database, const config::Settings& settings, const RoundOptions& options,
                       const RoundTools& tools, Instant now) {
  const auto list = take_list(database, settings.feeds, now);
  if (!list) return std::unexpected(list.error());
  if (list->lost > 0) {  // nothing fails then, so nobody would notice that it was a mistake
    log(LogLevel::Warning, fmt::format("{}: the list is empty, so nothing is polled; feeds that it had before: {}",
                                       settings.feeds.string(), list->lost));
  }
  auto selection = select_feeds(database, settings, options, now);
  if (!selection) return std::unexpected(selection.error());
  Keys keys = keys_for(selection->feeds, list->guarded, settings.feeds, tools.environment);
  return Errand{*std::move(selection), std::move(keys), list->is_empty};
}

}  // namespace

Result<RoundSummary> run_round(store::Database& database, const config::Settings& settings, const RoundOptions& options,
                               const RoundTools& tools) {
  const auto begin = std::chrono::steady_clock::now();
  const Instant now = tools.clock();
  const auto lock = database.lock(store::Stage::Poll);
  if (!lock) return std::unexpected(lock.error());
  if (const auto room = store::check_room(database, kLeastRoom); !room) return std::unexpected(room.error());
  const store::LargeCache cache(database);
  if (const auto looked = look_at_clock(database, now); !looked) return std::unexpected(looked.error());
  const auto errand = prepare(database, settings, options, tools, now);
  if (!errand) return std::unexpected(errand.error());
  const auto fetch_until = std::chrono::steady_clock::now() + settings.poll.round_deadline;
  const std::vector<store::FeedRow>& feeds = errand->selection.feeds;
  Pipeline pipeline(feeds, errand->keys, settings, now, {fetch_until, fetch_until + kTimeToParse});
  auto summary = Writer(database, settings, tools, now, feeds).write_all(pipeline);
  if (!summary) return summary;
  summary->is_list_empty = errand->is_list_empty;
  if (feeds.empty()) summary->next = errand->selection.next;
  auto failing = long_failing(database, settings, now);
  if (!failing) return std::unexpected(failing.error());
  summary->long_failing = *std::move(failing);
  summary->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return summary;
}

}  // namespace aggregator::poll
