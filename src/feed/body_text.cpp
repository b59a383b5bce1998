#include "body_text.h"

#include <string_view>

#include "aggregator/base/text.h"
#include "gumbo_tree.h"
#include "pictures.h"

namespace aggregator::feed {
namespace {

// Of prose only as much is collected as an excerpt can be cut out of.
constexpr std::size_t kMaxProse = 8 << 10;

bool is_heading(GumboTag tag) { return GUMBO_TAG_H1 <= tag && tag <= GUMBO_TAG_H6; }

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

class BodyCollector {
 public:
  BodyCollector(std::string_view base, std::size_t size) : base_(base) { all_.reserve(size); }

  bool enter(const GumboElement& element) {
    if (is_invisible(element)) return false;
    if (element.tag == GUMBO_TAG_IMG && image_.empty()) consider(element);
    no_prose_ += is_no_prose(element.tag);
    headings_ += is_heading(element.tag);
    if (is_block(element.tag)) text(" ");
    return true;
  }

  void leave(const GumboElement& element) {
    if (is_block(element.tag)) text(" ");
    no_prose_ -= is_no_prose(element.tag);
    headings_ -= is_heading(element.tag);
  }

  void text(std::string_view text) {
    all_ += text;
    if (no_prose_ > 0) return;
    if (running_.size() < kMaxProse) running_ += text;
    if (headings_ == 0 && prose_.size() < kMaxProse) prose_ += text;
  }

  BodyText result() && {
    return {.all = fold_white_space(all_),
            .prose = fold_white_space(prose_),
            .running = fold_white_space(running_),
            .image = std::move(image_)};
  }

 private:
  void consider(const GumboElement& image) {
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
  if (!markup.is_html || source.find_first_of("<&") == source.npos) {
    std::string text = fold_white_space(source);
    return {.all = text, .prose = text, .running = std::move(text), .image = {}};
  }
  const HtmlTree tree(source);
  BodyCollector collector(markup.base_url, source.size());
  walk(tree.root(), collector);
  return std::move(collector).result();
}

}  // namespace aggregator::feed
