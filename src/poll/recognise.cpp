#include "recognise.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>

#include "newness.h"

namespace aggregator::poll {
namespace {

/// What is stored under each key of an entry.
using Matches = std::span<const std::optional<store::KnownEntry>>;

class Recogniser {
 public:
  Recogniser(store::Database& database, const store::FeedRow& feed, const Document& document, Instant now)
      : database_(database), feed_(feed), document_(document), now_(now) {}

  Result<Recognition> run() {
    const std::vector<Identity>& identities = document_.identities.entries;
    std::vector<store::EntryKey> keys;
    for (const Identity& identity : identities) std::ranges::copy(identity.keys(), std::back_inserter(keys));
    const auto known = store::find_by_keys(database_, keys);
    if (!known) return std::unexpected(known.error());
    auto next = known->begin();
    for (std::size_t index = 0; index < identities.size(); ++index) {
      const Matches matches(next, identities[index].keys().size());
      next += std::ssize(matches);
      if (identities[index].is_repeat || is_unfinished(index) || says_nothing(document_.feed.entries[index])) continue;
      if (const auto done = sort_in(index, matches); !done) return std::unexpected(done.error());
    }
    return std::move(recognition_);
  }

 private:
  [[nodiscard]] bool is_unfinished(std::size_t index) const {
    return leaves_out_last(document_.feed) && index + 1 == document_.feed.entries.size();
  }

  Result<void> sort_in(std::size_t index, Matches matches) {
    const auto first = std::ranges::find_if(matches, [](const auto& match) { return match.has_value(); });
    const auto unknown = first == matches.end() ? Result<bool>(true) : is_another(index, matches, **first);
    if (!unknown) return std::unexpected(unknown.error());
    if (*unknown) {
      recognition_.unseen.push_back(index);
      return {};
    }
    const Identity& identity = document_.identities.entries[index];
    const store::EntryKey key = identity.keys()[static_cast<std::size_t>(first - matches.begin())];
    const bool has_new_key = std::ranges::any_of(matches, [](const auto& match) { return !match.has_value(); });
    recognition_.known.push_back({index, **first, identity.kind_of(key), has_new_key});
    return {};
  }

  /// Whether all that the entry has in common with `known`, a post of the same feed, is the link or the text, and it
  /// was published after the feed was read last: a page that is told of again, a teaser that stands under each post.
  /// What is not dated so has been edited: a headline is corrected, and some sites make their guids of it.
  Result<bool> is_another(std::size_t index, Matches matches, const store::KnownEntry& known) const {
    const Identity& identity = document_.identities.entries[index];
    if (known.id == 0 || known.feed != feed_.id || known.content_hash == identity.content_hash) return false;
    if (!identity.guid || !identity.link) return false;
    const auto matched = std::ranges::count_if(matches, [](const auto& match) { return match.has_value(); });
    if (matched != 1 || matches[0]) return false;
    if (!matches[1]) return is_after_last_round(index);  // the link comes second, the text last
    if (document_.feed.entries[index].published && !is_after_last_round(index)) return false;
    const auto words = store::words_of_entry(database_, known.id);
    if (!words) return std::unexpected(words.error());
    return is_another_post(row_of(document_, index, feed_.id, store::EntryState::New, now_), *words);
  }

  [[nodiscard]] bool is_after_last_round(std::size_t index) const {
    const std::optional<Instant>& published = document_.feed.entries[index].published;
    return published && feed_.last_success && *published > *feed_.last_success;
  }

  store::Database& database_;
  const store::FeedRow& feed_;
  const Document& document_;
  const Instant now_;
  Recognition recognition_;
};

}  // namespace

Result<Recognition> recognise(store::Database& database, const store::FeedRow& feed, const Document& document,
                              Instant now) {
  return Recogniser(database, feed, document, now).run();
}

}  // namespace aggregator::poll
