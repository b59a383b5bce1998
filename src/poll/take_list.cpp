#include "aggregator/poll/take_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "aggregator/base/hash.h"
#include "aggregator/base/log.h"
#include "aggregator/base/url.h"
#include "aggregator/store/feeds.h"
#include "aggregator/store/history.h"

namespace aggregator::poll {
namespace {

/// Another version of the program may read more out of the same bytes.
std::string fingerprint_of(const std::string& text) {
  return fmt::format(AGGREGATOR_VERSION " {} {:016x}", text.size(), hash64(text));
}

/// For `aggregator why`.
Result<void> note_relisted(store::Database& database, const std::vector<store::RelistedFeed>& feeds, Instant now) {
  for (const store::RelistedFeed& feed : feeds) {
    const std::string what = fmt::format("is listed at {} from now on, no longer at {}; its history goes on",
                                         shown_url(feed.now), shown_url(feed.before));
    if (auto noted = store::add_feed_event(database, feed.id, {now, what}); !noted) return noted;
  }
  return {};
}

}  // namespace

Result<TakenList> take_list(store::Database& database, const std::filesystem::path& file, Instant now) {
  const auto text = config::read_list_text(file);
  if (!text) return std::unexpected(text.error());
  const std::string fingerprint = fingerprint_of(*text);
  const auto known = store::list_fingerprint(database);
  if (!known) return std::unexpected(known.error());
  if (*known == fingerprint) return TakenList();

  auto list = config::parse_feed_list(*text, file.string());
  if (!list) return std::unexpected(list.error());
  TakenList taken;
  std::ranges::copy_if(list->feeds, std::back_inserter(taken.guarded),
                       [](const auto& feed) { return !feed.access.empty(); });
  const bool is_read_each_time = !taken.guarded.empty() || list->feeds.empty();
  const auto synced = store::sync_feeds(database, list->feeds, is_read_each_time ? "" : fingerprint);
  if (!synced) return at("the changes of " + file.string() + " cannot be stored", synced.error());
  if (const auto noted = note_relisted(database, synced->relisted, now); !noted) return std::unexpected(noted.error());
  if (list->feeds.empty()) {
    const auto former = store::listed_urls(database);
    if (!former) return std::unexpected(former.error());
    taken.lost = former->size();
  }
  log(LogLevel::Debug, fmt::format("{}: {} added, {} changed, {} removed since it was last read", file.string(),
                                   synced->added, synced->changed, synced->removed));
  return taken;
}

}  // namespace aggregator::poll
