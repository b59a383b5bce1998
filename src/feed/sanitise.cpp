#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/base/text.h"
#include "aggregator/base/url.h"
#include "aggregator/feed/html.h"
#include "escape.h"
#include "html_source.h"
#include "html_visitor.h"
#include "pictures.h"
#include "sanitise_rules.h"

namespace aggregator::feed {
namespace {

// A long base URL makes any number of short references long.
constexpr std::size_t kMaxOutputWithUrls = 8 * kMaxHtmlBytes;

/// Writes the harmless part of a document. All output is made here from names of ours and escaped text, every element
/// is closed: no trick of the source can survive a second parser's reading.
class Sanitiser : public HtmlVisitor {
 public:
  Sanitiser(std::string_view base, std::size_t size) : base_(base) { html_.reserve(size + size / 8); }

  void begin() override {
    html_.clear();
    open_.clear();
  }

  void open(const HtmlElement& element) override {
    if (element.tag == GUMBO_TAG_IMG) return write_image(element);
    const std::string_view name = name_of(element);
    if (!name.empty()) write_start(element, name);
    if (!is_void(element.tag)) open_.push_back(name);
  }

  void close(GumboTag /*tag*/) override {
    const std::string_view name = open_.back();
    open_.pop_back();
    if (!name.empty()) ((html_ += "</") += name) += '>';
  }

  void text(std::string_view text) override { append_escaped(html_, text); }

  std::string html() && { return std::move(html_); }

 private:
  /// Empty also for a link that leads nowhere; then link_ is unset.
  std::string_view name_of(const HtmlElement& element) {
    if (element.tag != GUMBO_TAG_A) return safe_name(element.tag);
    const auto reference = element.attribute("href");
    link_ = reference ? link_url(*reference) : "";
    return link_.empty() ? "" : "a";
  }

  std::string link_url(std::string_view reference) const {
    if (html_.size() > kMaxOutputWithUrls) return "";
    const auto url = resolve_url(reference, base_);
    return url && (url->is_http() || url->scheme == "mailto") ? url->text() : "";
  }

  void write_start(const HtmlElement& element, std::string_view name) {
    (html_ += '<') += name;
    if (element.tag == GUMBO_TAG_A) write_attribute("href", link_);
    write_safe_attributes(element);
    html_ += '>';
  }

  void write_image(const HtmlElement& image) {
    if (html_.size() > kMaxOutputWithUrls) return;
    const std::string url = picture_url(image, base_);
    if (url.empty() || is_tracking_pixel(image, url)) return;
    html_ += "<img";
    write_attribute("src", url);
    write_safe_attributes(image);
    html_ += '>';
  }

  void write_safe_attributes(const HtmlElement& element) {
    for (const auto& [name, value] : element.attributes) {
      if (is_safe_attribute(element.tag, name, value)) write_attribute(name, value);
    }
  }

  void write_attribute(std::string_view name, std::string_view value) {
    ((html_ += ' ') += name) += "=\"";
    append_escaped(html_, value);
    html_ += '"';
  }

  std::string_view base_;
  std::string html_;
  std::string link_;                    ///< what the <a> that is being entered leads to
  std::vector<std::string_view> open_;  ///< names to close; empty for elements that are not written themselves
};

std::string escaped(std::string_view text) {
  std::string html;
  html.reserve(text.size() + text.size() / 8);
  append_escaped(html, text);
  return html;
}

}  // namespace

std::string sanitise(const Markup& markup) {
  const std::string_view source = markup.source;
  if (!markup.is_html) return escaped(within_size_limit(source));
  Sanitiser sanitiser(markup.base_url, std::min(source.size(), kMaxHtmlBytes));
  read_html(source, sanitiser);
  std::string html = std::move(sanitiser).html();
  // Only a character reference can name what clean_utf8() takes out: feed text has been through it.
  return source.contains("&#") && !is_clean_utf8(html) ? clean_utf8(html) : html;
}

}  // namespace aggregator::feed
