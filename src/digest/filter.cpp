#include "filter.h"

#include <algorithm>
#include <utility>

#include "post_language.h"

namespace aggregator::digest {
namespace {

using store::Omission;

template <typename Word>
bool have_common(const std::vector<Word>& some, const std::vector<Word>& others) {
  return std::ranges::find_first_of(some, others) != some.end();
}

/// Whether the feed under whose name the post stands is one of `feeds`.
bool stands_under(const store::ListedEntry& listed, const std::vector<store::FeedId>& feeds) {
  return std::ranges::find(feeds, listed.source_ids.front()) != feeds.end();
}

bool speaks(const Candidate& post, const std::vector<std::string>& languages) {
  return languages.empty() ||
         std::ranges::any_of(languages, [&](const std::string& one) { return is_in_language(post.language(), one); });
}

bool mentions(const Candidate& post, const Keywords& wanted, const Keywords& muted) {
  if (wanted.empty() && muted.empty()) return true;
  return (wanted.empty() || wanted.any_in(post.words())) && !muted.any_in(post.words());
}

}  // namespace

Candidate::Candidate(store::ListedEntry listed)
    : listed_(std::move(listed)),
      language_(post_language(listed_.entry.title + ' ' + listed_.entry.excerpt, listed_.feed_language)) {}

const std::string& Candidate::words() const {
  if (!words_.empty()) return words_;
  const store::EntryRow& entry = listed_.entry;
  for (const std::string& line : {entry.title, entry.excerpt, entry.author, listed_.feed_title}) {
    words_.append(matchable(line)).append("\n");
  }
  for (const std::string& title : listed_.also_in) words_.append(matchable(title)).append("\n");
  words_.shrink_to_fit();  // kept for each post of a window
  return words_;
}

RunnersFilter::RunnersFilter(const config::DigestSettings& settings)
    : languages_(settings.only_languages), wanted_(settings.keywords), muted_(settings.mute) {}

std::optional<Omission> RunnersFilter::omits(const Candidate& post) const {
  if (!speaks(post, languages_)) return Omission::RunnersLanguages;
  if (!mentions(post, wanted_, muted_)) return Omission::RunnersKeywords;
  return std::nullopt;
}

ChoiceFilter::ChoiceFilter(const store::Choice& choice)
    : choice_(choice), wanted_(choice.keywords), muted_(choice.muted_keywords) {}

std::optional<Omission> ChoiceFilter::omits(const Candidate& post) const {
  const store::ListedEntry& listed = post.listed();
  if (!choice_.tags.empty() && !have_common(listed.feed_tags, choice_.tags)) return Omission::Tags;
  if (!choice_.feeds.empty() && !have_common(listed.source_ids, choice_.feeds)) return Omission::Feeds;
  if (stands_under(listed, choice_.muted_feeds)) return Omission::MutedFeed;
  if (!speaks(post, choice_.post_languages)) return Omission::Languages;
  if (!mentions(post, wanted_, muted_)) return Omission::Keywords;
  return std::nullopt;
}

}  // namespace aggregator::digest
