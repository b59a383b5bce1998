#include "duplicates.h"

#include <unicode/unistr.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "aggregator/base/hash.h"
#include "blogs.h"
#include "title_words.h"

namespace aggregator::digest {
namespace {

using store::ListedEntry;
using Pieces = std::vector<std::u16string>;

constexpr std::chrono::days kNear{7};
constexpr std::size_t kLeastExcerpt = 40, kPiece = 5, kTitlePiece = 2;  // in UTF-16 units
constexpr double kHalf = 0.5, kMostOfTitle = 0.75, kNearlyAll = 0.8;

/// Names that many people post under.
constexpr std::string_view kNobodysNames[] = {"admin", "administrator", "author",    "editor", "guest",  "noreply",
                                              "staff", "unknown",       "anonymous", "운영자", "관리자", "익명"};

/// All stretches of `length` characters in `text`, sorted, each once.
Pieces pieces_of(const std::u16string& text, std::size_t length) {
  Pieces pieces;
  for (std::size_t at = 0; at + length <= text.size(); ++at) pieces.push_back(text.substr(at, length));
  std::ranges::sort(pieces);
  const auto repeated = std::ranges::unique(pieces);
  pieces.erase(repeated.begin(), repeated.end());
  return pieces;
}

/// How much of the shorter one is in the longer one.
double in_common(const Pieces& a, const Pieces& b) {
  Pieces both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  const std::size_t least = std::min(a.size(), b.size());
  return least == 0 ? 0 : static_cast<double>(both.size()) / static_cast<double>(least);
}

std::u16string utf16(std::string_view text) {
  const auto unicode =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  return {unicode.getBuffer(), static_cast<std::size_t>(unicode.length())};
}

/// An entry as what it can be recognised by.
struct Story {
  explicit Story(const ListedEntry& from)
      : entry(&from),
        title(title_key(from.entry.title, from.feed_title)),
        excerpt(utf16(letters_only(from.entry.excerpt))),
        is_telling(digest::is_telling(from.entry.title)) {}

  [[nodiscard]] bool has_excerpt() const { return excerpt.size() >= kLeastExcerpt; }
  [[nodiscard]] std::u16string beginning() const { return excerpt.substr(0, kLeastExcerpt); }

  const ListedEntry* entry;
  std::string title;
  std::u16string excerpt;
  bool is_telling;
};

bool are_near(const ListedEntry& a, const ListedEntry& b) {
  return std::chrono::abs(a.entry.first_seen - b.entry.first_seen) <= kNear;
}

bool share_a_feed(const ListedEntry& a, const ListedEntry& b) {
  return std::ranges::find_first_of(a.source_ids, b.source_ids) != a.source_ids.end();
}

bool have_the_same_author(const Story& a, const Story& b) {
  const std::string name = letters_only(a.entry->entry.author);
  return !name.empty() && name == letters_only(b.entry->entry.author) &&
         std::ranges::find(kNobodysNames, name) == std::end(kNobodysNames);
}

bool lead_to_the_same_blog(const Story& a, const Story& b) {
  const std::string key = blog_key(a.entry->entry.link);
  return !key.empty() && key == blog_key(b.entry->entry.link);
}

bool come_from_the_same_hand(const Story& a, const Story& b) {
  return have_the_same_author(a, b) || lead_to_the_same_blog(a, b);
}

bool have_in_common(const Story& a, const Story& b, double share) {
  return in_common(pieces_of(a.excerpt, kPiece), pieces_of(b.excerpt, kPiece)) >= share;
}

bool have_nearly_the_same_title(const Story& a, const Story& b) {
  return numbers_of(a.entry->entry.title) == numbers_of(b.entry->entry.title) &&
         in_common(pieces_of(utf16(a.title), kTitlePiece), pieces_of(utf16(b.title), kTitlePiece)) >= kMostOfTitle;
}

/// Of two with telling titles.
bool tell_the_same(const Story& a, const Story& b) {
  const bool can_compare = a.has_excerpt() && b.has_excerpt();
  if (a.title == b.title) return can_compare ? have_in_common(a, b, kHalf) : come_from_the_same_hand(a, b);
  return can_compare && come_from_the_same_hand(a, b) && have_nearly_the_same_title(a, b) &&
         have_in_common(a, b, kNearlyAll);
}

/// The stories so far, found by title and by the beginning of the excerpt: those are the only ones to compare with. Of
/// each post only the hashes of both are kept, and what else a comparison needs is made again, as few are compared.
class Told {
 public:
  /// The index of a story that `story` tells again; nothing: there is none.
  [[nodiscard]] std::optional<std::size_t> find(const Story& story) const {
    if (!story.is_telling) return std::nullopt;
    if (const auto same = find_in(by_title_, title_hash(story), story)) return same;
    return story.has_excerpt() ? find_in(by_beginning_, beginning_hash(story), story) : std::nullopt;
  }

  /// The story at `index` has become `entry`.
  void replace(std::size_t index, const ListedEntry& entry) { entries_[index] = &entry; }

  void add(const Story& story) {
    const std::size_t index = entries_.size();
    entries_.push_back(story.entry);
    if (!story.is_telling) return;
    by_title_.emplace(title_hash(story), index);
    if (story.has_excerpt()) by_beginning_.emplace(beginning_hash(story), index);
  }

 private:
  /// Of one hash: else two feeds with hundreds of posts of one title would take minutes, and miss the hour.
  static constexpr std::size_t kMostCompared = 8;

  using Index = std::multimap<std::uint64_t, std::size_t>;  // what has the same hash, in the order of adding

  static std::uint64_t title_hash(const Story& story) { return hash64(story.title); }

  static std::uint64_t beginning_hash(const Story& story) {
    const std::u16string beginning = story.beginning();
    return hash64({reinterpret_cast<const char*>(beginning.data()), beginning.size() * sizeof(char16_t)});
  }

  std::optional<std::size_t> find_in(const Index& index, std::uint64_t hash, const Story& story) const {
    const auto [first, last] = index.equal_range(hash);
    std::size_t compared = 0;
    for (auto one = first; one != last && compared < kMostCompared; ++one) {
      const ListedEntry& entry = *entries_[one->second];
      if (!are_near(entry, *story.entry) || share_a_feed(entry, *story.entry)) continue;
      if (tell_the_same(Story(entry), story)) return one->second;
      ++compared;
    }
    return std::nullopt;
  }

  std::vector<const ListedEntry*> entries_;
  Index by_title_, by_beginning_;
};

template <typename Value>
void add_missing(std::vector<Value>& values, const std::vector<Value>& more) {
  for (const Value& value : more) {
    if (std::ranges::find(values, value) == values.end()) values.push_back(value);
  }
}

void add_sources(ListedEntry& original, const ListedEntry& copy) {
  add_missing(original.also_in, {copy.feed_title});
  add_missing(original.also_in, copy.also_in);
  std::erase(original.also_in, original.feed_title);
  add_missing(original.feed_tags, copy.feed_tags);
  add_missing(original.source_ids, copy.source_ids);
  add_missing(original.sources, copy.sources);
}

}  // namespace

Folded fold_duplicates(Posts window, const std::vector<ListedEntry>& had) {
  std::ranges::sort(window, {}, [](const ListedEntry* post) { return std::tie(post->sequence, post->entry.id); });
  Told told;
  for (const ListedEntry& entry : had) told.add(Story(entry));
  Folded folded;
  std::unordered_map<std::size_t, ListedEntry*> merged;  // by their story
  for (const ListedEntry* post : window) {
    const Story story(*post);
    const auto original = told.find(story);
    if (!original) {
      folded.kept.push_back(post);
      told.add(story);
    } else if (*original >= had.size()) {
      const ListedEntry*& kept = folded.kept[*original - had.size()];
      ListedEntry*& own = merged[*original];
      if (own == nullptr) kept = own = &folded.merged.emplace_back(*kept);
      add_sources(*own, *post);
      told.replace(*original, *own);
      folded.copies.push_back({post->entry.id, store::Omission::ToldAlready, own->entry.id});
    } else {
      const store::EntryId had_before = had[*original].entry.id;
      add_missing(folded.retold, {had_before});
      folded.copies.push_back({post->entry.id, store::Omission::ToldAlready, had_before});
    }
  }
  return folded;
}

}  // namespace aggregator::digest
