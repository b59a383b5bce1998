// What text measures: in characters as a reader counts them, and in columns of a terminal.
#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>

#include "aggregator/base/ascii.h"
#include "aggregator/base/owned.h"
#include "aggregator/base/text.h"
#include "code_points.h"

namespace aggregator {
namespace {

constexpr std::string_view kEllipsis = "…";
constexpr UChar32 kEmojiVariation = 0xfe0f;

std::unique_ptr<icu::BreakIterator> make_cluster_iterator() {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::BreakIterator> made(icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
  if (U_FAILURE(status) || !made) throw std::runtime_error("ICU has no data for grapheme clusters");
  return made;
}

/// One per thread, for it has a position; copies of the first, for making it is slow. The first is made under a lock of
/// ours: ThreadSanitizer does not see those with which ICU guards its locales.
icu::BreakIterator& cluster_iterator() {
  static const std::unique_ptr<const icu::BreakIterator> first = make_cluster_iterator();
  thread_local const std::unique_ptr<icu::BreakIterator> own(first->clone());
  return *own;
}

/// Whether a character is a cluster of its own between others that are: ASCII without the carriage return, which forms
/// one with a line feed, general punctuation, kana, Han, and Hangul syllables.
bool is_alone(UChar32 code) {
  return (0 <= code && code < 0x80 && code != '\r') || (0x2010 <= code && code <= 0x2027) ||
         (0x3001 <= code && code <= 0x3029) || (0x3041 <= code && code <= 0x3096) ||
         (0x30a1 <= code && code <= 0x30fa) || (0x4e00 <= code && code <= 0x9fff) || (0xac00 <= code && code <= 0xd7a3);
}

/// The first `count` characters of `text` when these and the next one are all clusters of their own.
std::optional<std::string_view> first_alone(std::string_view text, std::size_t count) {
  std::size_t at = 0, end = 0;
  for (std::size_t passed = 0; passed <= count; ++passed) {
    end = at;
    if (at == text.size()) break;
    if (!is_alone(next_code_point(text, at))) return std::nullopt;
  }
  return text.substr(0, end);
}

/// Calls `use(cluster)` for each grapheme cluster until it returns false.
template <typename Use>
void for_each_cluster(std::string_view text, Use use) {
  UErrorCode status = U_ZERO_ERROR;
  const Owned<UText, utext_close> opened(
      utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status));
  icu::BreakIterator& clusters = cluster_iterator();
  clusters.setText(opened.get(), status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU cannot walk over text");
  std::int32_t start = clusters.first();
  for (std::int32_t end = clusters.next(); end != icu::BreakIterator::DONE; start = end, end = clusters.next()) {
    if (!use(text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(end - start)))) return;
  }
}

std::size_t columns_of(UChar32 code) {
  switch (u_charType(code)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
    case U_CONTROL_CHAR:
      return 0;
    default:
      break;
  }
  if (code == kEmojiVariation) return 2;
  if (u_hasBinaryProperty(code, UCHAR_EMOJI_PRESENTATION)) return 2;
  const int width = u_getIntPropertyValue(code, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

/// A cluster is as wide as its widest part; a variation selector makes a character an emoji.
std::size_t columns_of(std::string_view cluster) {
  std::size_t columns = 0;
  for_each_code_point(cluster, [&](UChar32 code, std::string_view) {
    columns = std::max(columns, code < 0 ? 1 : code == kEmojiVariation ? 2 : columns_of(code));
  });
  return columns;
}

bool is_printable_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return ' ' <= c && c <= '~'; });
}

/// The first `count` grapheme clusters of `text`.
std::string_view first_clusters(std::string_view text, std::size_t count) {
  if (text.size() <= count) return text;
  if (const auto alone = first_alone(text, count)) return *alone;
  std::size_t bytes = 0;
  for_each_cluster(text, [&](std::string_view cluster) {
    if (count == 0) return false;
    --count;
    bytes += cluster.size();
    return true;
  });
  return text.substr(0, bytes);
}

std::string with_valid_utf8(std::string_view text) {
  if (is_clean_utf8(text)) return std::string(text);
  std::string valid;
  valid.reserve(text.size());
  for_each_code_point(text, [&](UChar32 code, std::string_view bytes) {
    if (code < 0)
      append_code_point(valid, kReplacementCharacter);
    else
      valid += bytes;
  });
  return valid;
}

}  // namespace

std::string cut_text(std::string_view text, std::size_t max_characters) {
  if (max_characters == 0) return "";
  if (first_clusters(text, max_characters).size() == text.size()) return with_valid_utf8(text);
  std::string_view kept = first_clusters(text, max_characters - 1);
  while (!kept.empty() && is_ascii_space(kept.back())) kept.remove_suffix(1);
  return with_valid_utf8(kept) += kEllipsis;
}

std::size_t display_width(std::string_view text) {
  if (is_printable_ascii(text)) return text.size();
  std::size_t columns = 0;
  for_each_cluster(text, [&](std::string_view cluster) {
    columns += columns_of(cluster);
    return true;
  });
  return columns;
}

std::string_view cut_to_width(std::string_view text, std::size_t max_columns) {
  if (is_printable_ascii(text)) return text.substr(0, max_columns);
  std::size_t bytes = 0;
  for_each_cluster(text, [&](std::string_view cluster) {
    const std::size_t columns = columns_of(cluster);
    if (columns > max_columns) return false;
    max_columns -= columns;
    bytes += cluster.size();
    return true;
  });
  return text.substr(0, bytes);
}

}  // namespace aggregator
