#include "select.h"

#include <algorithm>
#include <deque>
#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace aggregator::digest {
namespace {

using store::ListedEntry;

Instant date_of(const ListedEntry& entry) { return entry.entry.published.value_or(entry.entry.first_seen); }

/// The entries of one feed that wait for their turn, latest first.
struct Blog {
  std::deque<const ListedEntry*> waiting;
  std::size_t posts = 0;  // in the window
};

ShownEntry shown(const ListedEntry& listed) {
  const store::EntryRow& row = listed.entry;
  ShownEntry entry{row.title,   row.link,  listed.feed_title,    row.author,
                   row.excerpt, row.image, listed.feed_language, date_of(listed),
                   row.minutes, 0,         listed.also_in};
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

std::vector<Blog> blogs_of(const std::vector<const ListedEntry*>& entries) {
  std::map<store::FeedId, Blog> by_feed;
  for (const ListedEntry* entry : entries) by_feed[entry->entry.feed].waiting.push_back(entry);
  std::vector<Blog> blogs;
  for (auto& [feed, blog] : by_feed) {
    std::ranges::stable_sort(blog.waiting, std::ranges::greater(), [](const ListedEntry* e) { return date_of(*e); });
    blog.posts = blog.waiting.size();
    blogs.push_back(std::move(blog));
  }
  return blogs;
}

/// Rare voices first, then the latest; ids decide between equals so that the order is always the same.
bool goes_before(const Blog* a, const Blog* b) {
  const auto rank = [](const Blog& blog) {
    return std::tuple(blog.posts, -date_of(*blog.waiting.front()).time_since_epoch(), blog.waiting.front()->entry.id);
  };
  return rank(*a) < rank(*b);
}

/// Takes turns until each blog has shown `max_per_feed` or has nothing left.
std::vector<ShownEntry> take_turns(std::vector<Blog>& blogs, std::size_t max_per_feed, std::size_t room,
                                   std::vector<store::EntryId>& ids) {
  std::vector<ShownEntry> entries;
  for (std::size_t turn = 0; turn < max_per_feed; ++turn) {
    std::vector<Blog*> in_turn;
    for (Blog& blog : blogs) {
      if (!blog.waiting.empty()) in_turn.push_back(&blog);
    }
    std::ranges::sort(in_turn, goes_before);
    for (Blog* blog : in_turn) {
      if (entries.size() == room) return entries;
      entries.push_back(shown(*blog->waiting.front()));
      ids.push_back(blog->waiting.front()->entry.id);
      blog->waiting.pop_front();
      if (turn + 1 == max_per_feed) entries.back().more_of_feed = blog->waiting.size();
    }
  }
  return entries;
}

}  // namespace

Selection select_entries(const std::vector<ListedEntry>& window, const config::DigestSettings& settings) {
  std::vector<std::vector<const ListedEntry*>> grouped(settings.groups.size() + 1);
  for (const ListedEntry& entry : window) grouped[group_of(entry, settings.groups)].push_back(&entry);

  Selection selection;
  selection.total = window.size();
  for (std::size_t index = 0; index < grouped.size(); ++index) {
    if (grouped[index].empty()) continue;
    std::vector<Blog> blogs = blogs_of(grouped[index]);
    const std::size_t room = settings.max_entries - selection.shown.size();
    ShownGroup group;
    if (index < settings.groups.size()) group.title = settings.groups[index].title;
    group.total = grouped[index].size();
    group.entries = take_turns(blogs, settings.max_per_feed, room, selection.shown);
    if (!group.entries.empty()) selection.groups.push_back(std::move(group));
  }
  return selection;
}

}  // namespace aggregator::digest
