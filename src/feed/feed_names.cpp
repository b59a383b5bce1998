// How the URLs of feeds are worded.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/feed/feed_places.h"
#include "comment_words.h"

namespace aggregator::feed {
namespace {

constexpr std::size_t kMaxWellKnown = 15;
// How many names are asked for in the page's own folder before any in those above it: 330 of the 447 below.
constexpr std::size_t kOwnFirst = 3;

// In the order of how often the feeds in awesome-devblog's list have them, those on the platforms of platforms.cpp not
// counted: 178, 77, 75, 42, 32, 25, 9, 9 and 8 of 493. (Counted with them, /rss comes first: it is Tistory's.)
constexpr auto kWellKnown = std::to_array<std::string_view>(
    {"feed.xml", "rss.xml", "feed", "atom.xml", "rss", "index.xml", "?feed=rss2", "rss2.xml", "feeds/posts/default"});

constexpr auto kSegments = std::to_array<std::string_view>({"feed", "feeds", "rss", "atom"});
constexpr auto kEndings = std::to_array<std::string_view>({".xml", ".rss", ".atom", ".rdf", ".json"});
constexpr auto kParameters = std::to_array<std::string_view>({"feed=", "format=rss", "format=atom", "alt=rss"});

bool is_feed_segment(std::string_view segment) {
  return std::ranges::find(kSegments, segment) != kSegments.end() ||
         std::ranges::any_of(kEndings, [&](std::string_view ending) { return segment.ends_with(ending); });
}

bool is_feed_parameter(std::string_view parameter) {
  return std::ranges::any_of(kParameters, [&](std::string_view start) { return parameter.starts_with(start); });
}

/// "/en/blog/" for what lies in or at /en/blog. What is named like a feed is no folder.
std::string own_folder(std::string_view path) {
  std::string folder = "/";
  for (std::size_t at = 1; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view name = path.substr(at, end - at);
    const bool is_file = end == path.size() && name.contains('.');
    if (name.empty() || is_file || is_feed_segment(lower_ascii(name))) break;
    folder.append(name).push_back('/');
    at = end + 1;
  }
  return folder;
}

/// The first folder below the root and the root, as far as `own` is neither.
std::vector<std::string> folders_above(const std::string& own) {
  std::vector<std::string> folders;
  const std::string first = own.substr(0, own.find('/', 1) + 1);
  if (!first.empty() && first != own) folders.push_back(first);
  if (own != "/") folders.emplace_back("/");
  return folders;
}

/// A page of the web: its folder and what goes before each folder of the site.
struct Home {
  std::string site, folder;
};

std::optional<Home> home_of(std::string_view page_url) {
  auto page = parse_url(page_url);
  if (!page || !page->is_http()) return std::nullopt;
  std::string folder = own_folder(page->path);
  page->query.reset();
  page->fragment.reset();
  page->path.clear();
  return Home{page->text(), std::move(folder)};
}

FeedPlace well_known_in(std::string_view folder, std::string_view name, std::string_view site) {
  const std::string path = fmt::format("{}{}", folder, name);
  return {fmt::format("{}{}", site, path), "", "at the well-known path " + path};
}

}  // namespace

std::vector<FeedPlace> own_folder_feeds(std::string_view page_url) {
  std::vector<FeedPlace> places;
  const auto home = home_of(page_url);
  if (!home) return places;
  for (const std::string_view name : kWellKnown) places.push_back(well_known_in(home->folder, name, home->site));
  return places;
}

std::vector<FeedPlace> well_known_feeds(std::string_view page_url) {
  std::vector<FeedPlace> places;
  const auto home = home_of(page_url);
  if (!home) return places;
  const std::vector<std::string> above = folders_above(home->folder);
  const auto add = [&](std::string_view folder, std::size_t name) {
    if (name >= kWellKnown.size() || places.size() == kMaxWellKnown) return;
    places.push_back(well_known_in(folder, kWellKnown[name], home->site));
  };
  for (std::size_t step = 0; step < kWellKnown.size() + kOwnFirst; ++step) {
    add(home->folder, step);
    if (step < kOwnFirst) continue;
    for (const std::string& folder : above) add(folder, step - kOwnFirst);
  }
  return places;
}

std::string page_of_feed(std::string_view feed_url) {
  const auto feed = parse_url(feed_url);
  const auto home = home_of(feed_url);
  if (!feed || !home) return "";
  const std::string name = feed->path.substr(std::min(home->folder.size(), feed->path.size()));
  const bool is_plain_name = std::ranges::all_of(split(lower_ascii(name), '/'), [](const std::string& segment) {
    return segment.empty() || segment.contains('.') || is_feed_segment(segment);
  });
  const bool is_plain_query = std::ranges::all_of(
      split(feed->query.value_or(""), '&'),
      [](const std::string& parameter) { return parameter.empty() || is_feed_parameter(parameter); });
  return is_plain_name && is_plain_query ? home->site + home->folder : "";
}

bool is_named_like_feed(std::string_view url) {
  const auto parsed = parse_url(url);
  return parsed && (std::ranges::any_of(split(lower_ascii(parsed->path), '/'), is_feed_segment) ||
                    std::ranges::any_of(split(parsed->query.value_or(""), '&'), is_feed_parameter));
}

bool is_named_like_comments(std::string_view url) {
  const auto parsed = parse_url(url);
  return parsed && is_about_comments(parsed->path);
}

}  // namespace aggregator::feed
