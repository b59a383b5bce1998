#include "reading_time.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>

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

// Bits: whether a character makes a word of what it stands in, whether it ends that, and whether it counts by itself.
constexpr unsigned kSign = 0, kLetter = 1, kBlank = 2, kIdeograph = 6;

constexpr auto kAsciiKinds = [] {
  std::array<unsigned char, 128> kinds{};
  for (std::size_t c = '0'; c <= '9'; ++c) kinds[c] = kLetter;
  for (std::size_t c = 'a'; c <= 'z'; ++c) kinds[c] = kinds[c - 'a' + 'A'] = kLetter;
  kinds[' '] = kBlank;
  return kinds;
}();

unsigned kind_of(UChar32 c) {
  if (c >= 0x1100 && is_ideograph(c)) return kIdeograph;
  return u_isalnum(c) ? kLetter : kSign;
}

}  // namespace

TextSize measure(std::string_view text) {
  TextSize size;
  unsigned in_word = 0;  // it goes on to the next blank: "don't" and "e-mail" are one each
  for (std::size_t i = 0; i < text.size(); ++size.characters) {
    const auto byte = static_cast<unsigned char>(text[i]);
    unsigned kind = kLetter;
    if (byte < kAsciiKinds.size()) {
      kind = kAsciiKinds[byte];
      ++i;
    } else {
      kind = kind_of(next_code_point(text, i));
      size.ideographs += kind == kIdeograph;
    }
    // Without branches: where words begin and end cannot be foretold.
    size.words += kind & ~in_word & kLetter;
    in_word = (in_word | kind) & kLetter & ~(kind >> 1);
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
