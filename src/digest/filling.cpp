#include "filling.h"

#include <sstream>

#include "aggregator/base/text.h"

namespace aggregator::digest {
namespace {
namespace mustache = kainjow::mustache;

/// "{{> title}}" would read the title as a template.
class ContextWithoutPartials : public mustache::context<std::string> {
 public:
  using mustache::context<std::string>::context;
  const mustache::data* get_partial(const std::string&) const override { return nullptr; }
};

}  // namespace

mustache::data value_in(Form form, const std::string& text) { return form == Form::Html ? escape_html(text) : text; }

mustache::data optional_in(Form form, const std::string& text) {
  return text.empty() ? mustache::data(false) : value_in(form, text);
}

Template::Template(const std::string& text) : template_(text) {
  template_.set_custom_escape([](const std::string& value) { return value; });
}

std::string Template::fill(const mustache::data& values) {
  ContextWithoutPartials context(&values);
  std::ostringstream filled;
  template_.render(context, filled);
  return filled.str();
}

}  // namespace aggregator::digest
