// Templates filled with values.
#pragma once

#include <kainjow/mustache.hpp>
#include <string>

namespace aggregator::digest {

enum class Form { Html, Text };

/// A value in the form of its part. HTML is escaped here and not by the template: no tag that a runner writes, not even
/// "{{{title}}}", lets markup of a feed through.
[[nodiscard]] kainjow::mustache::data value_in(Form form, const std::string& text);

/// value_in(), or false for an empty text, which leaves out the section that asks for it.
[[nodiscard]] kainjow::mustache::data optional_in(Form form, const std::string& text);

/// A template, read once to be filled often. Values are never read as templates: there are no partials and no lambdas.
class Template {
 public:
  /// `text` is one that Templates::load() let through.
  explicit Template(const std::string& text);
  [[nodiscard]] std::string fill(const kainjow::mustache::data& values);

 private:
  kainjow::mustache::mustache template_;
};

}  // namespace aggregator::digest
