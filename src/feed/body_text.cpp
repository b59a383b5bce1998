#include "body_text.h"

#include <string_view>
#include <utility>

#include "aggregator/base/text.h"
#include "code_point.h"
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

/// Text whose white space is folded while it grows.
class FoldedText {
 public:
  void clear() { text_.clear(); }
  void reserve(std::size_t size) { text_.reserve(size); }
  void add(std::string_view text) { append_folded(text_, text); }
  [[nodiscard]] std::size_t size() const { return text_.size(); }
  [[nodiscard]] std::string_view view() const { return text_; }

  /// At most `limit` bytes of it.
  std::string result(std::size_t limit) && {
    text_.resize(first_bytes(text_, limit).size());
    if (text_.ends_with(' ')) text_.pop_back();
    return std::move(text_);
  }

 private:
  std::string text_;
};

class BodyCollector : public HtmlVisitor {
 public:
  BodyCollector(std::string_view base, std::size_t size) : base_(base) { all_.reserve(size); }

  void begin() override {
    for (FoldedText* const text : {&all_, &prose_, &running_}) text->clear();
    image_.clear();
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
    no_prose_ -= is_no_prose(tag);
    headings_ -= is_heading(tag);
    text(" ");
  }

  void text(std::string_view text) override {
    all_.add(text);
    if (no_prose_ > 0) return;
    if (running_.size() < kMaxProse) running_.add(text);
    if (headings_ == 0 && prose_.size() < kMaxProse) prose_.add(text);
  }

  BodyText result() && {
    return {.all = std::move(all_).result(std::string::npos),
            .prose = std::move(prose_).result(kMaxProse),
            .running = std::move(running_).result(kMaxProse),
            .image = std::move(image_)};
  }

 private:
  void consider(const HtmlElement& image) {
    std::string url = picture_url(image, base_);
    if (!url.empty() && !is_tracking_pixel(image, url) && is_illustration(image, url)) image_ = std::move(url);
  }

  std::string_view base_;
  FoldedText all_, prose_, running_;
  std::string image_;
  int no_prose_ = 0, headings_ = 0;  ///< how many elements of the kind are open
};

}  // namespace

BodyText read_body_text(const Markup& markup) {
  const std::string_view source = within_size_limit(markup.source);
  if (!markup.is_html) {
    std::string text = fold_white_space(source);
    return {.all = text, .prose = text, .running = std::move(text), .image = {}};
  }
  BodyCollector collector(markup.base_url, source.size());
  read_html(source, collector);
  return std::move(collector).result();
}

}  // namespace aggregator::feed
