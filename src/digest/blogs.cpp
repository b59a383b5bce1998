#include "blogs.h"

#include <algorithm>
#include <span>

#include "aggregator/base/ascii.h"
#include "aggregator/base/host_name.h"
#include "aggregator/base/language.h"
#include "aggregator/base/text.h"
#include "aggregator/base/url.h"

namespace aggregator::digest {
namespace {

/// Hosts that give their blogs a path, and how many segments of it say whose blog it is. On all others, and before that
/// here, "@name" and "~name" do.
struct PathPlatform {
  std::string_view host;
  std::size_t segments = 1;
};
constexpr PathPlatform kPathPlatforms[] = {
    {"velog.io"},      {"medium.com"},    {"dev.to"},        {"blog.naver.com"}, {"m.blog.naver.com"},
    {"brunch.co.kr"},  {"qiita.com"},     {"zenn.dev"},      {"note.com"},       {"steemit.com"},
    {"notion.so"},     {"write.as"},      {"dzone.com"},     {"hashnode.com"},   {"feeds.feedburner.com"},
    {"github.com", 2}, {"gitlab.com", 2}, {"reddit.com", 2}, {"youtube.com", 2}, {"sites.google.com", 2}};

/// Under these lie views of the blog before them: of a tag, an author, a post.
constexpr std::string_view kViews[] = {"archive",  "archives", "atom",     "author", "authors", "categories",
                                       "category", "comment",  "comments", "feed",   "feeds",   "label",
                                       "labels",   "p",        "page",     "rss",    "search",  "tag",
                                       "tagged",   "tags",     "topic",    "topics"};
/// What sites call the part of theirs that is their blog.
constexpr std::string_view kParts[] = {"article", "articles", "blog", "index", "news", "post", "posts"};

template <std::size_t kSize>
bool is_one_of(const std::string_view (&words)[kSize], std::string_view word) {
  return std::ranges::find(words, word) != std::end(words);
}

std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments = split(path, '/');
  std::erase(segments, "");
  return segments;
}

std::string joined(std::string key, std::span<const std::string> segments) {
  for (const std::string& segment : segments) key.append("/").append(segment);
  return key;
}

bool is_year(std::string_view segment) {
  return segment.size() == 4 && (segment.starts_with("19") || segment.starts_with("20")) &&
         std::ranges::all_of(segment, is_ascii_digit);
}

/// "en", "pt-br", "zh_TW".
bool is_locale(std::string_view word) {
  const bool has_region = word.size() == 5 && (word[2] == '-' || word[2] == '_');
  return (word.size() == 2 || has_region) && is_language_code(word.substr(0, 2));
}

/// The path of a site without what leads to a part, a language or a view of the same blog: "/en/blog/tag/c" is "/".
std::vector<std::string> home_of(std::string_view path) {
  std::vector<std::string> home;
  for (const std::string& segment : segments_of(path)) {
    const std::string word = lower_ascii(segment);
    if (is_one_of(kViews, word) || is_year(word)) break;
    const bool is_language = home.empty() && is_locale(word);
    const bool is_file = word.find('.') != std::string::npos;
    if (!is_language && !is_file && !is_one_of(kParts, word)) home.push_back(segment);
  }
  return home;
}

/// The site of a feed as the blog's own. Beside what an address of the blog tells, its path does: that is of the home
/// page, while links go to pages.
std::string site_key(std::string_view site) {
  std::string key = blog_key(site);
  if (key.empty() || key.find('/') != std::string::npos) return key;
  return joined(std::move(key), home_of(parse_url(site)->path));
}

/// The list is believed, but not every feed: one that calls another blog's site its own would take that blog's turns
/// from it. Without a site that tells, a feed is a blog of its own: the feeds of many blogs have one host
/// ("v2.velog.io/rss/ann").
std::string key_of(const store::FeedVolume& feed) {
  std::string key = site_key(feed.site);
  if (key.empty() && are_of_one_site(feed.listed_url, feed.own_site)) key = site_key(feed.own_site);
  return key.empty() ? canonical_url(feed.listed_url) : key;
}

}  // namespace

std::string blog_key(std::string_view url) {
  const auto parsed = parse_url(url);
  if (!parsed || !parsed->is_http()) return {};
  std::string host(without_www(parsed->host));
  const std::vector<std::string> segments = segments_of(parsed->path);
  const bool is_somebodys = !segments.empty() && (segments[0].starts_with('@') || segments[0].starts_with('~'));
  const auto* const platform = std::ranges::find(kPathPlatforms, host, &PathPlatform::host);
  if (is_somebodys) return joined(std::move(host), std::span(segments).first(1));
  if (platform == std::end(kPathPlatforms)) return host;
  if (segments.size() < platform->segments) return {};
  return joined(std::move(host), std::span(segments).first(platform->segments));
}

Blogs::Blogs(const std::vector<store::FeedVolume>& feeds) {
  std::unordered_map<std::string, std::size_t> by_key;
  for (const store::FeedVolume& feed : feeds) {
    const auto [known, is_new] = by_key.emplace(key_of(feed), blogs_.size());
    if (is_new) blogs_.push_back({known->first, 0, {}});
    Blog& blog = blogs_[known->second];
    blog.posts += feed.entries;
    blog.feeds.push_back(feed.id);
    by_feed_.emplace(feed.id, known->second);
  }
}

Blog Blogs::of(store::FeedId feed) const {
  const auto known = by_feed_.find(feed);
  if (known == by_feed_.end()) return {"feed " + std::to_string(feed), 0, {feed}};
  return blogs_[known->second];
}

}  // namespace aggregator::digest
