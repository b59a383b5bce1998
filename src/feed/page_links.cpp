#include "page_links.h"

#include <algorithm>
#include <utility>

#include "aggregator/base/feed_scheme.h"
#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "gumbo_tree.h"
#include "link_header.h"
#include "refresh.h"

namespace aggregator::feed {
namespace {

constexpr std::size_t kMaxLinksRead = 1000;  // of each kind
constexpr std::size_t kMaxTextBytes = 200;   // of what people click
constexpr std::size_t kMaxUrlBytes = 4u << 10;

std::string value_of(const GumboElement& element, const char* name) {
  const char* const value = attribute_of(element, name);
  return value == nullptr ? "" : value;
}

PageLink read_element(const GumboElement& element) {
  return {.relations = value_of(element, "rel"),
          .reference = value_of(element, "href"),
          .url = "",
          .type = value_of(element, "type"),
          .title = value_of(element, "title"),
          .language = value_of(element, "hreflang")};
}

/// Empty where it is too long for a URL that anybody needs.
std::string bounded(std::string url) {
  if (url.size() > kMaxUrlBytes) url.clear();
  return url;
}

/// Where `reference` leads. A login that slipped into a page is not for us to use, let alone to keep in lists and
/// databases.
std::string target_of(std::string_view reference, std::string_view base) {
  if (trim(reference).empty() || reference.size() > kMaxUrlBytes) return "";
  const std::string url = web_url(without_feed_scheme(reference), base);
  return bounded(shown_url(url.substr(0, url.find('#'))));  // which no server is sent
}

void complete(PageLink& link, std::string_view base) {
  link.title = fold_white_space(link.title);
  link.url = target_of(link.reference, base);
}

/// Gathers what <base>, <link>, <a> and a refresh say, wherever in the page they stand.
class LinkCollector {
 public:
  explicit LinkCollector(std::string_view page_url) : page_url_(page_url) {}

  bool enter(const GumboElement& element) {
    if (element.tag == GUMBO_TAG_BASE && base_.empty() && attribute_of(element, "href") != nullptr) {
      base_ = bounded(web_url(value_of(element, "href"), page_url_));
    }
    if (element.tag == GUMBO_TAG_NOSCRIPT) ++noscripts_;
    if (element.tag == GUMBO_TAG_META && refresh_.empty() && noscripts_ == 0) refresh_ = refresh_in(element);
    if (element.tag == GUMBO_TAG_LINK && links_.named.size() < kMaxLinksRead) {
      links_.named.push_back(read_element(element));
    }
    if (element.tag == GUMBO_TAG_A && links_.shown.size() < kMaxLinksRead) {
      links_.shown.push_back(read_element(element));
      is_in_anchor_ = true;
      text_.clear();
    }
    return true;
  }
  void leave(const GumboElement& element) {
    if (element.tag == GUMBO_TAG_NOSCRIPT) --noscripts_;
    if (element.tag != GUMBO_TAG_A || !std::exchange(is_in_anchor_, false)) return;
    if (!trim(text_).empty()) links_.shown.back().title = text_;
  }
  void text(std::string_view text) {
    if (is_in_anchor_ && text_.size() < kMaxTextBytes) text_ += text.substr(0, kMaxTextBytes);
  }

  [[nodiscard]] PageLinks take() {
    const std::string_view base = base_.empty() ? page_url_ : base_;
    for (std::vector<PageLink>* const links : {&links_.named, &links_.shown}) {
      for (PageLink& link : *links) complete(link, base);
    }
    links_.refresh = target_of(refresh_, base);
    return std::move(links_);
  }

 private:
  std::string_view page_url_;
  std::string base_;
  PageLinks links_;
  std::string_view refresh_;  ///< as it is written
  int noscripts_ = 0;         ///< whose refresh is for those whose browser runs no scripts; the page is for all others
  bool is_in_anchor_ = false;
  std::string text_;
};

}  // namespace

bool has_relation(const PageLink& link, std::string_view word) {
  for (std::string_view rest = trim(link.relations); !rest.empty(); rest = trim(rest)) {
    const std::size_t end = std::min(rest.find_first_of(" \t\n\f\r"), rest.size());
    if (equals_ignoring_case(rest.substr(0, end), word)) return true;
    rest.remove_prefix(end);
  }
  return false;
}

PageLinks read_page_links(std::string_view html, std::string_view page_url, std::string_view link_header) {
  if (page_url.size() > kMaxUrlBytes) return {};  // each link would be resolved against all of it
  const HtmlTree tree(html, HtmlTree::Kind::Page);
  LinkCollector collector(page_url);
  walk(tree.root(), collector);
  PageLinks links = collector.take();
  links.language = value_of(tree.root(), "lang");
  for (PageLink& link : links_of_header(link_header, kMaxLinksRead)) {
    complete(link, page_url);
    links.named.push_back(std::move(link));
  }
  return links;
}

}  // namespace aggregator::feed
