#include "xml_faults.h"

#include <cstring>

#include "aggregator/base/byte_scan.h"
#include "entities.h"

namespace aggregator::feed {
namespace {

using uchar = unsigned char;

/// Whether `literal` stands at `at`. Its size is known while compiling, so this is one comparison and no call.
template <std::size_t kSize>
bool stands_at(std::string_view text, std::size_t at, const char (&literal)[kSize]) {
  return text.size() - at >= kSize - 1 && std::memcmp(text.data() + at, literal, kSize - 1) == 0;
}

/// Whether `c`, or any of them, may begin what XML forbids: control characters, and the first byte of U+FFFE.
constexpr auto kMayBeForbidden = [](const auto& c) {
  return (c < uchar{0x20} && c != uchar{'\t'} && c != uchar{'\n'} && c != uchar{'\r'}) || c == uchar{0xEF};
};

/// Where the section that begins at `at` and runs to `end_mark` is over; npos when it is faulty or never ends.
template <std::size_t kSize>
std::size_t section_end(std::string_view text, std::size_t at, const char (&end_mark)[kSize]) {
  const auto may_matter = [&](const auto& c) { return c == static_cast<uchar>(end_mark[0]) || kMayBeForbidden(c); };
  for (at = find_byte(text, at, may_matter); at < text.size(); at = find_byte(text, at + 1, may_matter)) {
    if (stands_at(text, at, end_mark)) return at + kSize - 1;
    if (is_forbidden_at(text, at)) break;
  }
  return std::string_view::npos;
}

/// Where to go on after the `<` at `at`; npos for what the slow path must look at.
std::size_t after_markup(std::string_view text, std::size_t at) {
  const char next = at + 1 < text.size() ? text[at + 1] : '\0';
  if (next == '?') return section_end(text, at, "?>");
  if (next != '!') return at + 1;
  if (stands_at(text, at, "<![CDATA[")) return section_end(text, at, "]]>");
  return stands_at(text, at, "<!--") ? section_end(text, at + 4, "-->") : std::string_view::npos;
}

/// Where to go on after the `&` at `at`; npos when it begins no reference, or one that is not XML's own.
std::size_t after_reference(std::string_view text, std::size_t at) {
  // Escaped HTML is full of these.
  if (stands_at(text, at, "&lt;") || stands_at(text, at, "&gt;")) return at + 4;
  const Reference reference = read_reference(text.substr(at));
  const bool is_xml = is_predefined_entity(reference.name) || is_plain_numeric(reference.name);
  return is_xml ? at + reference.length : std::string_view::npos;
}

bool has_clean_edges(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos || text[first] != '<') return false;
  if (first > 0 && text.substr(first).starts_with("<?xml ")) return false;
  return text[text.find_last_not_of(kBlanks)] == '>';
}

}  // namespace

bool is_forbidden_at(std::string_view text, std::size_t at) {
  const auto c = static_cast<unsigned char>(text[at]);
  if (c < 0x20) return c != '\t' && c != '\n' && c != '\r';
  return c == 0xEF && (text.substr(at, 3) == "\xEF\xBF\xBE" || text.substr(at, 3) == "\xEF\xBF\xBF");
}

bool is_plain_xml(std::string_view text) {
  if (!has_clean_edges(text)) return false;
  const auto may_matter = [](const auto& c) { return c == uchar{'<'} || c == uchar{'&'} || kMayBeForbidden(c); };
  for (std::size_t at = 0; (at = find_byte(text, at, may_matter)) < text.size();) {
    if (text[at] == '<') {
      at = after_markup(text, at);
    } else if (text[at] == '&') {
      at = after_reference(text, at);
    } else if (is_forbidden_at(text, at)) {
      return false;
    } else {
      ++at;
    }
    if (at == std::string_view::npos) return false;
  }
  return true;
}

}  // namespace aggregator::feed
