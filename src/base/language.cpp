#include "aggregator/base/language.h"

#include <unicode/locid.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <unordered_map>
#include <utility>

#include "aggregator/base/ascii.h"
#include "aggregator/base/text.h"

namespace aggregator {
namespace {

constexpr std::string_view kKanuri = "kr";

/// `language` as those who speak `reader` call it.
std::string name_of_language(const char* language, const char* reader) {
  icu::UnicodeString name;
  icu::Locale(language).getDisplayLanguage(icu::Locale(reader), name);
  std::string utf8;
  return name.toUTF8String(utf8);
}

using Codes = std::unordered_map<std::string, std::string>;

/// Codes by name, in English and in the language itself.
Codes codes_by_name() {
  Codes codes;
  for (const char* const* code = uloc_getISOLanguages(); *code != nullptr; ++code) {
    for (const char* reader : {"en", *code}) {
      std::string name = lower_ascii(name_of_language(*code, reader));
      if (name != *code) codes.emplace(std::move(name), *code);  // ICU calls it by its code when it knows no name
    }
  }
  return codes;
}

bool is_country(std::string_view text) {
  for (const char* const* known = uloc_getISOCountries(); *known != nullptr; ++known) {
    if (equals_ignoring_case(text, *known)) return true;
  }
  return false;
}

/// The code of two letters of the language that `text` is the code of three letters of (ISO 639-2); empty when there is
/// none.
std::string shorter_code(std::string_view text) {
  if (text.size() != 3 || !std::ranges::all_of(text, is_ascii_letter)) return "";
  const std::string code = icu::Locale(lower_ascii(text).c_str()).getLanguage();
  return code.size() == 2 ? code : "";
}

/// Empty when `text` is no code of a country.
std::string language_of_country(std::string_view text) {
  if (!is_country(text)) return "";
  UErrorCode error = U_ZERO_ERROR;
  icu::Locale locale("und", std::string(text).c_str());
  locale.addLikelySubtags(error);
  return U_SUCCESS(error) ? locale.getLanguage() : "";
}

}  // namespace

bool is_language_code(std::string_view text) {
  if (text.size() != 2) return false;
  const std::string code = lower_ascii(text);
  for (const char* const* known = uloc_getISOLanguages(); *known != nullptr; ++known) {
    if (code == *known) return true;
  }
  return false;
}

std::string primary_language(std::string_view tag) { return lower_ascii(tag.substr(0, tag.find_first_of("-_"))); }

bool names_language(std::string_view text, std::string_view language) {
  if (!is_language_code(language)) return false;
  const std::string code = lower_ascii(language);
  const std::string lower = lower_ascii(text);
  return std::ranges::any_of(std::initializer_list<const char*>{"en", code.c_str()}, [&](const char* reader) {
    const std::string name = name_of_language(code.c_str(), reader);
    return name != code && lower.contains(lower_ascii(name));
  });
}

std::string language_meant_by(std::string_view text) {
  if (equals_ignoring_case(text, kKanuri)) return "ko";
  if (is_language_code(text)) return "";
  if (std::string code = shorter_code(text); !code.empty()) return code;
  static const Codes codes = codes_by_name();  // takes milliseconds, and few ever need it
  const auto named = codes.find(lower_ascii(text));
  if (named != codes.end()) return named->second;
  return language_of_country(text);
}

bool is_post_language(std::string_view text) {
  return is_language_tag(text) && is_language_code(text.substr(0, text.find('-')));
}

}  // namespace aggregator
