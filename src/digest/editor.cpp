#include "editor.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "aggregator/base/hash.h"
#include "aggregator/store/feeds.h"
#include "aggregator/store/outbox.h"
#include "badges.h"

namespace aggregator::digest {
namespace {
using namespace std::chrono;

/// How far back the posts of a blog are counted, and what was shown is remembered.
constexpr days kOfLate{90}, kRemembered{7};

/// As feed_volumes() would count when these are sealed.
void count_in(std::vector<store::FeedVolume>& volumes, const std::vector<store::ListedEntry>& unsealed) {
  for (const store::ListedEntry& listed : unsealed) {
    const auto volume = std::ranges::find(volumes, listed.entry.feed, &store::FeedVolume::id);
    if (volume != volumes.end()) ++volume->entries;
  }
}

}  // namespace

Result<Editor> Editor::begin(store::Database& database, const config::Settings& settings, Instant now,
                             const RandomSource& random) {
  auto key = store::signing_key(database, random);
  if (!key) return std::unexpected(key.error());
  return begin_with(database, settings, now, *std::move(key), {});
}

Result<Editor> Editor::begin_ahead(store::Database& database, const config::Settings& settings, Instant now,
                                   std::string key) {
  const auto last = store::last_sequence(database);
  if (!last) return std::unexpected(last.error());
  auto unsealed = store::unsealed_entries(database, *last);
  if (!unsealed) return std::unexpected(unsealed.error());
  const store::Sequence highest = *last + std::ssize(*unsealed);
  auto editor = begin_with(database, settings, now, std::move(key), *std::move(unsealed));
  if (editor) editor->highest_ = highest;
  return editor;
}

Result<Editor> Editor::begin_with(store::Database& database, const config::Settings& settings, Instant now,
                                  std::string key, std::vector<store::ListedEntry> unsealed) {
  const auto before = store::sequence_before(database, now - kOfLate);
  if (!before) return std::unexpected(before.error());
  auto volumes = store::feed_volumes(database, *before);
  if (!volumes) return std::unexpected(volumes.error());
  count_in(*volumes, unsealed);
  Editor editor(database, settings, now, std::move(key), Blogs(*volumes));
  editor.unsealed_ = std::move(unsealed);
  return editor;
}

Result<Selection> Editor::select(const Window& window, const Reader& reader) {
  if (auto done = read(window); !done) return std::unexpected(done.error());
  Omitted omitted = by_runner_;
  const auto chosen = fold(chosen_by(reader.choice, omitted), reader);
  if (!chosen) return std::unexpected(chosen.error());
  const auto hour = static_cast<std::uint64_t>(reader.due.time_since_epoch().count());
  Selection selection = select_entries(chosen->kept, settings_, blogs_, hash64(key_, hour));
  std::ranges::copy(chosen->copies, std::back_inserter(omitted));
  std::ranges::copy(omitted, std::back_inserter(selection.omitted));
  if (auto awarded = award_badges(database_, chosen->kept, blogs_, selection); !awarded) {
    return std::unexpected(awarded.error());
  }
  return selection;
}

Result<void> Editor::read(const Window& window) {
  if (window_ == window) return {};
  window_.reset();
  posts_.clear();
  by_runner_.clear();
  const auto read = store::visit_window(database_, window.from, window.to,
                                        [this](store::ListedEntry&& entry) { take_up(std::move(entry)); });
  if (!read) return read;
  for (const store::ListedEntry& entry : unsealed_) {
    if (entry.sequence > window.from && entry.sequence <= window.to) take_up(entry);
  }
  window_ = window;
  return {};
}

void Editor::take_up(store::ListedEntry entry) {
  Candidate post(std::move(entry));
  if (const auto omission = runners_filter_.omits(post)) {
    by_runner_.push_back({post.listed().entry.id, *omission});
  } else {
    posts_.push_back(std::move(post));
  }
}

Posts Editor::chosen_by(const store::Choice& choice, Omitted& omitted) const {
  const ChoiceFilter filter(choice);
  Posts chosen;
  for (const Candidate& post : posts_) {
    if (const auto omission = filter.omits(post)) {
      omitted.push_back({post.listed().entry.id, *omission});
    } else {
      chosen.push_back(&post.listed());
    }
  }
  return chosen;
}

/// What one of the readers was never shown is told again, and every other copy of it with it.
Result<Folded> Editor::fold(const Posts& chosen, const Reader& reader) const {
  if (chosen.empty()) return Folded();
  auto had = shown_to(reader.subscriber);
  if (!had) return std::unexpected(had.error());
  for (;;) {
    Folded folded = fold_duplicates(chosen, *had);
    const auto missed = new_to_some(folded.retold, reader);
    if (!missed) return std::unexpected(missed.error());
    if (missed->empty()) return folded;
    std::erase_if(*had, [&](const store::ListedEntry& listed) {
      return std::ranges::find(*missed, listed.entry.id) != missed->end();
    });
  }
}

Result<std::vector<store::EntryId>> Editor::new_to_some(const std::vector<store::EntryId>& retold,
                                                        const Reader& reader) const {
  std::vector<store::EntryId> missed;
  if (!reader.subscriber || !reader.audience) return missed;
  std::map<store::EditionId, bool> known;  // few editions, many members
  for (const store::EntryId entry : retold) {
    const auto edition = store::edition_that_showed(database_, *reader.subscriber, entry, now_ - kRemembered);
    if (!edition) return std::unexpected(edition.error());
    if (!*edition) continue;
    if (!known.contains(**edition)) {
      const auto all = store::all_had(database_, *reader.audience, **edition);
      if (!all) return std::unexpected(all.error());
      known[**edition] = *all;
    }
    if (!known[**edition]) missed.push_back(entry);
  }
  return missed;
}

Result<std::vector<store::ListedEntry>> Editor::shown_to(std::optional<store::SubscriberId> subscriber) const {
  if (!subscriber) return std::vector<store::ListedEntry>();
  return store::entries_shown_to(database_, *subscriber, now_ - kRemembered);
}

}  // namespace aggregator::digest
