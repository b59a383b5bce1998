#include "html_visitor.h"

#include <vector>

#include "gumbo_tree.h"
#include "html_elements.h"

namespace aggregator::feed {
namespace {

/// Whether a style attribute says `display: none`, which feeds use for the preview lines of mails.
bool is_hidden_by(std::string_view style) {
  constexpr std::string_view kDisplay = "display";
  const std::size_t display = style.find(kDisplay);
  if (display == style.npos) return false;
  std::string_view value = style.substr(display + kDisplay.size());
  value.remove_prefix(std::min(value.find_first_not_of(" \t\n:"), value.size()));
  return value.starts_with("none");
}

/// Tells a visitor of gumbo's tree.
class TreeReader {
 public:
  explicit TreeReader(HtmlVisitor& visitor) : visitor_(visitor) {}

  bool enter(const GumboElement& node) {
    if (node.tag_namespace != GUMBO_NAMESPACE_HTML) return false;
    attributes_.clear();
    for (unsigned i = 0; i < node.attributes.length; ++i) {
      const auto& attribute = *static_cast<const GumboAttribute*>(node.attributes.data[i]);
      attributes_.push_back({attribute.name, attribute.value});
    }
    const HtmlElement element{node.tag, attributes_};
    if (is_invisible(element)) return false;
    visitor_.open(element);
    return !is_void(node.tag);
  }
  void leave(const GumboElement& node) { visitor_.close(node.tag); }
  void text(std::string_view text) { visitor_.text(text); }

 private:
  HtmlVisitor& visitor_;
  std::vector<HtmlAttribute> attributes_;
};

}  // namespace

bool is_invisible(const HtmlElement& element) {
  if (has_trait(element.tag, ElementTrait::Invisible)) return true;
  for (const auto& [name, value] : element.attributes) {
    if (name == "hidden" || (name == "style" && is_hidden_by(value))) return true;
  }
  return false;
}

void read_html_tree(std::string_view html, HtmlVisitor& visitor) {
  visitor.begin();
  const HtmlTree tree(html);
  TreeReader reader(visitor);
  walk(tree.root(), reader);
}

void read_html(std::string_view html, HtmlVisitor& visitor) {
  if (!read_plain_html(html, visitor)) read_html_tree(html, visitor);
}

}  // namespace aggregator::feed
