#include "letters.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace aggregator::poll {
namespace {

constexpr char kNoLetter = 0, kMarkup = 1;

/// The letter that each byte counts as: a table, because the whole text of every post goes through it.
using Letters = std::array<char, 256>;

constexpr Letters letters_in(bool is_html) {
  Letters letters{};
  for (std::size_t byte = 0; byte < letters.size(); ++byte) {
    const bool is_small = 'a' <= byte && byte <= 'z', is_big = 'A' <= byte && byte <= 'Z';
    const bool is_digit = '0' <= byte && byte <= '9';
    const bool is_letter = is_small || is_big || is_digit || byte >= 0x80;
    letters[byte] = is_letter ? static_cast<char>(is_big ? byte + ('a' - 'A') : byte) : kNoLetter;
  }
  if (is_html) letters['<'] = letters['&'] = kMarkup;
  return letters;
}

constexpr Letters kInHtml = letters_in(true), kInText = letters_in(false);

/// Behind the tag or entity that begins at `at`.
const char* after_markup(const char* at, const char* end) {
  const bool is_tag = *at++ == '<';
  const char* const last = std::find_if(at, end, [=](char c) { return is_tag ? c == '>' : c == ';' || c == ' '; });
  return last == end ? end : last + 1;
}

/// Writes the letters of `source` to `out`, which has room for kMostLetters and one more. Returns how many there are.
std::size_t write_letters(std::string_view source, const Letters& letters, char* out) {
  const char* const end = source.data() + source.size();
  const char* const full = out + kMostLetters;
  char* next = out;
  for (const char* at = source.data(); at != end && next != full;) {
    const char letter = letters[static_cast<unsigned char>(*at)];
    if (letter == kMarkup) {
      at = after_markup(at, end);
      continue;
    }
    // What is no letter is written too, and overwritten by the next: no branch that could be foretold wrongly.
    *next = letter;
    next += letter != kNoLetter ? 1 : 0;
    ++at;
  }
  return static_cast<std::size_t>(next - out);
}

}  // namespace

std::string letters_of(const feed::Markup& markup) {
  const std::string_view source = markup.source;
  std::string letters;
  letters.resize_and_overwrite(std::min(source.size(), kMostLetters) + 1, [&](char* out, std::size_t) {
    return write_letters(source, markup.is_html ? kInHtml : kInText, out);
  });
  return letters;
}

}  // namespace aggregator::poll
