#include "keywords.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>

#include "aggregator/base/text.h"
#include "characters.h"

namespace aggregator::digest {
namespace {

/// Scripts whose words have particles written to them, or no blanks between them.
bool runs_on(UChar32 code) {
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(code, &status)) {
    case USCRIPT_HANGUL:
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return true;
    default:
      return false;
  }
}

bool is_word_letter(UChar32 code) {
  return code > 0 && (u_isalnum(code) || (U_GET_GC_MASK(code) & U_GC_M_MASK) != 0) && !runs_on(code);
}

/// Names such as C++ and C# go on after their letters.
bool continues_word(UChar32 code) { return is_word_letter(code) || code == '+' || code == '#'; }

bool stands_alone(std::string_view text, std::size_t at, std::string_view word) {
  const std::size_t end = at + word.size();
  if (is_word_letter(character_at(word, 0)) && is_word_letter(character_before(text, at))) return false;
  return !is_word_letter(character_before(word, word.size())) || !continues_word(character_at(text, end));
}

bool is_in(std::string_view word, std::string_view text) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    if (stands_alone(text, at, word)) return true;
  }
  return false;
}

}  // namespace

/// In Turkish ı and i are two letters, and what is the same in any case is neither clear nor the same to everybody.
/// Here all four of them are one: who looks for "istanbul" wants "İstanbul", too.
std::string matchable(std::string_view text) {
  std::string folded = fold_white_space(fold_case(text));
  for (const std::string_view other : {"i\u0307", "ı"}) {
    for (std::size_t at = folded.find(other); at != folded.npos; at = folded.find(other, at)) {
      folded.replace(at, other.size(), "i");
    }
  }
  return folded;
}

Keywords::Keywords(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (std::string folded = matchable(word); !folded.empty()) words_.push_back(std::move(folded));
  }
}

bool Keywords::any_in(std::string_view text) const {
  return std::ranges::any_of(words_, [&](const std::string& word) { return is_in(word, text); });
}

}  // namespace aggregator::digest
