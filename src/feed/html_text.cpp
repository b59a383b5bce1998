#include <string>
#include <string_view>

#include "aggregator/base/text.h"
#include "aggregator/feed/html.h"
#include "code_point.h"
#include "gumbo_tree.h"
#include "title_markup.h"

namespace aggregator::feed {
namespace {

// A title is cut at 1,000 characters later; this bounds the work before.
constexpr std::size_t kMaxTitleBytes = 8 << 10;

/// Collects the visible text of a tree; blocks leave a blank, white space is folded afterwards.
class TextCollector {
 public:
  explicit TextCollector(std::size_t size) { text_.reserve(size); }

  bool enter(const GumboElement& element) {
    if (is_invisible(element)) return false;
    separate(element);
    return true;
  }
  void leave(const GumboElement& element) { separate(element); }
  void text(std::string_view text) { text_ += text; }

  const std::string& collected() const { return text_; }

 private:
  void separate(const GumboElement& element) {
    if (is_block(element.tag)) text_ += ' ';
  }

  std::string text_;
};

std::string visible_text(std::string_view html) {
  const HtmlTree tree(html);
  TextCollector collector(html.size());
  walk(tree.root(), collector);
  return fold_white_space(collector.collected());
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
