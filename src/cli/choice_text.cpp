#include "choice_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "aggregator/base/text.h"
#include "aggregator/base/time.h"
#include "aggregator/base/time_zone.h"
#include "aggregator/base/url.h"

namespace aggregator::cli {
namespace {

constexpr ChoiceList kLists[] = {{"tags", &ChoiceText::tags},
                                 {"feeds", &ChoiceText::feeds},
                                 {"mute_feeds", &ChoiceText::muted_feeds},
                                 {"only_languages", &ChoiceText::post_languages},
                                 {"keywords", &ChoiceText::keywords},
                                 {"mute", &ChoiceText::muted_keywords}};

template <typename Word>
void sort_once_each(std::vector<Word>& words) {
  std::ranges::sort(words);
  const auto repeated = std::ranges::unique(words);
  words.erase(repeated.begin(), repeated.end());
}

/// A tag or keyword that somebody asks for: whatever a feed's tag may be, and it stands in lists.
Result<std::string> read_word(const std::string& text) {
  constexpr std::size_t kLongest = 100;
  std::string word = fold_white_space(text);
  if (!word.empty() && word.size() <= kLongest) return word;
  return fail(ErrorCode::Malformed, quote(text) + " is no word to look for; use one line of at most 100 bytes");
}

Result<std::string> read_language(const std::string& text) {
  if (is_language_tag(text)) return text;
  return fail(ErrorCode::Malformed, quote(text) + " is no language; use ko or en");
}

/// Replaces `target` by what `read` makes of `words`, when there are any.
template <typename Target, typename Read>
Result<void> replace(std::vector<Target>& target, const std::vector<std::string>& words, const Read& read) {
  if (words.empty()) return {};
  target.clear();
  for (const std::string& word : words) {
    auto made = read(word);
    if (!made) return std::unexpected(made.error());
    target.push_back(*std::move(made));
  }
  sort_once_each(target);
  return {};
}

Result<void> clear(store::Choice& choice, const std::string& name) {
  const bool is_all = name == "all";
  if (!is_all && std::ranges::find(kLists, name, &ChoiceList::name) == std::end(kLists)) {
    return fail(ErrorCode::Malformed, quote(name) +
                                          " is no list of a choice; use tags, feeds, mute_feeds, "
                                          "only_languages, keywords, mute or all");
  }
  if (is_all || name == "tags") choice.tags.clear();
  if (is_all || name == "feeds") choice.feeds.clear();
  if (is_all || name == "mute_feeds") choice.muted_feeds.clear();
  if (is_all || name == "only_languages") choice.post_languages.clear();
  if (is_all || name == "keywords") choice.keywords.clear();
  if (is_all || name == "mute") choice.muted_keywords.clear();
  return {};
}

Result<void> apply_lists(const ChoiceText& words, store::Choice& choice, const FindFeed& find_feed) {
  for (const std::string& name : words.clear) {
    if (auto cleared = clear(choice, name); !cleared) return cleared;
  }
  if (auto done = replace(choice.tags, words.tags, read_word); !done) return done;
  if (auto done = replace(choice.feeds, words.feeds, find_feed); !done) return done;
  if (auto done = replace(choice.muted_feeds, words.muted_feeds, find_feed); !done) return done;
  if (auto done = replace(choice.post_languages, words.post_languages, read_language); !done) return done;
  if (auto done = replace(choice.keywords, words.keywords, read_word); !done) return done;
  return replace(choice.muted_keywords, words.muted_keywords, read_word);
}

std::vector<std::string> urls_of(const std::vector<store::FeedId>& feeds,
                                 const std::unordered_map<store::FeedId, std::string>& urls) {
  std::vector<std::string> names;
  for (const store::FeedId feed : feeds) {
    const auto known = urls.find(feed);
    names.push_back(known == urls.end() ? std::to_string(feed) : shown_url(known->second));
  }
  return names;
}

}  // namespace

std::span<const ChoiceList> choice_lists() { return kLists; }

Result<store::Choice> apply(const ChoiceText& words, store::Choice choice, const FindFeed& find_feed) {
  if (!words.frequency.empty()) {
    const auto frequency = frequency_named(words.frequency);
    if (!frequency)
      return fail(ErrorCode::Malformed, quote(words.frequency) + " is no frequency; use instant, daily or weekly");
    choice.frequency = *frequency;
  }
  if (!words.at.empty()) {
    const auto at = parse_time_of_day(words.at);
    if (!at) return std::unexpected(at.error());
    choice.at = *at;
  }
  if (!words.weekday.empty()) {
    const auto weekday = weekday_named(lower_ascii(words.weekday));
    if (!weekday) return fail(ErrorCode::Malformed, quote(words.weekday) + " is no day of the week; use mon, tue, …");
    choice.weekday = *weekday;
  }
  // Those for whom the day means nothing share their editions whatever it is.
  if (choice.frequency != Frequency::Weekly) choice.weekday = store::Choice{}.weekday;
  if (!words.timezone.empty()) {
    const auto zone = TimeZone::find(words.timezone);
    if (!zone) return std::unexpected(zone.error());
    choice.timezone = zone->name();
  }
  if (!words.language.empty()) {
    const auto language = read_language(words.language);
    if (!language) return std::unexpected(language.error());
    choice.language = *language;
  }
  if (auto done = apply_lists(words, choice, find_feed); !done) return std::unexpected(done.error());
  return choice;
}

ChoiceText lists_of(const store::Choice& choice, const std::unordered_map<store::FeedId, std::string>& urls) {
  ChoiceText words;
  words.tags = choice.tags;
  words.feeds = urls_of(choice.feeds, urls);
  words.muted_feeds = urls_of(choice.muted_feeds, urls);
  words.post_languages = choice.post_languages;
  words.keywords = choice.keywords;
  words.muted_keywords = choice.muted_keywords;
  return words;
}

std::string wishes_of(const ChoiceText& lists) {
  std::string wishes;
  for (const ChoiceList& list : choice_lists()) {
    const std::vector<std::string>& words = lists.*list.words;
    if (words.empty()) continue;
    if (!wishes.empty()) wishes += "; ";
    if (list.name != "tags") wishes.append(list.name).append(": ");
    wishes += fmt::format("{}", fmt::join(words, ", "));
  }
  return wishes.empty() ? "all" : wishes;
}

std::string format_time_of_day(std::chrono::minutes at) {
  return fmt::format("{:02}:{:02}", at.count() / 60, at.count() % 60);
}

}  // namespace aggregator::cli
