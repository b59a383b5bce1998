#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "aggregator/base/host_name.h"
#include "aggregator/base/language.h"
#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/feed/html.h"
#include "comment_words.h"
#include "page_links.h"

namespace aggregator::feed {
namespace {

constexpr std::size_t kMaxLinks = 20;
constexpr std::size_t kMaxShown = 3;  // of those that are only guessed from what a page shows

constexpr auto kFeedTypes = std::to_array<std::string_view>({
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/x.atom+xml",
    "application/x-rss+xml",
    "application/x-atom+xml",
    "text/rss+xml",
    "text/atom+xml",
    "text/rss",
    "text/atom",
});
// Types that APIs and sitemaps use as well: only with a word that says "feed".
constexpr auto kVagueTypes = std::to_array<std::string_view>({"application/json", "application/xml", "text/xml"});
constexpr auto kFeedWords = std::to_array<std::string_view>({"feed", "rss", "atom"});

// What the path of a feed ends in, as far as hardly anything else does.
constexpr auto kPlainEndings =
    std::to_array<std::string_view>({"/feed", "/feed/", "/rss", "/rss/", ".xml", ".rss", ".atom"});
constexpr auto kNotFeeds = std::to_array<std::string_view>({"sitemap", "opml"});
constexpr auto kPlainTexts = std::to_array<std::string_view>({"rss", "rss feed", "atom", "atom feed"});

bool holds_one_of(std::string_view text, const auto& words) {
  return std::ranges::any_of(words, [text](std::string_view word) { return text.contains(word); });
}

bool is_one_of(std::string_view text, const auto& words) { return std::ranges::find(words, text) != words.end(); }

/// The media type without its parameters.
std::string media_type(std::string_view type) { return lower_ascii(trim(type.substr(0, type.find(';')))); }

/// What `url` adds to the folder that it shares with the page: a page about comments makes not all its feeds theirs.
std::string_view own_part(std::string_view url, std::string_view page_url) {
  const auto shared = std::ranges::mismatch(url, page_url).in1 - url.begin();
  const std::size_t folder = url.substr(0, static_cast<std::size_t>(shared)).rfind('/');
  return folder == std::string_view::npos ? url : url.substr(folder);
}

bool is_of_comments(const FeedLink& feed, std::string_view page_url) {
  return is_about_comments(feed.title) || is_about_comments(own_part(feed.url, page_url));
}

bool names_feed(const PageLink& link) {
  const bool is_alternate = has_relation(link, "alternate") && !has_relation(link, "stylesheet");
  const std::string type = media_type(link.type);
  const bool says_feed = holds_one_of(lower_ascii(link.reference + ' ' + link.title), kFeedWords);
  return has_relation(link, "feed") || (is_alternate && is_one_of(type, kFeedTypes)) ||
         (is_alternate && is_one_of(type, kVagueTypes) && says_feed);
}

/// Whether whoever clicks the link plainly comes to a feed of the page's own host.
bool leads_to_feed(const PageLink& link, std::string_view page_url) {
  if (link.url.empty() || without_www(host_of(link.url)) != without_www(host_of(page_url))) return false;
  if (names_feed(link)) return true;
  const std::string path = lower_ascii(link.url.substr(0, link.url.find('?')));
  const bool is_named_so =
      std::ranges::any_of(kPlainEndings, [&](std::string_view ending) { return path.ends_with(ending); });
  return (is_named_so && !holds_one_of(path, kNotFeeds)) || is_one_of(lower_ascii(link.title), kPlainTexts);
}

/// Whether a feed is in `language`, as far as it says so itself, by a part of its path ("/ko/rss", "/feed.ko.xml") or
/// by its title.
bool speaks(const PageLink& link, std::string_view language) {
  if (!link.language.empty()) return primary_language(link.language) == language;
  const auto url = parse_url(link.url);
  std::string path = url ? url->path : "";
  std::ranges::replace(path, '.', '/');
  const auto is_for_it = [&](const std::string& part) {
    const bool has_region = part.size() == 5 && (part[2] == '-' || part[2] == '_');
    return (part.size() == 2 || has_region) && primary_language(part) == language;
  };
  return std::ranges::any_of(split(path, '/'), is_for_it) || names_language(link.title, language);
}

/// The feeds of a page, each once.
class FeedGatherer {
 public:
  explicit FeedGatherer(const std::string& page_tag) : language_(primary_language(page_tag)) {}

  void add(const PageLink& link, bool is_shown) {
    if (link.url.empty() || !known_.insert(link.url).second) return;
    feeds_.push_back({.url = link.url,
                      .title = link.title,
                      .type = media_type(link.type),
                      .in_page_language = !is_shown && is_language_code(language_) && speaks(link, language_),
                      .is_shown = is_shown});
  }
  [[nodiscard]] std::size_t count() const { return feeds_.size(); }
  [[nodiscard]] std::vector<FeedLink> take() { return std::move(feeds_); }

 private:
  const std::string language_;
  std::unordered_set<std::string_view> known_;  ///< URLs, of the links
  std::vector<FeedLink> feeds_;
};

/// Puts the first feed of posts in the page's own language before those that the page names ahead of it. From then on
/// it alone is called one.
void prefer_own_language(std::vector<FeedLink>& feeds) {
  const auto own =
      std::ranges::find_if(feeds, [](const FeedLink& feed) { return feed.in_page_language && !feed.of_comments; });
  const bool is_behind = own != feeds.end() && own != feeds.begin();
  if (is_behind) std::rotate(feeds.begin(), own, own + 1);
  for (FeedLink& feed : feeds) feed.in_page_language = is_behind && &feed == &feeds.front();
}

}  // namespace

std::vector<FeedLink> find_feed_links(std::string_view html, std::string_view page_url, std::string_view link_header) {
  const PageLinks links = read_page_links(html, page_url, link_header);
  FeedGatherer gatherer(links.language);
  for (const PageLink& link : links.named) {
    if (names_feed(link)) gatherer.add(link, false);
  }
  const std::size_t named = gatherer.count();
  for (const PageLink& link : links.shown) {
    if (gatherer.count() == named + kMaxShown) break;
    if (leads_to_feed(link, page_url)) gatherer.add(link, true);
  }
  std::vector<FeedLink> feeds = gatherer.take();
  for (FeedLink& feed : feeds) feed.of_comments = is_of_comments(feed, page_url);
  std::ranges::stable_partition(feeds, [](const FeedLink& feed) { return !feed.of_comments; });
  prefer_own_language(feeds);
  if (feeds.size() > kMaxLinks) feeds.resize(kMaxLinks);
  return feeds;
}

std::string refresh_target(std::string_view html, std::string_view page_url) {
  return read_page_links(html, page_url, {}).refresh;
}

}  // namespace aggregator::feed
