#include "badges.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <unordered_map>

namespace aggregator::digest {
namespace {

constexpr std::chrono::days kSilence{180};

Result<std::optional<Instant>> last_post_before(store::Database& database, const Blog& blog, Instant date) {
  std::optional<Instant> last;
  for (const store::FeedId feed : blog.feeds) {
    const auto previous = store::last_post_before(database, feed, date);
    if (!previous) return previous;
    last = std::max(last, *previous);
  }
  return last;
}

Result<bool> has_one_post(store::Database& database, const Blog& blog) {
  std::int64_t posts = 0;
  for (const store::FeedId feed : blog.feeds) {
    const auto known = store::count_entries(database, feed, 2);
    if (!known) return std::unexpected(known.error());
    posts += *known;
  }
  return posts == 1;
}

Result<Badge> badge_for(store::Database& database, const Blog& blog, Instant date) {
  const auto previous = last_post_before(database, blog, date);
  if (!previous) return std::unexpected(previous.error());
  if (*previous) return date - **previous >= kSilence ? Badge::Comeback : Badge::None;
  // The oldest of several may only be where the feed of an old blog begins.
  const auto is_alone = has_one_post(database, blog);
  if (!is_alone) return std::unexpected(is_alone.error());
  return *is_alone ? Badge::FirstPost : Badge::None;
}

}  // namespace

Result<void> award_badges(store::Database& database, const Posts& window, const Blogs& blogs, Selection& selection) {
  std::unordered_map<store::EntryId, store::FeedId> feeds;
  for (const store::ListedEntry* post : window) feeds.emplace(post->entry.id, post->source_ids.front());
  auto id = selection.shown.begin();
  for (ShownGroup& group : selection.groups) {
    for (ShownEntry& entry : group.entries) {
      const auto badge = badge_for(database, blogs.of(feeds.at(*id++)), entry.date);
      if (!badge) return std::unexpected(badge.error());
      entry.badge = *badge;
    }
  }
  return {};
}

}  // namespace aggregator::digest
