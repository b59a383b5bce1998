#include "body_text.h"

#include <string_view>
#include <utility>

#include "aggregator/base/text.h"
#include "first_bytes.h"
#include "html_source.h"
#include "html_visitor.h"
#include "pictures.h"

namespace aggregator::feed {
namespace {

// Of prose only as much is collected as an excerpt can be cut out of.
constexpr std::size_t kMaxProse = 8 << 10;

/// Whether this holds something other than sentences.
bool is_no_prose(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_LISTING:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_XMP:
      return true;
    default:
      return false;
  }
}

/// Without the blank at its end, and of at most `size` bytes.
std::string finished(std::string folded, std::size_t size) {
  folded.resize(first_bytes(folded, size).size());
  if (folded.ends_with(' ')) folded.pop_back();
  return folded;
}

class BodyCollector : public HtmlVisitor {
 public:
  BodyCollector(std::string_view base, std::size_t size) : base_(base) { all_.reserve(size); }

  void begin() override {
    for (std::string* const text : {&all_, &prose_, &running_, &image_}) text->clear();
    no_prose_ = headings_ = 0;
  }

  void open(const HtmlElement& element) override {
    if (element.tag == GUMBO_TAG_IMG && image_.empty()) consider(element);
    if (!is_block(element.tag)) return;
    text(" ");
    no_prose_ += is_no_prose(element.tag);
    headings_ += is_heading(element.tag);
  }

  void close(GumboTag tag) override {
    if (!is_block(tag)) return;
    text(" ");
    no_prose_ -= is_no_prose(tag);
    headings_ -= is_heading(tag);
  }

  void text(std::string_view text) override {
    const std::size_t size = all_.size();
    append_folded(all_, text);
    const std::string_view folded = std::string_view(all_).substr(size);
    // What is left out are blocks: a blank stands before each of them in all three, and none is due behind.
    if (no_prose_ > 0) return;
    if (running_.size() < kMaxProse) running_ += folded;
    if (headings_ == 0 && prose_.size() < kMaxProse) prose_ += folded;
  }

  BodyText result() && {
    return {.all = finished(std::move(all_), std::string::npos),
            .prose = finished(std::move(prose_), kMaxProse),
            .running = finished(std::move(running_), kMaxProse),
            .image = std::move(image_)};
  }

 private:
  void consider(const HtmlElement& image) {
    std::string url = picture_url(image, base_);
    if (!url.empty() && !is_tracking_pixel(image, url) && is_illustration(image, url)) image_ = std::move(url);
  }

  std::string_view base_;
  std::string all_, prose_, running_, image_;
  int no_prose_ = 0, headings_ = 0;  ///< how many elements of the kind are open
};

}  // namespace

BodyText read_body_text(const Markup& markup) {
  const std::string_view source = within_size_limit(markup.source);
  if (!markup.is_html || !(source.contains('<') || source.contains('&'))) {
    std::string text = fold_white_space(source);
    return {.all = text, .prose = text, .running = std::move(text), .image = {}};
  }
  BodyCollector collector(markup.base_url, source.size());
  read_html(source, collector);
  return std::move(collector).result();
}

}  // namespace aggregator::feed
