#include "shown_page.h"

#include <algorithm>
#include <cctype>

#include "aggregator/base/language.h"
#include "aggregator/base/text.h"
#include "post_language.h"
#include "shown_text.h"

namespace aggregator::digest {
namespace {

constexpr std::size_t kMaxTitle = 300, kMaxName = 80, kMaxTag = 40;
/// Two lines of 520 pixels, or of 406 beside a picture, and four on a phone of 360. Short enough that no style has to
/// cut it there: browsers do so inside words, and clients without styles not at all.
constexpr std::size_t kExcerptColumns = 140, kExcerptBesideImageColumns = 100;
constexpr std::size_t kMaxExcerpt = 400;

std::vector<std::string> shown_lines(const std::vector<std::string>& texts, std::size_t max_characters) {
  std::vector<std::string> lines;
  for (const std::string& text : texts) {
    if (std::string line = shown_line(text, max_characters); !line.empty()) lines.push_back(std::move(line));
  }
  return lines;
}

/// Whether `text` has `name` as words of its own; letters beyond ASCII count as an end, as in "윤서의 노트".
bool names(std::string_view text, std::string_view name) {
  const auto has_letter = [&](std::size_t at) {
    return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) != 0;
  };
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    if ((at == 0 || !has_letter(at - 1)) && !has_letter(at + name.size())) return true;
  }
  return false;
}

ShownEntry shown_entry(const ShownEntry& entry, bool with_image, const StringTable& strings) {
  ShownEntry shown = entry;
  shown.title = shown_line(entry.title, kMaxTitle);
  if (shown.title.empty()) shown.title = strings.text("untitled");
  shown.link = shown_link(entry.link);
  shown.image = with_image ? shown_link(entry.image) : std::string();
  shown.feed_title = shown_line(entry.feed_title, kMaxName);
  shown.author = shown_line(entry.author, kMaxName);
  // A personal blog that is called like its author, or after them.
  if (names(lower_ascii(shown.feed_title), lower_ascii(shown.author))) shown.author.clear();
  shown.excerpt = teaser(shown_line(entry.excerpt, kMaxExcerpt),
                         shown.image.empty() ? kExcerptColumns : kExcerptBesideImageColumns);
  if (shown.excerpt == shown.title) shown.excerpt.clear();
  if (!is_language_tag(entry.language)) shown.language.clear();
  // What the feed says is true of most of its posts; its region is believed where its language is.
  const std::string written = post_language(shown.title + ' ' + shown.excerpt, shown.language);
  if (written != primary_language(shown.language)) shown.language = written;
  shown.also_in = shown_lines(entry.also_in, kMaxName);
  return shown;
}

/// Without a heading, posts of no group would seem to belong to the group above them.
void name_the_rest(std::vector<ShownGroup>& groups, const StringTable& strings) {
  if (groups.size() < 2) return;
  for (ShownGroup& group : groups) {
    if (group.title.empty()) group.title = strings.text("other_group");
  }
}

}  // namespace

DigestPage shown_page(const DigestPage& page, const StringTable& strings) {
  DigestPage shown = page;
  shown.site_name = shown_line(page.site_name, kMaxName);
  shown.tags = shown_lines(page.tags, kMaxTag);
  shown.groups.clear();
  for (const ShownGroup& group : page.groups) {
    if (group.entries.empty()) continue;
    ShownGroup& shown_group = shown.groups.emplace_back();
    shown_group.title = shown_line(group.title, kMaxName);
    shown_group.total = std::max(group.total, group.entries.size());
    for (const ShownEntry& entry : group.entries)
      shown_group.entries.push_back(shown_entry(entry, page.images, strings));
  }
  name_the_rest(shown.groups, strings);
  shown.total = std::max(page.total, count_entries(shown));
  return shown;
}

std::size_t count_entries(const DigestPage& page) {
  std::size_t count = 0;
  for (const ShownGroup& group : page.groups) count += group.entries.size();
  return count;
}

std::int64_t minutes_to_skim(const DigestPage& page) {
  std::size_t characters = 0, words = 0;
  for (const ShownGroup& group : page.groups) {
    for (const ShownEntry& entry : group.entries) {
      for (const std::string& text : {entry.title, entry.excerpt}) {
        const Scripts scripts = scripts_of(text);
        characters += scripts.hangul + scripts.ideographs;
        words += scripts.words;
      }
    }
  }
  const std::size_t hundredths = characters * 100 / 500 + words * 100 / 265;
  return static_cast<std::int64_t>(std::max<std::size_t>(1, (hundredths + 50) / 100));
}

}  // namespace aggregator::digest
