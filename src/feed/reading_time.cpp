#include "reading_time.h"

#include <unicode/uchar.h>

#include <algorithm>

#include "code_point.h"

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

bool is_in_word(UChar32 c) {
  if (c < 0x80) return ('0' <= c && c <= '9') || ('a' <= (c | 0x20) && (c | 0x20) <= 'z');
  return u_isalnum(c) != 0;
}

}  // namespace

TextSize measure(std::string_view text) {
  TextSize size;
  bool in_word = false;
  for (std::size_t i = 0; i < text.size();) {
    const UChar32 c = next_code_point(text, i);
    ++size.characters;
    const bool ideograph = c >= 0x1100 && is_ideograph(c);
    if (ideograph) ++size.ideographs;
    // A word goes on to the next blank: "don't" and "e-mail" are one each.
    if (c == ' ' || ideograph)
      in_word = false;
    else if (!in_word && is_in_word(c))
      in_word = ++size.words > 0;
  }
  return size;
}

int reading_minutes(const TextSize& size) {
  if (size.characters == 0) return 0;
  constexpr std::size_t kParts = kWordsPerMinute * kIdeographsPerMinute;
  const std::size_t parts = size.words * kIdeographsPerMinute + size.ideographs * kWordsPerMinute;
  return static_cast<int>(std::max<std::size_t>(1, (parts + kParts - 1) / kParts));
}

}  // namespace aggregator::feed
