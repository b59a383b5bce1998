#include "post_language.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <cstddef>

#include "aggregator/base/language.h"
#include "characters.h"

namespace aggregator::digest {
namespace {

constexpr std::size_t kWeightOfSign = 10;
constexpr std::size_t kEnoughLetters = 60;  // a title may be all names and terms, a paragraph is not

struct Letters {
  std::size_t hangul = 0, kana = 0, han = 0, others = 0;
};

void count(Letters& letters, UChar32 code) {
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(code, &status)) {
    case USCRIPT_HANGUL:
      ++letters.hangul;
      break;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
      ++letters.kana;
      break;
    case USCRIPT_HAN:
      ++letters.han;
      break;
    default:
      letters.others += u_isalpha(code) ? 1 : 0;
  }
}

Letters letters_of(std::string_view text) {
  Letters letters;
  for_each_character(text, [&](UChar32 code, std::string_view) {
    if (code > 0) count(letters, code);
  });
  return letters;
}

}  // namespace

std::string post_language(std::string_view text, std::string_view feed_language) {
  const Letters letters = letters_of(text);
  // A syllable or a sign says as much as some letters, and terms stay English in either language.
  if (letters.hangul > 0 && letters.hangul * kWeightOfSign >= letters.others) return "ko";
  if (letters.kana > 0 && (letters.kana + letters.han) * kWeightOfSign >= letters.others) return "ja";
  const std::string claimed = primary_language(feed_language);
  const bool claims_signs = claimed == "ko" || claimed == "ja" || claimed == "zh";
  if (letters.han > 0 && letters.han * kWeightOfSign >= letters.others) return claims_signs ? claimed : "zh";
  const bool has_signs = letters.hangul + letters.kana + letters.han > 0;
  if (claims_signs && !has_signs && letters.others >= kEnoughLetters) return "";  // whole sentences without one
  return claimed;
}

bool is_in_language(std::string_view language, std::string_view wanted) {
  const std::string asked = primary_language(wanted);
  if (language.empty()) return asked != "ko" && asked != "ja" && asked != "zh";
  return language == asked;
}

}  // namespace aggregator::digest
