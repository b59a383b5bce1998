#include "teaser.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "aggregator/base/code_point.h"
#include "aggregator/base/text.h"

namespace aggregator::feed {
namespace {

constexpr std::string_view kEllipsis = "…";

// Lower case, as they stand at the very end.
constexpr auto kEndings = std::to_array<std::string_view>({
    "[…]",
    "[...]",
    "[ … ]",
    "[ ... ]",
    "(…)",
    "(...)",
    "…",
    "...",
    "»",
    "→",
    "⟶",
    "read more",
    "read more »",
    "[read more]",
    "(read more)",
    "(more)",
    "(more…)",
    "continue reading",
    "keep reading",
    "read on",
    "view post",
    "comments",
    "더 보기",
    "더보기",
    "더 읽기",
    "계속 읽기",
    "자세히 보기",
    "続きを読む",
    "もっと読む",
    "阅读全文",
    "继续阅读",
    "閱讀全文",
});

// The first bytes of those that need no sentence before them.
constexpr std::string_view kSigns = "[(.…»→⟶";

/// A sentence that ends the text and begins, in this very spelling, with `beginning` and goes on with `middle`.
struct Farewell {
  std::string_view beginning, middle;
};
constexpr auto kFarewells = std::to_array<Farewell>({
    {"The post ", " appeared first on "},
    {"The post ", " first appeared on "},
    {"This post ", " appeared first on "},
    {"The article ", " appeared first on "},
    {"This article ", " was originally published"},
    {"Continue reading ", " on "},
    {"Continue reading ", "→"},
    {"Continue reading ", "»"},
    {"Continue reading “", "”"},
    {"Read more of this post", ""},
    {"Read the rest of this entry", ""},
    {"Read the full story", ""},
    {"Read the full article", ""},
    {"게시물 ", " 처음 "},
});
constexpr std::size_t kMaxFarewell = 400;  // bytes

bool is_hangul(std::int32_t c) { return 0xac00 <= c && c <= 0xd7a3; }
bool is_wide_stop(std::int32_t c) { return c == 0x3002 || c == 0xff01 || c == 0xff1f || c == 0xff61; }
bool is_stop(std::int32_t c) { return c == '.' || c == '!' || c == '?' || c == 0x2026; }

/// Quotes and brackets that may stand between a full stop and the next sentence.
bool is_closer(std::int32_t c) {
  return c == ')' || c == '"' || c == '\'' || c == 0x2019 || c == 0x201d || c == 0x300d || c == 0x300f || c == 0xff09;
}

std::string_view trim_end(std::string_view text) { return text.substr(0, text.find_last_not_of(' ') + 1); }

/// Whether `text` is over here, so that what follows is no part of its last sentence.
bool is_over(std::string_view text) {
  constexpr auto kSigns = std::to_array<std::string_view>({".", "!", "?", ":", "…", "。", "]", ")", "”", "\""});
  return text.empty() || std::ranges::any_of(kSigns, [text](std::string_view sign) { return text.ends_with(sign); });
}

/// `text` without one of kEndings, if it has one. Words count only behind a sentence: "leave your comments" stays.
std::optional<std::string_view> without_ending(std::string_view text) {
  constexpr std::size_t kLongest = 32;
  const std::string tail = lower_ascii(text.substr(text.size() - std::min(text.size(), kLongest)));
  for (const std::string_view ending : kEndings) {
    if (!tail.ends_with(ending)) continue;
    const std::string_view rest = trim_end(text.substr(0, text.size() - ending.size()));
    if (kSigns.contains(ending.front()) || is_over(rest)) return rest;
  }
  return std::nullopt;
}

/// Where the farewell begins that ends `text`.
std::optional<std::size_t> find_farewell(std::string_view text) {
  const std::size_t from = text.size() - std::min(text.size(), kMaxFarewell);
  const std::string_view tail = text.substr(from);
  for (const auto& [beginning, middle] : kFarewells) {
    // Forwards first: that is fast, and mostly in vain.
    const std::size_t begin = tail.contains(beginning) ? tail.rfind(beginning) : tail.npos;
    if (begin != tail.npos && tail.find(middle, begin + beginning.size()) != tail.npos) return from + begin;
  }
  return std::nullopt;
}

std::string_view trimmed_boilerplate(std::string_view text) {
  text = trim_end(text);
  while (const auto farewell = find_farewell(text)) text = trim_end(text.substr(0, *farewell));
  while (const auto shorter = without_ending(text)) text = *shorter;
  return text;
}

/// Whether the full stop behind `text` belongs to its last word: "e.g.", "Dr.", "3." of a list.
bool is_abbreviation(std::string_view text) {
  const std::string_view word = text.substr(text.find_last_of(" (") + 1);
  constexpr auto kTitles = std::to_array<std::string_view>({"mr", "mrs", "ms", "dr", "st", "vs", "no", "inc", "prof"});
  const bool is_numeral = word.size() <= 2 && word.find_first_not_of("0123456789") == word.npos;
  const bool is_initial = word.size() == 1 || (word.size() > 1 && word[word.size() - 2] == '.');
  return is_numeral || is_initial || std::ranges::find(kTitles, lower_ascii(word)) != kTitles.end();
}

/// The offset behind the closing quotes and brackets at `at`.
std::size_t behind_closers(std::string_view text, std::size_t at) {
  for (std::size_t next = at; next < text.size(); at = next) {
    if (!is_closer(next_code_point(text, next))) break;
  }
  return at;
}

/// The offset behind the last sentence of `text` that ends after `from` and not after `limit`.
std::optional<std::size_t> last_sentence_end(std::string_view text, std::size_t from, std::size_t limit) {
  std::optional<std::size_t> last;
  std::int32_t previous = 0;
  for (std::size_t i = 0; i < limit;) {
    const std::size_t begin = i;
    const std::int32_t c = next_code_point(text, i);
    if (is_stop(c) || is_wide_stop(c)) {
      const std::size_t end = behind_closers(text, i);
      const bool stands_apart =
          end == text.size() || text[end] == ' ' || is_wide_stop(c) || (c == '.' && is_hangul(previous));
      const bool ends = stands_apart && !(c == '.' && is_abbreviation(text.substr(0, begin)));
      if (ends && end > from && end <= limit) last = end;
    }
    previous = c;
  }
  return last;
}

/// The offset behind the last whole word within `limit`; `limit` itself in scripts that have no blanks between words.
std::size_t last_word_end(std::string_view text, std::size_t limit) {
  if (limit == text.size() || text[limit] == ' ') return limit;
  const std::size_t blank = text.rfind(' ', limit);
  return blank == text.npos || blank < limit / 2 ? limit : blank;
}

/// Without punctuation that only makes sense when something follows.
std::string_view without_loose_end(std::string_view text) {
  constexpr auto kLoose =
      std::to_array<std::string_view>({" ", ",", ";",  ":",  "-",  "–",  "—",  "(",  "[",  "{",  "/",  "\"",
                                       "“", "‘", "、", "，", "：", "；", "（", "「", "『", "《", "〈", "【"});
  const auto trailing = [&text](std::string_view loose) { return text.ends_with(loose); };
  for (auto found = std::ranges::find_if(kLoose, trailing); found != kLoose.end();
       found = std::ranges::find_if(kLoose, trailing)) {
    text.remove_suffix(found->size());
  }
  return text;
}

}  // namespace

std::string without_boilerplate(std::string_view text) {
  std::string rest(trimmed_boilerplate(text));
  const std::string_view gone = text.substr(rest.size());
  const bool was_cut = gone.contains(kEllipsis) || gone.contains("...");
  if (was_cut && !is_over(rest)) rest += kEllipsis;
  return rest;
}

bool ends_abruptly(std::string_view text) { return trimmed_boilerplate(text).size() < trim_end(text).size(); }

std::string teaser_of(std::string_view text, std::size_t max_characters) {
  if (text.size() <= max_characters) return std::string(text);
  std::string cut = cut_text(text, max_characters);
  if (cut == text) return cut;
  const std::size_t limit = std::min(cut.size() - kEllipsis.size(), text.size());
  if (const auto end = last_sentence_end(text, limit / 3 * 2, limit)) return std::string(text.substr(0, *end));
  cut = without_loose_end(text.substr(0, last_word_end(text, limit)));
  return cut += kEllipsis;
}

}  // namespace aggregator::feed
