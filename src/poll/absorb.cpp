#include "absorb.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <ranges>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/store/entries.h"
#include "aggregator/store/history.h"
#include "newness.h"
#include "old_titles.h"
#include "readdressed.h"
#include "recognise.h"

namespace aggregator::poll {
namespace {

/// One document on its way into the store.
class Intake {
 public:
  Intake(store::Database& database, store::FeedRow& row, const Document& document, std::chrono::seconds backfill,
         Instant now)
      : database_(database),
        row_(row),
        document_(document),
        now_(now),
        oldest_news_(oldest_news(row.last_success, backfill, now)) {}

  Result<Absorbed> run() {
    auto recognition = recognise(database_, row_, document_, now_);
    if (!recognition) return std::unexpected(recognition.error());
    unseen_ = std::move(recognition->unseen);
    for (const Recognised& post : recognition->known) {
      if (const auto refreshed = refresh(post); !refreshed) return std::unexpected(refreshed.error());
    }
    if (const auto matched = match_readdressed(recognition->known); !matched) return std::unexpected(matched.error());
    const std::size_t in_document = document_.feed.entries.size();
    if (!feed_is_new_ && may_be_renamed(unseen_.size() + no_news_elsewhere_.size(), in_document)) {
      if (const auto matched = match_titles(); !matched) return std::unexpected(matched.error());
      hold_news_ = is_flood(unseen_.size() + no_news_elsewhere_.size(), in_document);
    }
    for (const Recognised& post : no_news_elsewhere_) {
      if (const auto shared = share(post); !shared) return std::unexpected(shared.error());
    }
    // Documents list the newest first: stored from the end, ids grow with time.
    for (const std::size_t index : unseen_ | std::views::reverse) {
      if (const auto stored = store_new(index); !stored) return std::unexpected(stored.error());
    }
    if (const auto noted = note_repeats(); !noted) return std::unexpected(noted.error());
    return absorbed_;
  }

 private:
  Result<void> refresh(const Recognised& post) {
    if (post.known.id == 0) return {};  // its entry is no longer stored: seen before, and stays away
    if (post.has_new_key) {
      const auto keys = document_.identities.entries[post.index].keys();
      if (const auto added = store::add_keys(database_, post.known.id, keys); !added) return added;
    }
    if (post.known.feed == row_.id) return update(post);
    if (post.known.state == store::EntryState::New) return take_over_or_add(post);
    no_news_elsewhere_.push_back(post);
    return {};
  }

  Result<void> update(const Recognised& post) {
    const store::EntryId id = post.known.id;
    if (post.known.content_hash == document_.identities.entries[post.index].content_hash) {
      return post.has_new_key ? note(id, store::EntryTurnKind::AnotherKey, post.by) : Result<void>();
    }
    ++absorbed_.updated;
    if (const auto noted = note(id, store::EntryTurnKind::Edited, post.by); !noted) return noted;
    return store::update_entry(database_, id, row_of(document_, post.index, row_.id, post.known.state, now_));
  }

  /// The feed that had the post first says how it reads, unless it tells of somebody else's: then the feed of the site
  /// where the post is does, whichever of the two was polled first. Recognised by its text, it may have a link in each.
  Result<void> take_over_or_add(const Recognised& post) {
    const std::string& link = document_.feed.entries[post.index].link;
    if (post.by == store::MatchedBy::Link && are_of_one_site(link, row_.listed_url)) {
      const auto first = store::listed_url_of(database_, post.known.feed);
      if (!first) return std::unexpected(first.error());
      if (!are_of_one_site(link, *first)) {
        if (const auto added = add_source(post); !added) return added;
        const auto row = row_of(document_, post.index, row_.id, post.known.state, now_);
        return store::hand_over(database_, post.known.id, row);
      }
    }
    return add_source(post);
  }

  /// The feed that had the post first says how it reads.
  Result<void> add_source(const Recognised& post) {
    const auto is_source = become_source(post);
    if (!is_source) return std::unexpected(is_source.error());
    absorbed_.duplicates += *is_source ? 1 : 0;
    return {};
  }

  /// Whether the feed was none before.
  Result<bool> become_source(const Recognised& post) {
    const std::uint64_t content_hash = document_.identities.entries[post.index].content_hash;
    const auto change = store::add_source(database_, post.known.id, row_.id, now_, post.by, content_hash);
    if (!change) return std::unexpected(change.error());
    if (*change == store::SourceChange::Edited) {
      const auto noted = note(post.known.id, store::EntryTurnKind::EditNotTaken, post.by);
      if (!noted) return std::unexpected(noted.error());
    }
    return *change == store::SourceChange::Added;
  }

  Result<void> note(store::EntryId id, store::EntryTurnKind kind, store::MatchedBy by) {
    return store::note_entry_turn(database_, id, row_.id, kind, by, now_);
  }

  /// Of entries that the document has further up as well. By now those are stored.
  Result<void> note_repeats() {
    for (const Identity& identity : document_.identities.entries) {
      if (!identity.is_repeat) continue;
      const auto known = store::find_by_keys(database_, identity.keys());
      if (!known) return std::unexpected(known.error());
      const auto first = std::ranges::find_if(*known, [](const auto& match) { return match && match->id != 0; });
      if (first == known->end()) continue;
      const store::EntryKey key = identity.keys()[static_cast<std::size_t>(first - known->begin())];
      const auto noted = note((*first)->id, store::EntryTurnKind::Repeated, identity.kind_of(key));
      if (!noted) return noted;
    }
    return {};
  }

  /// A post that another feed brought in a flood, or as an old one, is news when this feed brings it as news for the
  /// first time.
  Result<void> share(const Recognised& post) {
    const auto is_source = become_source(post);
    if (!is_source) return std::unexpected(is_source.error());
    if (!*is_source) return {};
    const auto is_news = becomes_news(post);
    if (!is_news) return std::unexpected(is_news.error());
    ++(*is_news ? absorbed_.new_entries : absorbed_.duplicates);
    return {};
  }

  Result<bool> becomes_news(const Recognised& post) {
    const auto published = credible_date(document_.feed.entries[post.index], now_);
    if (hold_news_ || !is_news_elsewhere(post.known.state, published, oldest_news_)) return false;
    const auto is_its_document = is_document_of(post.known.feed);
    if (!is_its_document) return std::unexpected(is_its_document.error());
    if (*is_its_document) return false;
    store::EntryRow row = row_of(document_, post.index, row_.id, store::EntryState::New, now_);
    row.reason = post.known.state == store::EntryState::Held ? "held when another feed brought it among many"
                                                             : "no news when another feed brought it";
    row.reason += ", then published by " + shown_url(row_.listed_url);
    return store::make_news(database_, post.known.id, row);
  }

  /// Whether this feed only leads to another one of the list, and so brings nothing of its own.
  Result<bool> is_document_of(store::FeedId other) {
    const auto polled_there = store::known_feed(database_, document_.answered_at);
    if (!polled_there) return std::unexpected(polled_there.error());
    return *polled_there == other;
  }

  /// Costs a look into the store only where an unseen entry is dated before the last reading.
  Result<void> match_readdressed(const std::vector<Recognised>& listed) {
    const auto may_be = [&](std::size_t index) {
      return may_be_readdressed(document_.feed.entries[index], row_.last_success);
    };
    if (std::ranges::none_of(unseen_, may_be)) return {};
    const auto known = store::titles_of_feed(database_, row_.id);
    if (!known) return std::unexpected(known.error());
    std::unordered_set<store::EntryId> ids;
    for (const Recognised& post : listed) ids.insert(post.known.id);
    Readdressed posts(*known, document_.feed, ids);
    return take_as_known(*known, [&](std::size_t index) { return posts.take(document_.feed.entries[index]); });
  }

  /// Goes on without those of the unseen entries that are posts which are `known`, by what `match` finds.
  Result<void> take_as_known(const std::vector<store::KnownTitle>& known,
                             const std::function<std::optional<store::EntryId>(std::size_t)>& match) {
    std::unordered_map<store::EntryId, const store::KnownTitle*> by_id;
    for (const store::KnownTitle& post : known) by_id.emplace(post.entry, &post);
    std::vector<std::size_t> unmatched;
    for (const std::size_t index : unseen_) {
      const auto id = match(index);
      if (!id) {
        unmatched.push_back(index);
        continue;
      }
      if (const auto taken = take_new_address(*by_id.at(*id), index); !taken) return taken;
    }
    unseen_ = std::move(unmatched);
    return {};
  }

  /// Its former link may lead nowhere now.
  Result<void> take_new_address(const store::KnownTitle& post, std::size_t index) {
    ++absorbed_.renamed;
    const auto keys = document_.identities.entries[index].keys();
    if (const auto added = store::add_keys(database_, post.entry, keys); !added) return added;
    if (const auto noted = note(post.entry, store::EntryTurnKind::Renamed, store::MatchedBy::Nothing); !noted)
      return noted;
    if (post.feed != row_.id) return {};
    return store::update_entry(database_, post.entry, row_of(document_, index, row_.id, post.state, now_));
  }

  /// Old posts under new guids and links are recognised by their titles, also those that another feed brought under
  /// the new links before.
  Result<void> match_titles() {
    const auto known = store::titles_of_feed(database_, row_.id);
    if (!known) return std::unexpected(known.error());
    const OldTitles titles(*known, document_.feed, unseen_, row_.last_success);
    const auto taken =
        take_as_known(*known, [&](std::size_t index) { return titles.match(document_.feed.entries[index]); });
    if (!taken) return taken;
    const auto is_old = [&](const Recognised& post) { return titles.match(document_.feed.entries[post.index]); };
    const auto old = std::ranges::stable_partition(no_news_elsewhere_, std::not_fn(is_old));
    for (const Recognised& post : old) {
      if (const auto added = add_source(post); !added) return added;
    }
    no_news_elsewhere_.erase(old.begin(), old.end());
    return {};
  }

  Result<void> store_new(std::size_t index) {
    const auto published = credible_date(document_.feed.entries[index], now_);
    store::EntryState state = state_of_unseen(published, oldest_news_);
    if (hold_news_ && state == store::EntryState::New) state = store::EntryState::Held;
    store::EntryRow row = row_of(document_, index, row_.id, state, now_);
    row.reason = reason_for(document_.feed.entries[index], state, feed_is_new_, now_);
    switch (state) {
      case store::EntryState::New:
        ++absorbed_.new_entries;
        break;
      case store::EntryState::Held:
        ++absorbed_.held;
        break;
      case store::EntryState::Backlog:
        ++absorbed_.backlog;
        break;
    }
    const auto id = store::insert_entry(database_, row, document_.identities.entries[index].keys());
    if (!id) return std::unexpected(id.error());
    return {};
  }

  store::Database& database_;
  store::FeedRow& row_;
  const Document& document_;
  const Instant now_, oldest_news_;
  const bool feed_is_new_ = !row_.last_success.has_value();
  std::vector<std::size_t> unseen_;            // indices of entries that no key matches
  std::vector<Recognised> no_news_elsewhere_;  // held or backlog because of another feed
  bool hold_news_ = false;
  Absorbed absorbed_;
};

void take_over_description(const feed::Feed& feed, store::FeedRow& row) {
  row.title = fold_white_space(feed.title);
  row.repairs.clear();
  for (const std::string& repair : feed.repairs) row.repairs += (row.repairs.empty() ? "" : "; ") + repair;
  if (leaves_out_last(feed)) {
    row.repairs += row.repairs.empty() ? "" : "; ";
    row.repairs += "its last entry, cut off, waits until it comes whole";
  }
  row.hub = feed.hub;
  row.own_site = shown_url(feed.link);  // it goes into mails
  row.own_language = feed.language;
}

}  // namespace

Result<Absorbed> absorb(store::Database& database, store::FeedRow& row, const Document& document,
                        std::chrono::seconds backfill, Instant now) {
  row.guids_repeat = row.guids_repeat || document.identities.guids_repeat;
  auto absorbed = Intake(database, row, document, backfill, now).run();
  if (absorbed) take_over_description(document.feed, row);
  return absorbed;
}

}  // namespace aggregator::poll
