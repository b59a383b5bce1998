// What a page points to, in its HTML and in the HTTP header that came with it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aggregator::feed {

struct PageLink {
  std::string relations;  ///< `rel`, words apart by white space
  std::string reference;  ///< as it is written
  std::string url;        ///< absolute http(s), without credentials and fragment; empty when it is none or too long
  std::string type, title, language;
};

/// Whether `word` is one of its relations.
[[nodiscard]] bool has_relation(const PageLink& link, std::string_view word);

/// In the order of the page.
struct PageLinks {
  std::string language;         ///< of the page: "ko", "en-GB"; empty when it does not say
  std::string refresh;          ///< the URL to which it sends its readers at once, as PageLink::url
  std::vector<PageLink> named;  ///< those of `<link>`, then those of the header
  std::vector<PageLink> shown;  ///< those of `<a>`, `title` being the text that people click
};

/// `link_header`: the Link headers (RFC 8288) that came with the page, joined by commas; may be empty. Of each kind the
/// first 1,000 are read, and no URL is longer than 4 KiB: a base that long would make much of every short link. A page
/// whose own URL is longer points to nothing.
[[nodiscard]] PageLinks read_page_links(std::string_view html, std::string_view page_url, std::string_view link_header);

}  // namespace aggregator::feed
