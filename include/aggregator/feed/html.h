// HTML of feeds: sanitised for the web, reduced to text for a digest. Through a real HTML5 parser (gumbo), never
// regexes; what is written so regularly that the parser has nothing to decide is read without it, to the same result.
//
// Limits, for hostile input: of a body or page the first 1 MiB is read, of a title 8 KiB, and no more than 100,000 tags
// or up to elements nested deeper than 512. A tree may take 64 MiB. What lies beyond counts as absent, and so do a tag
// with over 128 attributes and, where feeds are looked for, a URL longer than 4 KiB.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/feed/feed.h"

namespace aggregator::feed {

/// `markup` as harmless HTML: an allow list of tags, attributes and URL schemes (http, https, and mailto for links);
/// links and images absolute; tracking pixels, scripts, frames, form controls, styles, event handlers and hidden
/// elements gone. Unknown elements and links that lead nowhere are unwrapped, every element is closed. Plain text comes
/// back escaped.
[[nodiscard]] std::string sanitise(const Markup& markup);

/// Text without markup, as a browser would show it, white space folded to one line.
[[nodiscard]] std::string text_of(const Markup& markup);

/// A title, which may hold markup or entities that were escaped once too often, as one line of plain text. What only
/// looks like a tag (`std::vector<T>`, `1 < 2`) stays.
[[nodiscard]] std::string title_text(std::string_view html);

/// What a digest shows of an entry.
struct Body {
  std::string excerpt;  ///< plain text, at most `max_excerpt` characters, ending at a sentence or a word
  std::string image;    ///< absolute http(s) URL of the first useful picture; the feed's explicit one comes first
  int minutes = 0;      ///< reading time: 265 words or 500 CJK characters a minute, at least 1; 0 without text
};

/// Reads content and summary of `entry` once. The excerpt is cut out of the summary when that is a teaser of its own,
/// else out of the content without code, tables, captions and headings; what platforms append ("Read more") is gone.
/// Empty when all there is repeats the title.
[[nodiscard]] Body read_body(const Entry& entry, std::size_t max_excerpt = 240);

/// A feed that an HTML page points to.
struct FeedLink {
  std::string url;  ///< absolute http(s)
  std::string title;
  std::string type;
  bool of_comments = false;       ///< of what readers wrote below posts, as far as title and URL tell
  bool in_page_language = false;  ///< and so before what the page names ahead of it
  bool is_shown = false;          ///< no program is told of it: it is where an `<a>` leads
};

/// The feeds that a page names (`<link rel=alternate>`, and `link_header`: its Link headers, RFC 8288, joined by
/// commas), best first, that in the page's own language before the others; then at most three to which it plainly leads
/// readers on its own host; comment feeds come last. At most 20.
[[nodiscard]] std::vector<FeedLink> find_feed_links(std::string_view html, std::string_view page_url,
                                                    std::string_view link_header = {});

/// The absolute http(s) URL, without credentials and fragment, to which a page sends all its readers at once (`<meta
/// http-equiv=refresh content="0; url=…">`, outside of `<noscript>`); empty when it lets them read.
[[nodiscard]] std::string refresh_target(std::string_view html, std::string_view page_url);

/// Whether what came instead of a page or a feed is a list of pages for search engines (sitemaps.org).
[[nodiscard]] bool is_sitemap(std::string_view text);

}  // namespace aggregator::feed
