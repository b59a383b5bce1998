#include "date_words.h"

#include <unicode/dtfmtsym.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/base/ascii.h"
#include "aggregator/base/text.h"

namespace aggregator::feed {
namespace {

using std::chrono::minutes;

constexpr std::string_view kEnglishMonths[] = {"january", "february", "march",     "april",   "may",      "june",
                                               "july",    "august",   "september", "october", "november", "december"};

constexpr const char* kLanguages[] = {"de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi",
                                      "pl", "cs", "hu", "ru", "uk", "el", "tr", "ro", "ca", "id"};

struct Zone {
  std::string_view name;
  int minutes;
};

constexpr Zone kZones[] = {
    {"z", 0},       {"ut", 0},     {"utc", 0},    {"gmt", 0},    {"wet", 0},    {"west", 60},  {"bst", 60},
    {"cet", 60},    {"met", 60},   {"mez", 60},   {"cest", 120}, {"mest", 120}, {"mesz", 120}, {"eet", 120},
    {"eest", 180},  {"sast", 120}, {"msk", 180},  {"trt", 180},  {"gst", 240},  {"pkt", 300},  {"ist", 330},
    {"npt", 345},   {"ict", 420},  {"wib", 420},  {"hkt", 480},  {"sgt", 480},  {"pht", 480},  {"awst", 480},
    {"kst", 540},   {"jst", 540},  {"acst", 570}, {"aest", 600}, {"acdt", 630}, {"aedt", 660}, {"nzst", 720},
    {"nzdt", 780},  {"nst", -210}, {"ndt", -150}, {"brt", -180}, {"art", -180}, {"ast", -240}, {"adt", -180},
    {"at", -240},   {"est", -300}, {"edt", -240}, {"et", -300},  {"cst", -360}, {"cdt", -300}, {"ct", -360},
    {"mst", -420},  {"mdt", -360}, {"mt", -420},  {"pst", -480}, {"pdt", -420}, {"pt", -480},  {"akst", -540},
    {"akdt", -480}, {"hst", -600},
};

/// Null where ICU lacks its data. Kept in a static of ours: what ICU does to make it once is nothing that
/// ThreadSanitizer can see.
const icu::Normalizer2* decomposer() {
  static const icu::Normalizer2* const found = [] {
    UErrorCode status = U_ZERO_ERROR;
    return icu::Normalizer2::getNFDInstance(status);
  }();
  return found;
}

/// In lower case and without accents, so that "Ιούλ" and "Ιουλ" are the same.
std::string bare(const icu::UnicodeString& word) {
  const icu::Normalizer2* decomposition = decomposer();
  if (decomposition == nullptr) return {};
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString folded(word);
  folded.foldCase();
  const icu::UnicodeString decomposed = decomposition->normalize(folded, status);
  icu::UnicodeString kept;
  for (int32_t at = 0; at < decomposed.length(); at = decomposed.moveIndex32(at, 1)) {
    const UChar32 c = decomposed.char32At(at);
    if (u_charType(c) != U_NON_SPACING_MARK && c != '.') kept.append(c);
  }
  std::string text;
  return kept.toUTF8String(text);
}

using Months = std::vector<std::pair<std::string, int>>;

void add_months(Months& months, const icu::DateFormatSymbols& symbols, icu::DateFormatSymbols::DtContextType context) {
  for (const auto width : {icu::DateFormatSymbols::WIDE, icu::DateFormatSymbols::ABBREVIATED}) {
    int32_t count = 0;
    const icu::UnicodeString* names = symbols.getMonths(count, context, width);
    int month = 0;
    for (const icu::UnicodeString& name : std::span(names, static_cast<std::size_t>(std::min(count, 12)))) {
      months.emplace_back(bare(name), ++month);
    }
  }
}

/// ICU knows the names of months, in the form that stands in a date and in the one that stands alone.
const Months& foreign_months() {
  static const Months months = [] {
    Months all;
    for (const char* language : kLanguages) {
      UErrorCode status = U_ZERO_ERROR;
      const icu::DateFormatSymbols symbols(icu::Locale(language), status);
      if (U_FAILURE(status)) continue;
      add_months(all, symbols, icu::DateFormatSymbols::FORMAT);
      add_months(all, symbols, icu::DateFormatSymbols::STANDALONE);
    }
    return all;
  }();
  return months;
}

}  // namespace

std::optional<int> month_of(std::string_view word) {
  if (word.size() < 3) return std::nullopt;
  const std::string lower = lower_ascii(word);
  for (int i = 0; i < 12; ++i) {
    if (kEnglishMonths[i].starts_with(lower)) return i + 1;
  }
  if (lower == "sept") return 9;
  const std::string key =
      bare(icu::UnicodeString::fromUTF8(icu::StringPiece(word.data(), static_cast<int32_t>(word.size()))));
  const std::size_t shortest = is_ascii(key) ? 3 : 6;  // three letters of Greek or Russian are six bytes
  if (key.size() < shortest) return std::nullopt;
  for (const auto& [name, month] : foreign_months()) {
    if (name.starts_with(key)) return month;
  }
  return std::nullopt;
}

std::optional<minutes> zone_offset(std::string_view word) {
  if (word.size() == 1) return minutes(0);
  const std::string lower = lower_ascii(word);
  const auto* zone = std::ranges::find(kZones, lower, &Zone::name);
  return zone == std::end(kZones) ? std::nullopt : std::optional(minutes(zone->minutes));
}

std::optional<HalfDay> half_day_of(std::string_view word) {
  const std::string lower = lower_ascii(word);
  for (const std::string_view name : {"am", "오전", "午前", "上午", "πμ"}) {
    if (lower == name) return HalfDay::Morning;
  }
  for (const std::string_view name : {"pm", "오후", "午後", "下午", "μμ"}) {
    if (lower == name) return HalfDay::Afternoon;
  }
  return std::nullopt;
}

bool is_hangul(std::string_view word) {
  const icu::UnicodeString text =
      icu::UnicodeString::fromUTF8(icu::StringPiece(word.data(), static_cast<int32_t>(word.size())));
  const UChar32 first = text.char32At(0);
  return first >= 0xAC00 && first <= 0xD7A3;
}

std::optional<Unit> unit_of(std::string_view word) {
  constexpr std::pair<std::string_view, Unit> kUnits[] = {
      {"년", Unit::Year}, {"年", Unit::Year},   {"월", Unit::Month},  {"月", Unit::Month},  {"일", Unit::Day},
      {"日", Unit::Day},  {"号", Unit::Day},    {"시", Unit::Hour},   {"時", Unit::Hour},   {"时", Unit::Hour},
      {"点", Unit::Hour}, {"분", Unit::Minute}, {"分", Unit::Minute}, {"초", Unit::Second}, {"秒", Unit::Second},
  };
  const auto* unit = std::ranges::find_if(kUnits, [&](const auto& entry) { return entry.first == word; });
  return unit == std::end(kUnits) ? std::nullopt : std::optional(unit->second);
}

}  // namespace aggregator::feed
