#include "reading_time.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>

#include "aggregator/base/code_point.h"

namespace aggregator::feed {
namespace {

constexpr std::size_t kWordsPerMinute = 265, kIdeographsPerMinute = 500;

bool is_ideograph(UChar32 c) {
  return (0x1100 <= c && c <= 0x11ff) ||  // Hangul Jamo
         (0x3040 <= c && c <= 0x318f) ||  // kana, Bopomofo, compatibility Jamo
         (0x3400 <= c && c <= 0x9fff) ||  // Han
         (0xac00 <= c && c <= 0xd7a3) ||  // Hangul
         (0xf900 <= c && c <= 0xfaff) ||  // Han, compatibility
         (0xff66 <= c && c <= 0xff9f) ||  // kana, half width
         (0x20000 <= c && c <= 0x3ffff);  // Han, further planes
}

// What a character does: nothing, make a word of what it stands in, or end a word.
constexpr unsigned kSign = 0, kLetter = 1, kBlank = 2;

constexpr auto kAsciiKinds = [] {
  std::array<unsigned char, 128> kinds{};
  for (std::size_t c = '0'; c <= '9'; ++c) kinds[c] = kLetter;
  for (std::size_t c = 'a'; c <= 'z'; ++c) kinds[c] = kinds[c - 'a' + 'A'] = kLetter;
  kinds[' '] = kBlank;
  return kinds;
}();

/// Most of Han and Hangul, seen from the bytes: U+4000 to U+9FFF, U+AC00 to U+D77F.
bool begins_with_ideograph(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  if (text.size() < 3 || (byte(1) & 0xc0) != 0x80 || (byte(2) & 0xc0) != 0x80) return false;
  const unsigned beginning = byte(0) * 0x100u + byte(1);
  return (0xe480 <= beginning && beginning < 0xea00) || (0xeab0 <= beginning && beginning < 0xed9e);
}

/// Of what is not ASCII: an ideograph ends a word and counts by itself.
unsigned kind_of(UChar32 c) {
  if (c >= 0x1100 && is_ideograph(c)) return kBlank;
  return u_isalnum(c) ? kLetter : kSign;
}

}  // namespace

TextSize measure(std::string_view text) {
  std::size_t words = 0, ideographs = 0;
  // Whether no word is open. One goes on to the next blank: "don't" and "e-mail" are one each. Reckoned without
  // branches, because where words begin and end cannot be foretold.
  unsigned between = 1;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    unsigned kind = 0;
    if (byte < kAsciiKinds.size()) {
      kind = kAsciiKinds[byte];
      ++i;
    } else if (begins_with_ideograph(text.substr(i))) {
      const bool has_blank_behind = i + 3 < text.size() && text[i + 3] == ' ';
      kind = kBlank;
      i += 3;
      ++ideographs;
      i += has_blank_behind;
    } else {
      kind = kind_of(next_code_point(text, i));
      ideographs += kind == kBlank;
    }
    words += kind & between;
    between = (between & ~kind) | kind >> 1;
  }
  return {.words = words, .ideographs = ideographs};
}

int reading_minutes(std::string_view text) {
  if (text.empty()) return 0;
  const TextSize size = measure(text);
  constexpr std::size_t kParts = kWordsPerMinute * kIdeographsPerMinute;
  const std::size_t parts = size.words * kIdeographsPerMinute + size.ideographs * kWordsPerMinute;
  return static_cast<int>(std::max<std::size_t>(1, (parts + kParts - 1) / kParts));
}

}  // namespace aggregator::feed
