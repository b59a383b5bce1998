// What a reader of HTML tells its visitor, as a text that can be compared.
#pragma once

#include <string>
#include <string_view>

#include "html_visitor.h"

namespace aggregator::feed {

/// Writes down all it is told, adjacent text as one.
class HtmlTrace : public HtmlVisitor {
 public:
  void begin() override { told_.clear(); }
  void open(const HtmlElement& element) override {
    (told_ += '<') += gumbo_normalized_tagname(element.tag);
    for (const auto& [name, value] : element.attributes) (((told_ += ' ') += name) += "=\"") += value;
    told_ += '>';
  }
  void close(GumboTag tag) override { ((told_ += "</") += gumbo_normalized_tagname(tag)) += '>'; }
  void text(std::string_view text) override { told_ += text; }

  [[nodiscard]] const std::string& told() const { return told_; }

 private:
  std::string told_;
};

}  // namespace aggregator::feed
