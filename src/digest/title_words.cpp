#include "title_words.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>

#include "aggregator/base/text.h"
#include "characters.h"

namespace aggregator::digest {
namespace {

/// Words that series, diaries, releases and dates are made of, case-folded.
constexpr std::string_view kSaysNothing[] = {
    "a",       "about",     "an",       "and",      "annual",     "apr",      "april",
    "at",      "aug",       "august",   "blog",     "changelog",  "chapter",  "daily",
    "day",     "dec",       "december", "dev",      "diary",      "digest",   "edition",
    "episode", "feb",       "february", "first",    "for",        "from",     "half",
    "hello",   "i",         "in",       "issue",    "jan",        "january",  "journal",
    "jul",     "july",      "jun",      "june",     "last",       "learned",  "link",
    "links",   "list",      "log",      "mar",      "march",      "may",      "month",
    "monthly", "my",        "new",      "news",     "newsletter", "note",     "notes",
    "nov",     "november",  "now",      "oct",      "october",    "of",       "on",
    "our",     "part",      "post",     "posts",    "q",          "quarter",  "quarterly",
    "reading", "recap",     "release",  "released", "releases",   "report",   "retrospective",
    "review",  "roundup",   "sep",      "sept",     "september",  "series",   "status",
    "summary", "test",      "the",      "things",   "this",       "til",      "to",
    "today",   "update",    "updates",  "v",        "version",    "volume",   "we",
    "week",    "weekly",    "welcome",  "what",     "with",       "world",    "year",
    "yearly",  "yesterday", "가을",     "개발",     "것",         "겨울",     "공부",
    "공지",    "근황",      "글",       "글또",     "기록",       "나의",     "내",
    "년",      "년도",      "노트",     "뉴스",     "달",         "두번째",   "둘째",
    "들",      "릴리스",    "릴리즈",   "마지막",   "매일",       "모음",     "목",
    "배운",    "배운점",    "봄",       "분기",     "블로그",     "상반기",   "세번째",
    "셋째",    "소식",      "시작",     "안내",     "알게된",     "업데이트", "여름",
    "연간",    "연말",      "오늘",     "오늘의",   "올해",       "요약",     "월",
    "월간",    "월의",      "위클리",   "이번",     "일",         "일간",     "일기",
    "일상",    "일지",      "일차",     "잡담",     "정리",       "주",       "주간",
    "주의",    "주차",      "지난",     "차",       "첫",         "첫번째",   "첫째",
    "하반기",  "학습",      "한",       "한주",     "한해",       "해",       "회고",
    "회고록",  "회차",      "후기",     "まとめ",   "メモ",       "今日",     "今週",
    "今月",    "日報",      "日記",     "月報",     "週刊",       "週報",     "振り返り",
    "周报",    "月报",      "日记"};

/// A syllable or a sign says as much as three letters.
constexpr std::size_t kWeightOfSign = 3, kEnough = 15;

bool is_sign(UChar32 code) {
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(code, &status);
  return script == USCRIPT_HANGUL || script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA;
}

bool is_letter(UChar32 code) { return u_isalpha(code) || (U_GET_GC_MASK(code) & U_GC_M_MASK) != 0; }

std::size_t weight_of(std::string_view word) {
  if (std::ranges::find(kSaysNothing, word) != std::end(kSaysNothing)) return 0;
  std::size_t weight = 0;
  for_each_character(word, [&](UChar32 code, std::string_view) { weight += is_sign(code) ? kWeightOfSign : 1; });
  return weight;
}

/// `title` without what stands behind its last dash or bar, when that is the blog's name.
std::string_view without_name(std::string_view title, std::string_view blog) {
  for (const std::string_view mark : {" | ", " - ", " – ", " — ", " :: ", " · "}) {
    const std::size_t at = title.rfind(mark);
    if (at == std::string_view::npos || at == 0) continue;
    if (letters_only(title.substr(at + mark.size())) == letters_only(blog)) return title.substr(0, at);
  }
  return title;
}

}  // namespace

std::string letters_only(std::string_view text) {
  std::string letters;
  for_each_character(fold_case(text), [&](UChar32 code, std::string_view bytes) {
    if (is_letter(code) || u_isdigit(code) || code == '+' || code == '#') letters += bytes;
  });
  return letters;
}

std::string title_key(std::string_view title, std::string_view blog) { return letters_only(without_name(title, blog)); }

bool is_telling(std::string_view title) {
  std::size_t weight = 0;
  std::string word;
  const auto end_word = [&] {
    weight += weight_of(word);
    word.clear();
  };
  for_each_character(fold_case(title), [&](UChar32 code, std::string_view bytes) {
    if (is_letter(code)) {
      word += bytes;
    } else {
      end_word();
    }
  });
  end_word();
  return weight >= kEnough;
}

std::string numbers_of(std::string_view text) {
  std::string numbers;
  bool inside = false;
  for_each_character(fold_case(text), [&](UChar32 code, std::string_view bytes) {
    const bool is_digit = u_isdigit(code) != 0;
    if (is_digit) numbers += bytes;
    if (inside && !is_digit) numbers += ' ';
    inside = is_digit;
  });
  return numbers;
}

}  // namespace aggregator::digest
