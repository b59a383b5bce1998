#include "blogs.h"

#include <algorithm>

#include "aggregator/base/url.h"

namespace aggregator::digest {
namespace {

/// Hosts whose first path segment says whose blog it is. On all others "@name" and "~name" do.
constexpr std::string_view kPathPlatforms[] = {
    "velog.io",     "medium.com",  "dev.to",      "blog.naver.com",   "m.blog.naver.com",
    "brunch.co.kr", "github.com",  "gitlab.com",  "qiita.com",        "zenn.dev",
    "note.com",     "steemit.com", "notion.so",   "write.as",         "dzone.com",
    "hashnode.com", "reddit.com",  "youtube.com", "sites.google.com", "feeds.feedburner.com"};

std::string_view without_www(std::string_view host) { return host.starts_with("www.") ? host.substr(4) : host; }

std::string_view first_segment(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  return path.substr(0, path.find('/'));
}

/// Without a site that tells, a feed is a blog of its own: the feeds of many blogs have one host
/// ("v2.velog.io/rss/ann").
std::string key_of(const store::FeedVolume& feed) {
  std::string key = blog_key(feed.site);
  return key.empty() ? canonical_url(feed.listed_url) : key;
}

}  // namespace

std::string blog_key(std::string_view url) {
  const auto parsed = parse_url(url);
  if (!parsed || !parsed->is_http()) return {};
  std::string host(without_www(parsed->host));
  const std::string_view segment = first_segment(parsed->path);
  const bool is_platform = std::ranges::find(kPathPlatforms, host) != std::end(kPathPlatforms);
  if (is_platform && segment.empty()) return {};
  if (is_platform || segment.starts_with('@') || segment.starts_with('~')) return host.append("/").append(segment);
  return host;
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
