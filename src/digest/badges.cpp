#include "badges.h"

#include <chrono>
#include <optional>
#include <unordered_map>

namespace aggregator::digest {
namespace {

constexpr std::chrono::days kSilence{180};

Badge badge_for(std::optional<Instant> previous, Instant date) {
  if (!previous) return Badge::FirstPost;
  return date - *previous >= kSilence ? Badge::Comeback : Badge::None;
}

}  // namespace

Result<void> award_badges(store::Database& database, const std::vector<store::ListedEntry>& window,
                          Selection& selection) {
  std::unordered_map<store::EntryId, store::FeedId> feeds;
  for (const store::ListedEntry& listed : window) feeds.emplace(listed.entry.id, listed.entry.feed);
  auto id = selection.shown.begin();
  for (ShownGroup& group : selection.groups) {
    for (ShownEntry& entry : group.entries) {
      const auto previous = store::last_post_before(database, feeds.at(*id++), entry.date);
      if (!previous) return std::unexpected(previous.error());
      entry.badge = badge_for(*previous, entry.date);
    }
  }
  return {};
}

}  // namespace aggregator::digest
