#include "filter_text.h"

#include <soci/soci.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

namespace aggregator::store {
namespace {
using nlohmann::json;

/// Every list with the name that it is stored under; these are never renamed.
template <typename SomeChoice, typename Visit>
void visit_lists(SomeChoice& choice, Visit visit) {
  visit("tags", choice.tags);
  visit("feeds", choice.feeds);
  visit("muted_feeds", choice.muted_feeds);
  visit("languages", choice.post_languages);
  visit("keywords", choice.keywords);
  visit("muted_keywords", choice.muted_keywords);
}

template <typename Word>
std::vector<Word> sorted(std::vector<Word> words) {
  std::ranges::sort(words);
  const auto repeated = std::ranges::unique(words);
  words.erase(repeated.begin(), repeated.end());
  return words;
}

}  // namespace

std::string filter_text(const Choice& choice) {
  json lists = json::object();
  visit_lists(choice, [&](const char* name, const auto& words) {
    if (!words.empty()) lists[name] = sorted(words);
  });
  // Foreign bytes that are no UTF-8 become U+FFFD instead of an exception.
  return lists.dump(-1, ' ', false, json::error_handler_t::replace);
}

void read_filter(const std::string& text, Choice& choice) {
  const json lists = json::parse(text, nullptr, false);
  try {
    visit_lists(choice, [&](const char* name, auto& words) {
      words.clear();
      if (const auto list = lists.find(name); list != lists.end()) list->get_to(words);
    });
  } catch (const json::exception&) {
    throw soci::soci_error("what a subscriber chose cannot be read; restore it from a backup");
  }
  if (!lists.is_object()) throw soci::soci_error("what a subscriber chose cannot be read; restore it from a backup");
}

}  // namespace aggregator::store
