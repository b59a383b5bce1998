#include "aggregator/digest/render.h"
#include "aggregator/mail/personal.h"
#include "filling.h"
#include "page_data.h"
#include "shown_text.h"
#include "string_table.h"
#include "text_layout.h"

namespace aggregator::digest {
namespace {

constexpr std::size_t kMaxSiteName = 80;

kainjow::mustache::data confirmation_data(const std::string& site_name, const std::string& site_url,
                                          const StringTable& strings, Form form) {
  kainjow::mustache::data values;
  const auto set = [&](const char* name, const std::string& text) { values.set(name, value_in(form, text)); };
  set("language", strings.language());
  set_direction(values, strings);
  set("word_break", word_break_of(strings.language()));
  set("site", site_name);
  set("site_url", site_url);
  set("subject", strings.text("confirm_subject", {{"site", site_name}}));
  set("title", strings.text("confirm_title"));
  set("ask", strings.text("confirm_ask", {{"site", site_name}}));
  set("button", strings.text("confirm_button"));
  set("fallback", strings.text("confirm_fallback"));
  set("ignore", strings.text("confirm_ignore"));
  set("never", strings.text("confirm_never"));
  set("confirm_url", mail::placeholder(mail::Placeholder::ConfirmUrl));
  set("unsubscribe_url", mail::placeholder(mail::Placeholder::UnsubscribeUrl));
  return values;
}

}  // namespace

Rendered render_confirmation(const std::string& site_name, const std::string& site_url, const std::string& language,
                             const Templates& templates) {
  const StringTable strings = strings_for(language, templates);
  const std::string name = shown_line(site_name, kMaxSiteName);
  Template html(templates.named("confirm.html.mustache")), text(templates.named("confirm.txt.mustache"));
  return {
      .subject = strings.text("confirm_subject", {{"site", name}}),
      .html = html.fill(confirmation_data(name, site_url, strings, Form::Html)),
      .text = wrap_text(text.fill(confirmation_data(name, site_url, strings, Form::Text))),
      .language = strings.language(),
  };
}

}  // namespace aggregator::digest
