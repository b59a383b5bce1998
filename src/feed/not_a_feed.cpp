#include "not_a_feed.h"

#include <algorithm>

#include "aggregator/base/text.h"
#include "aggregator/feed/html.h"
#include "xml_prolog.h"
#include "xml_tag.h"

namespace aggregator::feed {
namespace {

constexpr std::size_t kLookedAt = 16u << 10;
constexpr std::string_view kHtmlDoctype = "<!doctype html";  // <html> itself may be left out

constexpr std::string_view kSitemap = "a sitemap, not a feed";

struct Known {
  std::string_view root;
  std::string_view words;
};

constexpr Known kRoots[] = {
    {"html", "an HTML page, not a feed"},
    {"body", "an HTML page, not a feed"},
    {"head", "an HTML page, not a feed"},
    {"urlset", kSitemap},
    {"sitemapindex", kSitemap},
    {"opml", "a list of feeds (OPML), not a feed"},
    {"svg", "an SVG image, not a feed"},
    {"error", "an error message of the server, not a feed"},
    {"opensearchdescription", "a description of a search (OpenSearch), not a feed"},
};

/// The marks that interstitial pages of bot protection carry.
bool is_challenge(std::string_view text) {
  return std::ranges::any_of(std::initializer_list<std::string_view>{"Just a moment...", "cf-chl", "challenge-platform",
                                                                     "Checking your browser", "captcha-delivery"},
                             [&](std::string_view mark) { return text.find(mark) != std::string_view::npos; });
}

/// The name of the first element, empty when there is none.
std::string_view first_element(std::string_view text) {
  MiscReader misc;
  std::size_t at = text.find('<');
  while (at != std::string_view::npos) {
    const std::string_view rest = text.substr(at);
    const std::size_t length = misc.length(rest);
    if (length == 0) {
      const std::string_view name = read_xml_name(rest.substr(1));
      if (!name.empty()) return name;
    }
    at = text.find('<', at + std::max<std::size_t>(length, 1));
  }
  return {};
}

bool is_binary(std::string_view text) {
  const auto is_odd = [](char c) { return c == '\0' || c == '\x1F' || c == '\x01' || c == '\x03'; };
  return std::ranges::any_of(text.substr(0, 512), is_odd);
}

}  // namespace

bool is_sitemap(std::string_view text) { return describe_document(text) == kSitemap; }

std::string describe_document(std::string_view text) {
  const std::string_view start = trim(text.substr(0, kLookedAt));
  if (trim(text).empty()) return "empty";
  if (is_binary(start)) return "binary data, not a feed";
  if (start.starts_with('{') || start.starts_with('[')) return "JSON, but not a JSON Feed";
  if (is_challenge(start)) return "a page that checks for bots, not a feed: the site blocks us";
  if (lower_ascii(start.substr(0, kHtmlDoctype.size())) == kHtmlDoctype) return "an HTML page, not a feed";
  const std::string_view root = first_element(start);
  if (root.empty()) return "text, not a feed";
  for (const Known& known : kRoots) {
    if (equals_ignoring_case(local_part(root), known.root)) return std::string(known.words);
  }
  return "no feed: its root element is " + quote(root);
}

}  // namespace aggregator::feed
