// The table of platforms: whose pages have their feed where.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/feed/feed_places.h"

namespace aggregator::feed {
namespace {

struct FeedForm {
  std::string_view url;    // $h is the host, $1 and $2 what stood for the dollar signs of the path
  std::string_view title;  // what tells it apart from the platform's other feeds of the page
};

struct Rule {
  std::string_view platform;
  std::string_view host;  // "*." is any name below; www., m. and old. before a host count for nothing
  // The segments that the path begins with, and a parameter after a question mark. A dollar sign is any text.
  std::string_view path;
  std::array<FeedForm, 3> feeds;
};

// For blogs the forms are those of public lists of developers' feeds: of 1,170 pages in awesome-devblog's that a row
// fits, 1,113 have their feed listed just there, and most others under another spelling of it. For the rest they are
// what the platforms document. The first row that fits counts. Not here is what no URL tells and pages name themselves:
// brunch (a number), YouTube's /@names, Mastodon, and everything on a host of its own.
constexpr auto kRules = std::to_array<Rule>({
    {"Tistory", "*.tistory.com", "", {{{"https://$h/rss", ""}}}},
    {"velog", "velog.io", "/@$", {{{"https://v2.velog.io/rss/$1", ""}}}},
    {"Naver", "blog.naver.com", "?blogId=$", {{{"https://rss.blog.naver.com/$1.xml", ""}}}},
    {"Naver", "blog.naver.com", "/$", {{{"https://rss.blog.naver.com/$1.xml", ""}}}},
    {"Medium", "medium.com", "/tag/$", {{{"https://medium.com/feed/tag/$1", ""}}}},
    {"Medium", "medium.com", "/$", {{{"https://medium.com/feed/$1", ""}}}},
    {"Medium", "*.medium.com", "", {{{"https://$h/feed", ""}}}},
    {"YouTube", "youtube.com", "/channel/$", {{{"https://www.youtube.com/feeds/videos.xml?channel_id=$1", ""}}}},
    {"YouTube", "youtube.com", "/user/$", {{{"https://www.youtube.com/feeds/videos.xml?user=$1", ""}}}},
    {"YouTube", "youtube.com", "/playlist?list=$", {{{"https://www.youtube.com/feeds/videos.xml?playlist_id=$1", ""}}}},
    {"GitHub",
     "github.com",
     "/$/$/tags",
     {{{"https://github.com/$1/$2/tags.atom", "tags"}, {"https://github.com/$1/$2/releases.atom", "releases"}}}},
    {"GitHub",
     "github.com",
     "/$/$/commits",
     {{{"https://github.com/$1/$2/commits.atom", "commits"}, {"https://github.com/$1/$2/releases.atom", "releases"}}}},
    {"GitHub",
     "github.com",
     "/$/$",
     {{{"https://github.com/$1/$2/releases.atom", "releases"},
       {"https://github.com/$1/$2/tags.atom", "tags"},
       {"https://github.com/$1/$2/commits.atom", "commits"}}}},
    {"Substack", "*.substack.com", "", {{{"https://$h/feed", ""}}}},
    {"WordPress", "*.wordpress.com", "", {{{"https://$h/feed/", ""}}}},
    {"Ghost", "*.ghost.io", "", {{{"https://$h/rss/", ""}}}},
    {"Blogger", "*.blogspot.com", "", {{{"https://$h/feeds/posts/default", ""}}}},
    {"Reddit", "reddit.com", "/r/$", {{{"https://www.reddit.com/r/$1/.rss", ""}}}},
    {"Reddit", "reddit.com", "/user/$", {{{"https://www.reddit.com/user/$1/.rss", ""}}}},
    {"Reddit", "reddit.com", "/u/$", {{{"https://www.reddit.com/user/$1/.rss", ""}}}},
    {"DEV", "dev.to", "/t/$", {{{"https://dev.to/feed/tag/$1", ""}}}},
    {"DEV", "dev.to", "/$", {{{"https://dev.to/feed/$1", ""}}}},
    {"Hashnode", "*.hashnode.dev", "", {{{"https://$h/rss.xml", ""}}}},
});

/// What stood for the dollar signs of a pattern, in its order.
using Captures = std::vector<std::string>;

std::string_view without_variant(std::string_view host) {
  for (const std::string_view variant : {"www.", "m.", "old."}) {
    if (host.starts_with(variant)) return host.substr(variant.size());
  }
  return host;
}

bool fits_host(std::string_view host, std::string_view pattern) {
  if (!pattern.starts_with('*')) return host == pattern;
  const std::string_view domain = pattern.substr(1);
  return host.ends_with(domain) && host.size() > domain.size();
}

std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments = split(path, '/');
  std::erase(segments, "");
  return segments;
}

/// Whether `text` is `pattern`; what stands for a dollar sign at the end of `pattern` goes to `captures`.
bool fits(std::string_view text, std::string_view pattern, Captures& captures) {
  if (!pattern.ends_with('$')) return text == pattern;
  const std::string_view before = pattern.substr(0, pattern.size() - 1);
  if (!text.starts_with(before) || text.size() == before.size()) return false;
  captures.emplace_back(text.substr(before.size()));
  return true;
}

bool fits_path(std::string_view path, std::string_view pattern, Captures& captures) {
  const auto segments = segments_of(path), patterns = segments_of(pattern);
  if (segments.size() < patterns.size()) return false;
  return std::ranges::equal(std::span(segments).first(patterns.size()), patterns,
                            [&](const auto& segment, const auto& wanted) { return fits(segment, wanted, captures); });
}

bool fits_query(std::string_view query, std::string_view pattern, Captures& captures) {
  return std::ranges::any_of(split(query, '&'),
                             [&](const auto& parameter) { return fits(parameter, pattern, captures); });
}

std::optional<Captures> read_page(const Url& page, const Rule& rule) {
  Captures captures;
  const std::size_t mark = std::min(rule.path.find('?'), rule.path.size());
  if (!fits_host(without_variant(page.host), rule.host)) return std::nullopt;
  if (!fits_path(page.path, rule.path.substr(0, mark), captures)) return std::nullopt;
  if (mark < rule.path.size() && !fits_query(page.query.value_or(""), rule.path.substr(mark + 1), captures)) {
    return std::nullopt;
  }
  return captures;
}

std::string filled_in(std::string_view form, std::string_view host, const Captures& captures) {
  std::string url;
  for (std::size_t at = 0; at < form.size(); ++at) {
    if (form[at] != '$') {
      url += form[at];
      continue;
    }
    ++at;
    url += form[at] == 'h' ? host : captures[static_cast<std::size_t>(form[at] - '1')];
  }
  return url;
}

}  // namespace

std::vector<FeedPlace> platform_feeds(std::string_view page_url) {
  const auto page = parse_url(page_url);
  if (!page || !page->is_http() || page->port) return {};
  for (const Rule& rule : kRules) {
    const auto captures = read_page(*page, rule);
    if (!captures) continue;
    std::vector<FeedPlace> places;
    for (const FeedForm& feed : rule.feeds) {
      const auto url = parse_url(filled_in(feed.url, without_variant(page->host), *captures));
      if (!url) continue;  // a row has fewer feeds than there is room for
      const std::string_view title = feed.title.empty() ? "the feed" : feed.title;
      places.push_back({url->text(), std::string(feed.title), fmt::format("{} serves {} there", rule.platform, title)});
    }
    return places;
  }
  return {};
}

}  // namespace aggregator::feed
