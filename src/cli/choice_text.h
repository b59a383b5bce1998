// A subscriber's choice as people write it: "daily", "09:30", "Asia/Seoul", feeds by their URLs.
#pragma once

#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "aggregator/base/error.h"
#include "aggregator/store/subscribers.h"

namespace aggregator::cli {

/// The words of a choice; empty ones leave what is there, a list that is given replaces the one that is there.
struct ChoiceText {
  std::string frequency, at, timezone, language;
  std::vector<std::string> tags, feeds, muted_feeds, post_languages, keywords, muted_keywords;
  std::vector<std::string> clear;  ///< names of lists to be emptied first, "all" for each of them
  std::string weekday{};           ///< "mon" or "monday"
};

/// A list of ChoiceText by the name that it has in options, columns and JSON.
struct ChoiceList {
  std::string_view name;
  std::vector<std::string> ChoiceText::* words;
};
/// "tags", "feeds", "mute_feeds", "only_languages", "keywords", "mute".
[[nodiscard]] std::span<const ChoiceList> choice_lists();

/// The feed that a URL or an id means. Errors: NotFound.
using FindFeed = std::function<Result<store::FeedId>(const std::string& url_or_id)>;

/// `choice` with the words put in. Errors: Malformed, naming the word and what it may be; those of `find_feed`.
[[nodiscard]] Result<store::Choice> apply(const ChoiceText& words, store::Choice choice, const FindFeed& find_feed);

/// The lists of `choice` as words that apply() reads; feeds by their URLs.
[[nodiscard]] ChoiceText lists_of(const store::Choice& choice,
                                  const std::unordered_map<store::FeedId, std::string>& urls);

/// What posts somebody wants, in one line: "backend, mute: crypto"; "all" when they are not picky.
[[nodiscard]] std::string wishes_of(const ChoiceText& lists);

/// "weekly on tue at 10:00 Asia/Seoul".
[[nodiscard]] std::string schedule_of(const store::Choice& choice);

/// "09:30".
[[nodiscard]] std::string format_time_of_day(std::chrono::minutes at);

}  // namespace aggregator::cli
