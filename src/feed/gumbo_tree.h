// HTML as a tree of elements, parsed by gumbo within bounds of memory and walked without recursion.
#pragma once

#include <gumbo.h>

#include <cstddef>
#include <memory_resource>
#include <string_view>
#include <vector>

#include "html_source.h"

namespace aggregator::feed {

/// Where gumbo's trees are built: nothing is freed before the whole goes, which spares gumbo_destroy_output(), a
/// function that recurses as deep as the document nests.
class GumboMemory {
 public:
  /// What a document of kMaxHtmlBytes needs, twice. Misnested markup could ask for any amount: HTML5 has a parser clone
  /// the elements that were left open ("reconstruct the active formatting elements").
  static constexpr std::size_t kMaxBytes = 64 << 20;
  /// What a shorter one may take for each of its bytes, above kMinBytes: twice what nothing but the shortest tags and
  /// texts (`<p>x`) takes. So a feed full of small bodies with such markup takes no longer than its size justifies.
  static constexpr std::size_t kBytesPerByte = 160;
  static constexpr std::size_t kMinBytes = 256 << 10;

  /// The tree of `html`, valid as long as both; null when it would take more than the limits above. `context` is the
  /// element that holds the fragment, GUMBO_TAG_LAST for a whole page. To be called again only after it returned null.
  [[nodiscard]] const GumboOutput* parse(std::string_view html, GumboTag context);

 private:
  std::pmr::monotonic_buffer_resource buffer_;
};

/// A parsed document. Of HTML beyond the limits of HtmlSource, and of HTML whose tree gets too large, only the
/// beginning is in it.
class HtmlTree {
 public:
  enum class Kind {
    Fragment,  ///< what stands in a <body>
    Page,
  };
  /// `html` must outlive the tree.
  explicit HtmlTree(std::string_view html, Kind kind = Kind::Fragment);

  [[nodiscard]] const GumboElement& root() const { return output_->root->v.element; }

 private:
  HtmlSource source_;
  GumboMemory memory_;
  const GumboOutput* output_ = nullptr;
};

/// The value of an attribute, null when the element has none of that name.
[[nodiscard]] const char* attribute_of(const GumboElement& element, const char* name);

/// Walks through all that is below `root` in document order. A visitor has
///   bool enter(const GumboElement&)   whether to walk through its children, too
///   void leave(const GumboElement&)   after the children; only if enter() said so
///   void text(std::string_view)
template <typename Visitor>
void walk(const GumboElement& root, Visitor& visitor) {
  struct Step {
    const GumboElement* parent;
    unsigned next;
  };
  std::vector<Step> path{{&root, 0}};
  while (true) {
    auto& [parent, next] = path.back();
    if (next == parent->children.length) {
      const GumboElement& done = *parent;
      path.pop_back();
      if (path.empty()) return;
      visitor.leave(done);
      continue;
    }
    const auto& child = *static_cast<const GumboNode*>(parent->children.data[next++]);
    if (child.type == GUMBO_NODE_TEXT || child.type == GUMBO_NODE_WHITESPACE || child.type == GUMBO_NODE_CDATA) {
      visitor.text(child.v.text.text);
    } else if (child.type == GUMBO_NODE_ELEMENT && visitor.enter(child.v.element)) {
      path.push_back({&child.v.element, 0});
    }
  }
}

}  // namespace aggregator::feed
