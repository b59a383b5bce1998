#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/feed_scheme.h"
#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/feed/html.h"
#include "comment_words.h"
#include "gumbo_tree.h"

namespace aggregator::feed {
namespace {

constexpr std::size_t kMaxLinks = 20;
constexpr std::size_t kMaxLinksRead = 1000;  // of any kind

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

bool holds_one_of(std::string_view text, const auto& words) {
  return std::ranges::any_of(words, [text](std::string_view word) { return text.contains(word); });
}

bool is_one_of(std::string_view text, const auto& words) { return std::ranges::find(words, text) != words.end(); }

std::string value_of(const GumboElement& element, const char* name) {
  const char* const value = attribute_of(element, name);
  return value == nullptr ? "" : value;
}

/// Whether `rel`, a list of words, holds `word`.
bool has_word(std::string_view rel, std::string_view word) {
  for (std::string_view rest = trim(rel); !rest.empty(); rest = trim(rest)) {
    const std::size_t end = std::min(rest.find_first_of(" \t\n\f\r"), rest.size());
    if (equals_ignoring_case(rest.substr(0, end), word)) return true;
    rest.remove_prefix(end);
  }
  return false;
}

/// The media type without its parameters.
std::string media_type(std::string_view type) { return lower_ascii(trim(type.substr(0, type.find(';')))); }

/// Gathers what <base> and <link> say, wherever in the page they stand.
class LinkCollector {
 public:
  explicit LinkCollector(std::string_view page_url) : page_url_(page_url) {}

  bool enter(const GumboElement& element) {
    if (element.tag == GUMBO_TAG_BASE && base_.empty() && attribute_of(element, "href") != nullptr) {
      base_ = web_url(value_of(element, "href"), page_url_);
    }
    if (element.tag == GUMBO_TAG_LINK && links_.size() < kMaxLinksRead) links_.push_back(&element);
    return true;
  }
  void leave(const GumboElement& /*element*/) {}
  void text(std::string_view /*text*/) {}

  std::vector<FeedLink> feeds() const {
    std::vector<FeedLink> feeds;
    for (const GumboElement* const link : links_) {
      FeedLink feed = read(*link);
      if (!feed.url.empty() && std::ranges::find(feeds, feed.url, &FeedLink::url) == feeds.end())
        feeds.push_back(std::move(feed));
    }
    return feeds;
  }

 private:
  /// Without URL when the link names no feed.
  FeedLink read(const GumboElement& link) const {
    const std::string rel = value_of(link, "rel");
    FeedLink feed{
        .url = "", .title = fold_white_space(value_of(link, "title")), .type = media_type(value_of(link, "type"))};
    const std::string href = value_of(link, "href");
    const bool is_alternate = has_word(rel, "alternate") && !has_word(rel, "stylesheet");
    const bool says_feed = holds_one_of(lower_ascii(href + ' ' + feed.title), kFeedWords);
    const bool is_feed = has_word(rel, "feed") || (is_alternate && is_one_of(feed.type, kFeedTypes)) ||
                         (is_alternate && is_one_of(feed.type, kVagueTypes) && says_feed);
    // A login that slipped into a page is not for us to use, let alone to keep in lists and databases.
    if (is_feed && !trim(href).empty()) {
      const std::string url = web_url(without_feed_scheme(href), base_.empty() ? page_url_ : base_);
      feed.url = shown_url(url.substr(0, url.find('#')));  // which no server is sent
    }
    return feed;
  }

  std::string_view page_url_;
  std::string base_;
  std::vector<const GumboElement*> links_;
};

/// What `url` adds to the folder that it shares with the page: a page about comments makes not all its feeds theirs.
std::string_view own_part(std::string_view url, std::string_view page_url) {
  const auto shared = std::ranges::mismatch(url, page_url).in1 - url.begin();
  const std::size_t folder = url.substr(0, static_cast<std::size_t>(shared)).rfind('/');
  return folder == std::string_view::npos ? url : url.substr(folder);
}

bool is_of_comments(const FeedLink& feed, std::string_view page_url) {
  return is_about_comments(feed.title) || is_about_comments(own_part(feed.url, page_url));
}

}  // namespace

std::vector<FeedLink> find_feed_links(std::string_view html, std::string_view page_url) {
  const HtmlTree tree(html, HtmlTree::Kind::Page);
  LinkCollector collector(page_url);
  walk(tree.root(), collector);
  std::vector<FeedLink> feeds = collector.feeds();
  for (FeedLink& feed : feeds) feed.of_comments = is_of_comments(feed, page_url);
  std::ranges::stable_partition(feeds, [](const FeedLink& feed) { return !feed.of_comments; });
  if (feeds.size() > kMaxLinks) feeds.resize(kMaxLinks);
  return feeds;
}

}  // namespace aggregator::feed
