#include "html_references.h"

#include <unicode/utf.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "aggregator/base/ascii.h"

namespace aggregator::feed {
namespace {

struct Name {
  std::string_view name, meaning;
};

// Sorted.
constexpr auto kNames = std::to_array<Name>({
    {"AMP", "&"},    {"Eacute", "É"}, {"GT", ">"},     {"LT", "<"},     {"QUOT", "\""},     {"Uuml", "Ü"},
    {"aacute", "á"}, {"agrave", "à"}, {"amp", "&"},    {"apos", "'"},   {"auml", "ä"},      {"bull", "•"},
    {"ccedil", "ç"}, {"copy", "©"},   {"deg", "°"},    {"eacute", "é"}, {"egrave", "è"},    {"euro", "€"},
    {"gt", ">"},     {"hellip", "…"}, {"iacute", "í"}, {"laquo", "«"},  {"larr", "←"},      {"ldquo", "“"},
    {"lsquo", "‘"},  {"lt", "<"},     {"mdash", "—"},  {"middot", "·"}, {"nbsp", "\u00a0"}, {"ndash", "–"},
    {"ntilde", "ñ"}, {"oacute", "ó"}, {"ouml", "ö"},   {"pound", "£"},  {"quot", "\""},     {"raquo", "»"},
    {"rarr", "→"},   {"rdquo", "”"},  {"reg", "®"},    {"rsquo", "’"},  {"shy", "\u00ad"},  {"szlig", "ß"},
    {"times", "×"},  {"trade", "™"},  {"uacute", "ú"}, {"uuml", "ü"},
});
static_assert(std::ranges::is_sorted(kNames, {}, &Name::name));

/// Controls, surrogates and noncharacters are left to the parser, which replaces some of them.
bool is_ordinary(std::uint32_t code) {
  return code >= 0x20 && !(0x7f <= code && code < 0xa0) && code <= 0x10ffff && !U_IS_SURROGATE(code) &&
         !U_IS_UNICODE_NONCHAR(code);
}

HtmlReference meaning(std::size_t length, std::string_view text) {
  HtmlReference reference{length, {}, text.size()};
  std::ranges::copy(text, reference.bytes.begin());
  return reference;
}

std::optional<HtmlReference> read_number(std::string_view text) {
  const bool is_hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
  const char* const begin = text.data() + (is_hex ? 3 : 2);
  const char* const last = text.data() + text.size();
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(std::min(begin, last), last, code, is_hex ? 16 : 10);
  if (error != std::errc() || end == last || *end != ';' || !is_ordinary(code)) return std::nullopt;
  HtmlReference reference{static_cast<std::size_t>(end + 1 - text.data()), {}, 0};
  U8_APPEND_UNSAFE(reference.bytes.data(), reference.size, code);
  return reference;
}

}  // namespace

std::optional<HtmlReference> read_html_reference(std::string_view text, ReferencePlace place) {
  if (text.size() > 1 && text[1] == '#') return read_number(text);
  const auto end = std::ranges::find_if_not(text.substr(1), is_ascii_alphanumeric);
  const std::string_view name(text.begin() + 1, end);
  const char behind = end == text.end() ? '\0' : *end;
  if (behind == ';') {
    const auto found = std::ranges::lower_bound(kNames, name, {}, &Name::name);
    if (found == kNames.end() || found->name != name) return std::nullopt;
    return meaning(name.size() + 2, found->meaning);
  }
  // No name has fewer than two letters, and "?a=1&copy=2" holds none: an attribute may be a URL.
  if (name.size() < 2 || (place == ReferencePlace::Attribute && behind == '=')) return meaning(1, "&");
  return std::nullopt;
}

}  // namespace aggregator::feed
