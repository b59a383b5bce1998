// How the URLs of feeds are worded.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/feed/feed_places.h"
#include "comment_words.h"

namespace aggregator::feed {
namespace {

constexpr std::size_t kMaxWellKnown = 12;

// In the order of how often the feeds in awesome-devblog's list have them, those on the platforms of platforms.cpp not
// counted: 178, 77, 75, 42, 32, 25, 9 and 9 of 493. (Counted with them, /rss comes first: it is Tistory's.)
constexpr auto kWellKnown = std::to_array<std::string_view>(
    {"feed.xml", "rss.xml", "feed", "atom.xml", "rss", "index.xml", "?feed=rss2", "rss2.xml"});

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

/// "/blog/" for what lies in or at /blog; empty for what is in the root.
std::string first_folder(std::string_view path) {
  const std::size_t end = path.find('/', 1);
  const std::string_view name = path.substr(1, end == path.npos ? end : end - 1);
  const bool is_file = end == path.npos && name.contains('.');
  if (name.empty() || is_file || is_feed_segment(lower_ascii(name))) return {};
  return fmt::format("/{}/", name);
}

}  // namespace

std::vector<FeedPlace> well_known_feeds(std::string_view page_url) {
  auto page = parse_url(page_url);
  if (!page || !page->is_http()) return {};
  const std::string folder = first_folder(page->path);
  page->query.reset();
  page->fragment.reset();
  page->path.clear();
  const std::string site = page->text();
  std::vector<FeedPlace> places;
  for (const std::string_view name : kWellKnown) {
    for (const std::string_view start : {std::string_view(folder), std::string_view("/")}) {
      if (start.empty() || places.size() == kMaxWellKnown) continue;
      places.push_back(
          {fmt::format("{}{}{}", site, start, name), "", fmt::format("at the well-known path {}{}", start, name)});
    }
  }
  return places;
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
