#include "badges.h"

#include <chrono>
#include <unordered_map>

namespace aggregator::digest {
namespace {

constexpr std::chrono::days kSilence{180};

Result<Badge> badge_for(store::Database& database, store::FeedId feed, Instant date) {
  const auto previous = store::last_post_before(database, feed, date);
  if (!previous) return std::unexpected(previous.error());
  if (*previous) return date - **previous >= kSilence ? Badge::Comeback : Badge::None;
  // The oldest of several may only be where the feed of an old blog begins.
  const auto known = store::titles_of_feed(database, feed);
  if (!known) return std::unexpected(known.error());
  return known->size() == 1 ? Badge::FirstPost : Badge::None;
}

}  // namespace

Result<void> award_badges(store::Database& database, const std::vector<store::ListedEntry>& window,
                          Selection& selection) {
  std::unordered_map<store::EntryId, store::FeedId> feeds;
  for (const store::ListedEntry& listed : window) feeds.emplace(listed.entry.id, listed.entry.feed);
  auto id = selection.shown.begin();
  for (ShownGroup& group : selection.groups) {
    for (ShownEntry& entry : group.entries) {
      const auto badge = badge_for(database, feeds.at(*id++), entry.date);
      if (!badge) return std::unexpected(badge.error());
      entry.badge = *badge;
    }
  }
  return {};
}

}  // namespace aggregator::digest
