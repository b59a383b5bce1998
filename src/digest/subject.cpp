#include "subject.h"

#include <algorithm>
#include <vector>

#include "aggregator/base/text.h"
#include "shown_text.h"

namespace aggregator::digest {
namespace {

/// Less of a title tells nothing.
constexpr std::size_t kMinTitleColumns = 24;

/// The entries in the order in which subject and preview name them: the first, the next of another blog, the rest.
std::vector<const ShownEntry*> named_entries(const DigestPage& page) {
  std::vector<const ShownEntry*> entries;
  for (const ShownGroup& group : page.groups) {
    for (const ShownEntry& entry : group.entries) entries.push_back(&entry);
  }
  if (entries.size() < 3) return entries;
  const auto other = std::find_if(entries.begin() + 1, entries.end(), [&](const ShownEntry* entry) {
    return entry->feed_title != entries.front()->feed_title;
  });
  if (other != entries.end()) std::rotate(entries.begin() + 1, other, other + 1);
  return entries;
}

/// Both titles in `room` columns: each is sure of half, and what one does not need the other gets.
std::pair<std::string, std::string> share_room(const std::string& first, const std::string& second, std::size_t room) {
  const std::size_t half = room / 2, first_width = display_width(first), second_width = display_width(second);
  if (first_width + second_width <= room) return {first, second};
  if (first_width <= half) return {first, short_title(second, room - first_width)};
  if (second_width <= room - half) return {short_title(first, room - second_width), second};
  std::string first_half = short_title(first, half);
  return {first_half, short_title(second, room - display_width(first_half))};
}

std::string two_titles(const std::string& first, const std::string& second, std::size_t room,
                       const StringTable& strings) {
  const std::size_t between = display_width(strings.text("subject_two", {{"first", ""}, {"second", ""}}));
  const auto [one, other] = share_room(first, second, room - std::min(room, between));
  return strings.text("subject_two", {{"first", one}, {"second", other}});
}

std::string empty_subject(const std::string& site, const StringTable& strings) {
  const std::size_t words = display_width(strings.text("subject_empty", {{"site", ""}}));
  const std::string name = short_title(site, kSubjectColumns - std::min(kSubjectColumns, words));
  return strings.text("subject_empty", {{"site", name}});
}

std::string line_of_titles(const DigestPage& page, const StringTable& strings) {
  const std::vector<const ShownEntry*> entries = named_entries(page);
  if (entries.empty()) return empty_subject(page.site_name, strings);
  const std::size_t total = std::max(page.total, entries.size()), named = std::min(entries.size(), std::size_t{2});
  const auto more = static_cast<std::int64_t>(total - named);
  const auto with_more = [&](const std::string& titles) {
    return more == 0 ? titles : strings.text("subject_more", {{"titles", titles}, {"count", more}});
  };
  const std::size_t room = kSubjectColumns - std::min(kSubjectColumns, display_width(with_more("")));
  if (named == 1) return with_more(short_title(entries[0]->title, room));
  return with_more(two_titles(entries[0]->title, entries[1]->title, room, strings));
}

/// `line` with every "=?" of its titles parted. What the header encodes is decoded once by RFC 2047, but mail programs
/// and filters that decode until nothing is left would show "=?UTF-8?B?…" as what is in it. U+200C is seen nowhere, and
/// unlike U+2060 old fonts know it from Persian.
std::string without_encoded_words(std::string line) {
  constexpr std::string_view kParted = "=\u200C?";
  for (std::size_t at = line.find("=?"); at != std::string::npos; at = line.find("=?", at + kParted.size()))
    line.replace(at, 2, kParted);
  return line;
}

}  // namespace

std::string subject_line(const DigestPage& page, const StringTable& strings) {
  return without_encoded_words(line_of_titles(page, strings));
}

std::string preview_line(const DigestPage& page) {
  const std::vector<const ShownEntry*> entries = named_entries(page);
  if (entries.empty()) return {};
  if (entries.size() <= 2) return teaser(entries.front()->excerpt, kPreviewColumns);
  std::string line;
  for (std::size_t i = 2; i < entries.size() && display_width(line) + kMinTitleColumns <= kPreviewColumns; ++i) {
    const std::string separator = line.empty() ? "" : " · ";
    const std::size_t room = kPreviewColumns - display_width(line) - display_width(separator);
    line += separator + short_title(entries[i]->title, room);
  }
  return line;
}

}  // namespace aggregator::digest
