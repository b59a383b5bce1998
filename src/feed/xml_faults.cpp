#include "xml_faults.h"

#include <array>

#include "entities.h"

namespace aggregator::feed {
namespace {

using Stops = std::array<bool, 256>;

/// The bytes that may begin what XML forbids: control characters, and the first byte of U+FFFE.
constexpr Stops kForbidden = [] {
  Stops stops{};
  for (std::size_t c = 0; c < 0x20; ++c) stops[c] = c != '\t' && c != '\n' && c != '\r';
  stops[0xEF] = true;
  return stops;
}();

/// These and the bytes that begin markup and references.
constexpr Stops kMarkup = [] {
  Stops stops = kForbidden;
  stops['<'] = stops['&'] = true;
  return stops;
}();

std::size_t next_stop(std::string_view text, std::size_t at, const Stops& stops) {
  while (at < text.size() && !stops[static_cast<unsigned char>(text[at])]) ++at;
  return at;
}

/// Where the section that begins at `at` and runs to `end_mark` is over; npos when it is faulty or never ends.
std::size_t section_end(std::string_view text, std::size_t at, std::string_view end_mark) {
  const std::size_t mark = text.find(end_mark, at);
  if (mark == std::string_view::npos) return mark;
  text = text.substr(0, mark);
  for (at = next_stop(text, at, kForbidden); at < mark; at = next_stop(text, at + 1, kForbidden)) {
    if (is_forbidden_at(text, at)) return std::string_view::npos;
  }
  return mark + end_mark.size();
}

bool is_xml_reference(const Reference& reference) {
  return is_predefined_entity(reference.name) || is_plain_numeric(reference.name);
}

/// Where to go on after the `<` at `at`; npos for what the slow path must look at.
std::size_t after_markup(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("<![CDATA[")) return section_end(text, at, "]]>");
  if (rest.starts_with("<!--")) return section_end(text, at + 4, "-->");
  if (rest.starts_with("<?")) return section_end(text, at, "?>");
  return rest.starts_with("<!") ? std::string_view::npos : at + 1;
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
  for (std::size_t at = next_stop(text, 0, kMarkup); at < text.size(); at = next_stop(text, at, kMarkup)) {
    if (text[at] == '<') {
      at = after_markup(text, at);
      if (at == std::string_view::npos) return false;
    } else if (text[at] == '&') {
      const Reference reference = read_reference(text.substr(at));
      if (!is_xml_reference(reference)) return false;
      at += reference.length;
    } else if (is_forbidden_at(text, at)) {
      return false;
    } else {
      ++at;
    }
  }
  return true;
}

}  // namespace aggregator::feed
