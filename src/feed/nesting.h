// How deep gumbo would nest the elements of a document, judged from its tags alone.
#pragma once

#include <cstddef>
#include <vector>

#include "html_tokens.h"

namespace aggregator::feed {

/// An estimate that errs upwards: an element counts as closed only where every HTML5 parser closes it. So sloppy
/// markup (`<ul><li>a<li>b</ul>`) nests no deeper than it looks, but misnested tags (`<b><i></b>`) stay open for good.
class Nesting {
 public:
  void see(const HtmlToken& token);
  [[nodiscard]] std::size_t depth() const { return open_.size(); }

 private:
  struct Element {
    GumboTag tag;
    std::string_view name;
  };
  void open(Element element);
  void close(Element element);

  std::vector<Element> open_;
};

}  // namespace aggregator::feed
