#include "charset.h"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "aggregator/base/ascii.h"
#include "aggregator/base/owned.h"
#include "aggregator/base/text.h"

namespace aggregator::feed {
namespace {

using Converter = Owned<UConverter, ucnv_close>;
using Detector = Owned<UCharsetDetector, ucsdet_close>;

constexpr std::size_t kMaxGuessedBytes = 256u << 10;

struct Alias {
  std::string_view label;  ///< letters and digits only, lower case
  const char* converter;
};

/// Labels that the web reads otherwise than ICU does. All others ICU knows by itself.
constexpr Alias kAliases[] = {
    {"ansix341968", "windows-1252"},
    {"ascii", "windows-1252"},
    {"big5", "Big5-HKSCS"},
    {"chinese", "gb18030"},
    {"cnbig5", "Big5-HKSCS"},
    {"cp1252", "windows-1252"},
    {"cp819", "windows-1252"},
    {"cp932", "ibm-943_P15A-2003"},
    {"cp949", "windows-949"},
    {"csbig5", "Big5-HKSCS"},
    {"cseuckr", "windows-949"},
    {"csgb2312", "gb18030"},
    {"csisolatin1", "windows-1252"},
    {"csisolatin5", "windows-1254"},
    {"csksc56011987", "windows-949"},
    {"csshiftjis", "ibm-943_P15A-2003"},
    {"dos874", "windows-874"},
    {"euckr", "windows-949"},
    {"gb2312", "gb18030"},
    {"gb231280", "gb18030"},
    {"gbk", "gb18030"},
    {"ibm819", "windows-1252"},
    {"iso88591", "windows-1252"},
    {"iso885911", "windows-874"},
    {"iso88599", "windows-1254"},
    {"isoir100", "windows-1252"},
    {"isoir149", "windows-949"},
    {"isoir58", "gb18030"},
    {"koi", "KOI8-R"},
    {"koi8ru", "KOI8-U"},
    {"korean", "windows-949"},
    {"ksc5601", "windows-949"},
    {"ksc56011987", "windows-949"},
    {"ksc56011989", "windows-949"},
    {"l1", "windows-1252"},
    {"l5", "windows-1254"},
    {"latin1", "windows-1252"},
    {"latin5", "windows-1254"},
    {"logical", "ISO-8859-8"},
    {"ms932", "ibm-943_P15A-2003"},
    {"ms949", "windows-949"},
    {"mskanji", "ibm-943_P15A-2003"},
    {"shiftjis", "ibm-943_P15A-2003"},
    {"sjis", "ibm-943_P15A-2003"},
    {"tis620", "windows-874"},
    {"u16", "UTF-16"},
    {"u8", "UTF-8"},
    {"uhc", "windows-949"},
    {"unicode11utf8", "UTF-8"},
    {"usascii", "windows-1252"},
    {"visual", "ISO-8859-8"},
    {"windows1252", "windows-1252"},
    {"windows31j", "ibm-943_P15A-2003"},
    {"windows949", "windows-949"},
    {"xgbk", "gb18030"},
    {"xmacukrainian", "x-mac-cyrillic"},
    {"xsjis", "ibm-943_P15A-2003"},
    {"xxbig5", "Big5-HKSCS"},
};

std::string squeezed(std::string_view label) {
  std::string key;
  for (const char c : lower_ascii(label.substr(0, 64))) {
    if (('a' <= c && c <= 'z') || is_ascii_digit(c)) key += c;
  }
  return key;
}

Converter open_converter(const std::string& name) {
  UErrorCode status = U_ZERO_ERROR;
  Converter converter(ucnv_open(name.c_str(), &status));
  return U_SUCCESS(status) ? std::move(converter) : nullptr;
}

}  // namespace

std::string charset_of(std::string_view content_type) {
  for (const std::string& part : split(content_type, ';')) {
    const std::string_view parameter = trim(part);
    const std::size_t equals = parameter.find('=');
    if (equals == std::string_view::npos || !equals_ignoring_case(trim(parameter.substr(0, equals)), "charset"))
      continue;
    std::string_view value = trim(parameter.substr(equals + 1));
    while (!value.empty() && (value.front() == '"' || value.front() == '\'')) value.remove_prefix(1);
    while (!value.empty() && (value.back() == '"' || value.back() == '\'')) value.remove_suffix(1);
    return std::string(trim(value));
  }
  return {};
}

std::string converter_for(std::string_view label) {
  if (equals_ignoring_case(label, "utf-8")) return "UTF-8";  // need not be looked up
  const std::string key = squeezed(label);
  if (key.empty()) return {};
  const auto* alias = std::ranges::find(kAliases, key, &Alias::label);
  if (alias != std::end(kAliases)) return alias->converter;
  const Converter converter = open_converter(lower_ascii(trim(label)));
  if (converter == nullptr) return {};
  UErrorCode status = U_ZERO_ERROR;
  const char* name = ucnv_getName(converter.get(), &status);
  return U_SUCCESS(status) ? name : "";
}

std::string to_utf8(std::string_view bytes, const std::string& converter_name) {
  const Converter converter = open_converter(converter_name);
  if (converter == nullptr || bytes.size() > INT32_MAX / 3) return clean_utf8(bytes);
  // No byte of any character set becomes more than three bytes of UTF-8.
  std::string text(bytes.size() * 3 + 16, '\0');
  UErrorCode status = U_ZERO_ERROR;
  const int32_t length = ucnv_toAlgorithmic(UCNV_UTF8, converter.get(), text.data(), static_cast<int32_t>(text.size()),
                                            bytes.data(), static_cast<int32_t>(bytes.size()), &status);
  if (U_FAILURE(status)) return clean_utf8(bytes);
  text.resize(static_cast<std::size_t>(length));
  return text;
}

bool is_multibyte(const std::string& converter_name) {
  const Converter converter = open_converter(converter_name);
  return converter != nullptr && ucnv_getMaxCharSize(converter.get()) > 1;
}

std::string guess_converter(std::string_view bytes) {
  // Short texts in Latin letters look alike in all of windows-125x; without clear signs it is the commonest.
  constexpr const char* kCommonest = "windows-1252";
  constexpr int32_t kCommonestBonus = 10;
  UErrorCode status = U_ZERO_ERROR;
  const Detector detector(ucsdet_open(&status));
  if (U_FAILURE(status)) return kCommonest;
  ucsdet_enableInputFilter(detector.get(), true);
  const std::string_view sample = bytes.substr(0, kMaxGuessedBytes);
  ucsdet_setText(detector.get(), sample.data(), static_cast<int32_t>(sample.size()), &status);
  int32_t count = 0;
  const UCharsetMatch** matches = ucsdet_detectAll(detector.get(), &count, &status);
  std::string best = kCommonest;
  int32_t best_confidence = 0;
  for (int32_t i = 0; i < count && U_SUCCESS(status); ++i) {
    std::string converter = converter_for(ucsdet_getName(matches[i], &status));
    if (converter.empty() || converter.starts_with("UTF-")) continue;
    const int32_t confidence =
        ucsdet_getConfidence(matches[i], &status) + (converter == kCommonest ? kCommonestBonus : 0);
    if (confidence <= best_confidence) continue;
    best = std::move(converter);
    best_confidence = confidence;
  }
  return best;
}

}  // namespace aggregator::feed
