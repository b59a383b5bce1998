#include "editor.h"

#include "aggregator/base/hash.h"
#include "aggregator/store/feeds.h"
#include "aggregator/store/outbox.h"
#include "badges.h"
#include "duplicates.h"

namespace aggregator::digest {
namespace {
using namespace std::chrono;

/// How far back the posts of a blog are counted, and what was shown is remembered.
constexpr days kOfLate{90}, kRemembered{7};

}  // namespace

Result<Editor> Editor::begin(store::Database& database, const config::Settings& settings, Instant now,
                             const RandomSource& random) {
  auto key = store::signing_key(database, random);
  if (!key) return std::unexpected(key.error());
  const auto before = store::sequence_before(database, now - kOfLate);
  if (!before) return std::unexpected(before.error());
  const auto volumes = store::feed_volumes(database, *before);
  if (!volumes) return std::unexpected(volumes.error());
  return Editor(database, settings, now, *std::move(key), Blogs(*volumes));
}

Result<Selection> Editor::select(const Window& window, const Reader& reader) {
  if (auto done = read(window); !done) return std::unexpected(done.error());
  std::vector<store::ListedEntry> chosen = chosen_by(reader.choice);
  if (chosen.empty()) return Selection();
  const auto had = shown_to(reader.subscriber);
  if (!had) return std::unexpected(had.error());
  chosen = fold_duplicates(std::move(chosen), *had);
  const auto hour = static_cast<std::uint64_t>(reader.due.time_since_epoch().count());
  Selection selection = select_entries(chosen, settings_, blogs_, hash64(key_, hour));
  if (auto awarded = award_badges(database_, chosen, blogs_, selection); !awarded) {
    return std::unexpected(awarded.error());
  }
  return selection;
}

Result<void> Editor::read(const Window& window) {
  if (window_ == window) return {};
  window_.reset();
  posts_.clear();
  auto entries = store::entries_in_window(database_, window.from, window.to, {});
  if (!entries) return std::unexpected(entries.error());
  for (store::ListedEntry& entry : *entries) {
    if (Candidate post = candidate(std::move(entry)); runners_filter_.lets_through(post)) {
      posts_.push_back(std::move(post));
    }
  }
  window_ = window;
  return {};
}

std::vector<store::ListedEntry> Editor::chosen_by(const store::Choice& choice) const {
  const ChoiceFilter filter(choice);
  std::vector<store::ListedEntry> chosen;
  for (const Candidate& post : posts_) {
    if (filter.lets_through(post)) chosen.push_back(post.listed);
  }
  return chosen;
}

Result<std::vector<store::ListedEntry>> Editor::shown_to(std::optional<store::SubscriberId> subscriber) const {
  if (!subscriber) return std::vector<store::ListedEntry>();
  return store::entries_shown_to(database_, *subscriber, now_ - kRemembered);
}

}  // namespace aggregator::digest
