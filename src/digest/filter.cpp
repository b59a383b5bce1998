#include "filter.h"

#include <algorithm>
#include <utility>

#include "post_language.h"

namespace aggregator::digest {
namespace {

template <typename Word>
bool have_common(const std::vector<Word>& some, const std::vector<Word>& others) {
  return std::ranges::find_first_of(some, others) != some.end();
}

/// Whether the feed under whose name the post stands is one of `feeds`.
bool stands_under(const Candidate& post, const std::vector<store::FeedId>& feeds) {
  return std::ranges::find(feeds, post.listed.source_ids.front()) != feeds.end();
}

bool speaks(const Candidate& post, const std::vector<std::string>& languages) {
  return languages.empty() ||
         std::ranges::any_of(languages, [&](const std::string& one) { return is_in_language(post.language, one); });
}

bool mentions(const Candidate& post, const Keywords& wanted, const Keywords& muted) {
  return (wanted.empty() || wanted.any_in(post.words)) && !muted.any_in(post.words);
}

}  // namespace

Candidate candidate(store::ListedEntry listed) {
  const store::EntryRow& entry = listed.entry;
  std::string words;
  for (const std::string& line : {entry.title, entry.excerpt, entry.author, listed.feed_title}) {
    words.append(matchable(line)).append("\n");
  }
  for (const std::string& title : listed.also_in) words.append(matchable(title)).append("\n");
  words.shrink_to_fit();  // kept for each post of a window
  std::string language = post_language(entry.title + ' ' + entry.excerpt, listed.feed_language);
  return {std::move(listed), std::move(words), std::move(language)};
}

RunnersFilter::RunnersFilter(const config::DigestSettings& settings)
    : languages_(settings.only_languages), wanted_(settings.keywords), muted_(settings.mute) {}

bool RunnersFilter::lets_through(const Candidate& post) const {
  return speaks(post, languages_) && mentions(post, wanted_, muted_);
}

ChoiceFilter::ChoiceFilter(const store::Choice& choice)
    : choice_(choice), wanted_(choice.keywords), muted_(choice.muted_keywords) {}

bool ChoiceFilter::lets_through(const Candidate& post) const {
  return (choice_.tags.empty() || have_common(post.listed.feed_tags, choice_.tags)) &&
         (choice_.feeds.empty() || have_common(post.listed.source_ids, choice_.feeds)) &&
         !stands_under(post, choice_.muted_feeds) && speaks(post, choice_.post_languages) &&
         mentions(post, wanted_, muted_);
}

}  // namespace aggregator::digest
