#include <string>
#include <string_view>
#include <utility>

#include "aggregator/base/text.h"
#include "aggregator/feed/html.h"
#include "first_bytes.h"
#include "html_source.h"
#include "html_visitor.h"
#include "title_markup.h"

namespace aggregator::feed {
namespace {

// A title is cut at 1,000 characters later; this bounds the work before.
constexpr std::size_t kMaxTitleBytes = 8 << 10;

/// Collects the visible text, white space folded; blocks leave a blank.
class TextCollector : public HtmlVisitor {
 public:
  void begin() override { text_.clear(); }
  void open(const HtmlElement& element) override { separate(element.tag); }
  void close(GumboTag tag) override { separate(tag); }
  void text(std::string_view text) override { append_folded(text_, text); }

  std::string collected() && {
    if (text_.ends_with(' ')) text_.pop_back();
    return std::move(text_);
  }

 private:
  void separate(GumboTag tag) {
    if (is_block(tag)) append_folded(text_, " ");
  }

  std::string text_;
};

std::string visible_text(std::string_view html) {
  TextCollector collector;
  read_html(html, collector);
  return std::move(collector).collected();
}

bool has_markup(std::string_view text) { return text.find_first_of("<&") != text.npos; }

}  // namespace

std::string text_of(const Markup& markup) {
  const std::string_view source = within_size_limit(markup.source);
  return markup.is_html && has_markup(source) ? visible_text(source) : fold_white_space(source);
}

std::string title_text(std::string_view html) {
  const std::string_view title = first_bytes(html, kMaxTitleBytes);
  return has_markup(title) ? visible_text(title_markup(title)) : fold_white_space(title);
}

}  // namespace aggregator::feed
