#include "select.h"

#include <algorithm>
#include <bit>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "aggregator/base/hash.h"
#include "shown_text.h"

namespace aggregator::digest {
namespace {

using store::ListedEntry;

/// That of the blog where the post has none that a mail can carry: a title that leads nowhere helps nobody.
const std::string& link_of(const ListedEntry& listed) {
  return shown_link(listed.entry.link).empty() ? listed.feed_site : listed.entry.link;
}

ShownEntry shown(const ListedEntry& listed) {
  const store::EntryRow& row = listed.entry;
  ShownEntry entry{row.title,
                   link_of(listed),
                   listed.feed_title,
                   row.author,
                   row.excerpt,
                   row.image,
                   listed.feed_language,
                   row.published.value_or(row.first_seen),
                   row.minutes,
                   0,
                   listed.also_in};
  return entry;
}

/// The index of the first group one of whose tags the entry's feeds carry; the number of groups if there is none.
std::size_t group_of(const ListedEntry& entry, const std::vector<config::Group>& groups) {
  const auto fits = [&](const config::Group& group) {
    return std::ranges::any_of(group.tags, [&](const std::string& tag) {
      return std::ranges::find(entry.feed_tags, tag) != entry.feed_tags.end();
    });
  };
  return static_cast<std::size_t>(std::ranges::find_if(groups, fits) - groups.begin());
}

/// Later news first. Feeds can date their posts as they like, but not choose their sequence numbers.
bool is_later(const ListedEntry* a, const ListedEntry* b) {
  return std::tie(a->sequence, a->entry.id) > std::tie(b->sequence, b->entry.id);
}

/// A blog in this edition.
struct Voice {
  std::string key;
  int volume = 0;  ///< the place of its posts of late among the powers of two
  std::uint64_t lot = 0;
  std::size_t posts = 0, shown = 0;      ///< in the window
  std::size_t last_group = 0, last = 0;  ///< the place of the last one shown

  [[nodiscard]] auto rank() const { return std::tie(volume, lot, key); }
};

/// What one blog has to show in one group, latest first.
struct Line {
  Voice* voice = nullptr;
  std::vector<const ListedEntry*> entries;
  std::size_t next = 0;
};

class Chooser {
 public:
  Chooser(const Posts& window, const config::DigestSettings& settings, const Blogs& blogs, std::uint64_t seed)
      : settings_(settings), groups_(settings.groups.size() + 1), lines_(groups_.size()), ids_(groups_.size()) {
    for (const ListedEntry* post : window) enter(*post, blogs, seed);
    for (std::vector<Line>& lines : lines_) {
      for (Line& line : lines) std::ranges::sort(line.entries, is_later);
      std::ranges::sort(lines, {}, [](const Line& line) { return line.voice->rank(); });
    }
    selection_.total = window.size();
  }

  Selection choose() {
    take_turns();
    for (const std::vector<Line>& lines : lines_)
      std::ranges::for_each(lines, [this](const Line& line) { omit_rest(line); });
    for (const auto& [key, voice] : voices_) {
      if (voice.shown > 0) groups_[voice.last_group].entries[voice.last].more_of_feed = voice.posts - voice.shown;
    }
    for (std::size_t group = 0; group < groups_.size(); ++group) {
      if (groups_[group].entries.empty()) continue;
      if (group < settings_.groups.size()) groups_[group].title = settings_.groups[group].title;
      selection_.groups.push_back(std::move(groups_[group]));
      selection_.shown.insert(selection_.shown.end(), ids_[group].begin(), ids_[group].end());
    }
    return std::move(selection_);
  }

 private:
  void enter(const ListedEntry& entry, const Blogs& blogs, std::uint64_t seed) {
    const Blog blog = blogs.of(entry.source_ids.front());
    Voice& voice = voices_[blog.key];
    if (voice.posts++ == 0) {
      voice.key = blog.key;
      voice.volume = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(blog.posts)));
      voice.lot = hash64(blog.key, seed);
    }
    const std::size_t group = group_of(entry, settings_.groups);
    ++groups_[group].total;
    auto line = std::ranges::find(lines_[group], &voice, &Line::voice);
    if (line == lines_[group].end()) line = lines_[group].insert(line, {&voice, {}});
    line->entries.push_back(&entry);
  }

  void take_turns() {
    for (std::size_t turn = 0; turn < settings_.max_per_feed; ++turn) {
      for (std::size_t group = 0; group < lines_.size(); ++group) {
        for (Line& line : lines_[group]) {
          if (line.next == line.entries.size() || line.voice->shown > turn) continue;
          if (shown_ == settings_.max_entries) return;
          show(line, group);
        }
      }
    }
  }

  void omit_rest(const Line& line) {
    const bool had_its_turns = line.voice->shown >= settings_.max_per_feed;
    const store::Omission why = had_its_turns ? store::Omission::MaxPerFeed : store::Omission::MaxEntries;
    for (std::size_t left = line.next; left < line.entries.size(); ++left) {
      selection_.omitted.push_back({line.entries[left]->entry.id, why});
    }
  }

  void show(Line& line, std::size_t group) {
    const ListedEntry& entry = *line.entries[line.next++];
    Voice& voice = *line.voice;
    ++voice.shown;
    voice.last_group = group;
    voice.last = groups_[group].entries.size();
    groups_[group].entries.push_back(shown(entry));
    ids_[group].push_back(entry.entry.id);
    ++shown_;
  }

  const config::DigestSettings& settings_;
  std::map<std::string, Voice> voices_;  ///< by key; lines point into it
  std::vector<ShownGroup> groups_;
  std::vector<std::vector<Line>> lines_;
  std::vector<std::vector<store::EntryId>> ids_;
  std::size_t shown_ = 0;
  Selection selection_;
};

}  // namespace

Selection select_entries(const Posts& window, const config::DigestSettings& settings, const Blogs& blogs,
                         std::uint64_t seed) {
  return Chooser(window, settings, blogs, seed).choose();
}

}  // namespace aggregator::digest
