#include "entities.h"

#include <gumbo.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "aggregator/base/ascii.h"
#include "aggregator/base/text.h"

namespace aggregator::feed {
namespace {

constexpr std::size_t kMaxNameLength = 40;
constexpr std::size_t kMaxDeclarations = 1000;
constexpr std::size_t kMaxLookups = 4096;  // HTML has 2,231 names
constexpr std::size_t kMaxValueBytes = 4096;
constexpr std::size_t kMaxExpandedBytes = 1u << 20;

/// What 0x80 to 0x9F mean in windows-1252; 0 where it has no character.
constexpr std::uint32_t kWindows1252[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                            0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                            0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                            0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

bool is_name_character(char c) { return is_ascii_alphanumeric(c) || c == '_' || c == '-' || c == '.'; }

std::optional<std::uint32_t> number_of(std::string_view name) {
  if (!name.starts_with('#')) return std::nullopt;
  name.remove_prefix(1);
  int base = 10;
  if (name.starts_with('x') || name.starts_with('X')) {
    name.remove_prefix(1);
    base = 16;
  }
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number, base);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return number;
}

bool is_xml_character(std::uint32_t c) {
  return c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
         (c >= 0x10000 && c <= 0x10FFFF);
}

std::string utf8(std::uint32_t character) {
  std::string text(4, '\0');
  int32_t length = 0;
  U8_APPEND_UNSAFE(text.data(), length, character);
  text.resize(static_cast<std::size_t>(length));
  return text;
}

/// The text of a paragraph in HTML.
std::string paragraph_text(const std::string& html) {
  const auto destroy = [](GumboOutput* output) { gumbo_destroy_output(&kGumboDefaultOptions, output); };
  const std::unique_ptr<GumboOutput, decltype(destroy)> page(gumbo_parse(("<p>" + html).c_str()), destroy);
  const GumboNode* node = page->root;
  while (node->type == GUMBO_NODE_ELEMENT && node->v.element.children.length > 0) {
    const GumboVector& children = node->v.element.children;
    node = static_cast<const GumboNode*>(children.data[children.length - 1]);
  }
  // A blank alone is a whitespace node: &emsp; and its kin.
  const bool is_text = node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE;
  return is_text ? node->v.text.text : "";
}

/// What "&name;" means, which HTML 5 makes `text` of; empty when HTML has no such name. Two that HTML 5 gave to other
/// characters mean what the document types of RSS 0.91 and XHTML 1.0 declare.
std::string meaning_of(std::string_view name, std::string_view text) {
  if (name == "lang") return utf8(0x2329);
  if (name == "rang") return utf8(0x232A);
  return std::string(text.ends_with(';') && name != "semi" ? "" : text);
}

/// What each of the names means in HTML. Gumbo brings the table of 2,231 names along; setting it up takes longer than
/// to look up dozens of them.
std::vector<std::string> html_meanings(std::span<const std::string_view> names) {
  constexpr std::string_view kApart = "\uE000";  // for private use: no name means it
  std::string html;
  for (const std::string_view name : names) html.append("&").append(name).append(";").append(kApart);
  const std::string read = paragraph_text(html);
  std::vector<std::string> meanings;
  std::string_view rest = read;
  for (const std::string_view name : names) {
    const std::size_t end = std::min(rest.find(kApart), rest.size());
    meanings.push_back(meaning_of(name, rest.substr(0, end)));
    rest.remove_prefix(std::min(end + kApart.size(), rest.size()));
  }
  return meanings;
}

}  // namespace

Reference read_reference(std::string_view text) {
  std::size_t end = 1;
  if (end < text.size() && text[end] == '#') ++end;
  while (end < text.size() && end <= kMaxNameLength && is_name_character(text[end])) ++end;
  if (end == 1 || end >= text.size() || text[end] != ';') return {};
  return {text.substr(1, end - 1), end + 1};
}

bool is_predefined_entity(std::string_view name) {
  return name == "amp" || name == "lt" || name == "gt" || name == "quot" || name == "apos";
}

std::optional<std::string> numeric_character(std::string_view name) {
  std::optional<std::uint32_t> number = number_of(name);
  if (number && *number >= 0x80 && *number <= 0x9F) number = kWindows1252[*number - 0x80];
  if (!number || !is_xml_character(*number)) return std::nullopt;
  return utf8(*number);
}

bool is_plain_numeric(std::string_view name) {
  const std::optional<std::uint32_t> number = number_of(name);
  return number && is_xml_character(*number) && (*number < 0x80 || *number > 0x9F) && !name.starts_with("#X");
}

void Entities::declare(std::string_view doctype) {
  const std::size_t subset = doctype.find('[');
  const std::string_view head = doctype.substr(0, subset);
  has_external_subset_ = head.find("PUBLIC") != std::string_view::npos || head.find("SYSTEM") != std::string_view::npos;
  if (subset == std::string_view::npos) return;
  constexpr std::string_view kOpening = "<!ENTITY";
  std::size_t at = doctype.find(kOpening, subset);
  while (at != std::string_view::npos && declared_.size() < kMaxDeclarations) {
    declare_one(doctype.substr(at + kOpening.size()));
    at = doctype.find(kOpening, at + kOpening.size());
  }
}

void Entities::declare_one(std::string_view declaration) {
  declaration = trim(declaration.substr(0, kMaxValueBytes + kMaxNameLength));
  const std::size_t name_end = declaration.find_first_of(" \t\r\n");
  if (name_end == std::string_view::npos || declaration.starts_with('%')) return;
  const std::string_view name = declaration.substr(0, name_end);
  const std::string_view value = trim(declaration.substr(name_end));
  if (value.empty()) return;
  if (value.front() != '"' && value.front() != '\'') {  // SYSTEM or PUBLIC: nothing outside is ever fetched
    declared_.try_emplace(std::string(name));
    return;
  }
  const std::size_t end = value.find(value.front(), 1);
  if (end == std::string_view::npos) return;
  declared_.try_emplace(std::string(name), expanded(value.substr(1, end - 1)));
}

/// References to entities declared before are resolved here, so that finding one later needs no recursion.
std::string Entities::expanded(std::string_view value) {
  std::string text;
  while (!value.empty() && text.size() <= kMaxValueBytes) {
    const std::size_t ampersand = std::min(value.find('&'), value.size());
    text += value.substr(0, ampersand);
    value.remove_prefix(ampersand);
    if (value.empty()) break;
    const Reference reference = read_reference(value);
    if (const auto character = numeric_character(reference.name)) {
      text += *character;
    } else if (const auto meaning = find(reference.name)) {
      text += meaning->text;
    } else {
      text += value.substr(0, std::max<std::size_t>(reference.length, 1));
    }
    value.remove_prefix(std::max<std::size_t>(reference.length, 1));
  }
  return text.size() > kMaxValueBytes ? std::string() : text;
}

void Entities::expect(std::span<const std::string_view> names) {
  std::vector<std::string_view> asked;
  std::vector<std::string*> answers;
  for (const std::string_view name : names) {
    if (html_.size() >= kMaxLookups) break;
    const auto [place, is_new] = html_.try_emplace(std::string(name));
    if (!is_new) continue;
    asked.push_back(name);
    answers.push_back(&place->second);
  }
  if (asked.empty()) return;
  std::vector<std::string> meanings = html_meanings(asked);
  for (std::size_t at = 0; at < answers.size(); ++at) *answers[at] = std::move(meanings[at]);
}

std::optional<Entities::Meaning> Entities::find(std::string_view name) {
  if (name.empty() || name.starts_with('#')) return std::nullopt;
  if (const auto found = declared_.find(name); found != declared_.end()) {
    expanded_bytes_ += found->second.size();
    return Meaning{expanded_bytes_ > kMaxExpandedBytes ? std::string() : found->second, true};
  }
  auto known = html_.find(name);
  if (known == html_.end()) {
    expect({&name, 1});
    known = html_.find(name);
  }
  if (known == html_.end() || known->second.empty()) return std::nullopt;
  return Meaning{known->second, has_external_subset_};
}

}  // namespace aggregator::feed
