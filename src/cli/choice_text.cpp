#include "choice_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <variant>

#include "aggregator/base/language.h"
#include "aggregator/base/text.h"
#include "aggregator/base/time.h"
#include "aggregator/base/time_zone.h"
#include "aggregator/base/url.h"

namespace aggregator::cli {
namespace {

/// Where a choice has a list.
using Place = std::variant<std::vector<std::string> store::Choice::*, std::vector<store::FeedId> store::Choice::*>;
/// What a word of a list becomes; feeds are found by whoever knows them.
using ReadWord = Result<std::string> (*)(const std::string& text);

template <typename Word>
void sort_once_each(std::vector<Word>& words) {
  std::ranges::sort(words);
  const auto repeated = std::ranges::unique(words);
  words.erase(repeated.begin(), repeated.end());
}

/// A tag or keyword that somebody asks for: whatever a feed's tag may be, and it stands in lists.
Result<std::string> read_word(const std::string& text) {
  constexpr std::size_t kLongest = 100;
  if (!is_clean_utf8(text) || text.contains("\uFFFD")) {
    return fail(ErrorCode::Malformed,
                quote(text) + " has letters that are lost or no UTF-8, as which spreadsheets save \"CSV UTF-8\"");
  }
  std::string word = fold_white_space(text);
  if (!word.empty() && word.size() <= kLongest) return word;
  return fail(ErrorCode::Malformed, quote(text) + " is no word to look for; use one line of at most 100 bytes");
}

/// Those of three letters have no table of ours: Filipino is "fil".
Result<std::string> read_language(const std::string& text) {
  constexpr std::size_t kLongCode = 3;
  if (is_post_language(text) ||
      (is_language_tag(text) && text.find_first_of("-_") >= kLongCode && text.size() >= kLongCode))
    return text;
  return fail(ErrorCode::Malformed, quote(text) + " is no language; use ko, en, ja or the two letters of another");
}

/// Posts have the language that their feed says, or their letters: a word for it would match none.
Result<std::string> read_post_language(const std::string& text) {
  if (is_post_language(text)) return text;
  return fail(ErrorCode::Malformed,
              quote(text) + " is no language of posts; use a code of two letters such as ko, en or ja");
}

/// A list by its name, as words and as a choice has it.
struct List {
  ChoiceList text;
  Place place;
  ReadWord read = nullptr;
};

constexpr std::array kLists = {
    List{{"tags", &ChoiceText::tags}, &store::Choice::tags, read_word},
    List{{"feeds", &ChoiceText::feeds}, &store::Choice::feeds},
    List{{"mute_feeds", &ChoiceText::muted_feeds}, &store::Choice::muted_feeds},
    List{{"only_languages", &ChoiceText::post_languages}, &store::Choice::post_languages, read_post_language},
    List{{"keywords", &ChoiceText::keywords}, &store::Choice::keywords, read_word},
    List{{"mute", &ChoiceText::muted_keywords}, &store::Choice::muted_keywords, read_word}};

constexpr auto kTexts = [] {
  std::array<ChoiceList, kLists.size()> texts{};
  std::ranges::transform(kLists, texts.begin(), &List::text);
  return texts;
}();

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

std::vector<std::string_view> names_of_lists() {
  std::vector<std::string_view> names;
  names.reserve(kLists.size());
  for (const List& list : kLists) names.push_back(list.text.name);
  return names;
}

Result<void> clear(store::Choice& choice, const std::string& name) {
  bool is_known = name == "all";
  for (const List& list : kLists) {
    if (name != "all" && name != list.text.name) continue;
    is_known = true;
    std::visit([&](auto place) { (choice.*place).clear(); }, list.place);
  }
  if (is_known) return {};
  return fail(ErrorCode::Malformed,
              fmt::format("{} is no list of a choice; use {} or all", quote(name), fmt::join(names_of_lists(), ", ")));
}

Result<void> apply_list(const List& list, const ChoiceText& words, store::Choice& choice, const FindFeed& find_feed) {
  const std::vector<std::string>& given = words.*list.text.words;
  if (const auto* const texts = std::get_if<0>(&list.place)) return replace(choice.**texts, given, list.read);
  return replace(choice.*std::get<1>(list.place), given, find_feed);
}

Result<void> apply_lists(const ChoiceText& words, store::Choice& choice, const FindFeed& find_feed) {
  for (const std::string& name : words.clear) {
    if (auto cleared = clear(choice, name); !cleared) return cleared;
  }
  for (const List& list : kLists) {
    if (auto done = apply_list(list, words, choice, find_feed); !done) return done;
  }
  return {};
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

std::span<const ChoiceList> choice_lists() { return kTexts; }

Result<store::Choice> apply(const ChoiceText& words, store::Choice choice, const FindFeed& find_feed) {
  if (!words.frequency.empty()) {
    const auto frequency = frequency_named(words.frequency);
    if (!frequency)
      return fail(ErrorCode::Malformed, quote(words.frequency) + " is no frequency; use instant, daily or weekly");
    choice.frequency = *frequency;
  }
  if (!words.at.empty()) {
    const auto hour = parse_time_of_day(words.at);
    if (!hour) return at("at", hour.error());
    choice.at = *hour;
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
    if (!zone) return at("timezone", zone.error());
    choice.timezone = zone->name();
  }
  if (!words.language.empty()) {
    const auto language = read_language(words.language);
    if (!language) return at("language", language.error());
    choice.language = *language;
  }
  if (auto done = apply_lists(words, choice, find_feed); !done) return std::unexpected(done.error());
  return choice;
}

ChoiceText lists_of(const store::Choice& choice, const std::unordered_map<store::FeedId, std::string>& urls) {
  ChoiceText words;
  for (const List& list : kLists) {
    const auto* const texts = std::get_if<0>(&list.place);
    words.*list.text.words = texts != nullptr ? choice.**texts : urls_of(choice.*std::get<1>(list.place), urls);
  }
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

std::string schedule_of(const store::Choice& choice) {
  std::string words(name_of(choice.frequency));
  if (choice.frequency == Frequency::Instant) return words;
  if (choice.frequency == Frequency::Weekly) words.append(" on ").append(name_of_weekday(choice.weekday));
  return fmt::format("{} at {} {}", words, format_time_of_day(choice.at), choice.timezone);
}

std::string format_time_of_day(std::chrono::minutes at) {
  return fmt::format("{:02}:{:02}", at.count() / 60, at.count() % 60);
}

}  // namespace aggregator::cli
