#include "fields.h"

#include <algorithm>

#include "aggregator/base/text.h"

namespace aggregator::mail {
namespace {

constexpr std::size_t kMostFields = 500, kMostBlocks = 200, kMostAddresses = 20;
constexpr std::size_t kLongestValue = 8192;

/// Takes the first line off, without its end.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool is_name_character(char c) { return '!' <= c && c <= '~' && c != ':'; }

std::string clean(std::string_view value) { return fold_white_space(clean_utf8(value)); }

/// Reads one block off `text`.
Fields take_fields(std::string_view& text) {
  Fields fields;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.empty()) break;
    if (line.starts_with(' ') || line.starts_with('\t')) {
      if (!fields.empty() && fields.back().second.size() + line.size() <= kLongestValue) fields.back().second += line;
      continue;
    }
    const std::size_t colon = line.find(':');
    const std::string_view name = trim(line.substr(0, colon));
    if (colon == std::string_view::npos || name.empty() || !std::ranges::all_of(name, is_name_character)) continue;
    if (fields.size() < kMostFields) {
      fields.emplace_back(lower_ascii(name), line.substr(colon + 1, kLongestValue));
    }
  }
  for (auto& [name, value] : fields) value = clean(value);
  return fields;
}

}  // namespace

Fields read_fields(std::string_view text) { return take_fields(text); }

std::vector<Fields> read_blocks(std::string_view text) {
  std::vector<Fields> blocks;
  while (!text.empty() && blocks.size() < kMostBlocks) {
    Fields fields = take_fields(text);
    if (!fields.empty()) blocks.push_back(std::move(fields));
  }
  return blocks;
}

std::string_view value_of(const Fields& fields, std::string_view name) {
  const auto found = std::ranges::find(fields, name, &Fields::value_type::first);
  return found == fields.end() ? std::string_view() : std::string_view(found->second);
}

bool has_field(const Fields& fields, std::string_view name) {
  return std::ranges::find(fields, name, &Fields::value_type::first) != fields.end();
}

std::vector<std::string> addresses_in(std::string_view value) {
  constexpr std::string_view kBetween = " \t,;:<>()\"";
  std::vector<std::string> found;
  while (!value.empty() && found.size() < kMostAddresses) {
    const std::string_view word = value.substr(0, std::min(value.find_first_of(kBetween), value.size()));
    if (word.contains('@')) found.emplace_back(word);
    value.remove_prefix(std::min(word.size() + 1, value.size()));
  }
  return found;
}

}  // namespace aggregator::mail
