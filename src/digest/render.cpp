#include "aggregator/digest/render.h"

#include <algorithm>

#include "filling.h"
#include "page_data.h"
#include "shown_page.h"
#include "string_table.h"
#include "subject.h"
#include "text_layout.h"

namespace aggregator::digest {
namespace {

constexpr std::size_t kMaxHtmlBytes = 100'000;     // Gmail hides what comes after 102,400
constexpr std::size_t kMaxPlaceholderBytes = 300;  // a link with its token, escaped

/// How large the HTML can be once its placeholders are filled in.
std::size_t size_when_sent(const std::string& html) {
  return html.size() + static_cast<std::size_t>(std::ranges::count(html, '\x02')) * kMaxPlaceholderBytes;
}

std::string html_part(const DigestPage& page, const StringTable& strings, const Templates& templates) {
  Template html(templates.named("digest.html.mustache"));
  const std::string preheader = preview_line(page);
  const auto with_first = [&](std::size_t shown) {
    auto values = page_data(page, strings, Form::Html, shown);
    values.set("preheader", optional_in(Form::Html, preheader));
    return html.fill(values);
  };

  const std::size_t total = count_entries(page);
  std::string best = with_first(total);
  if (size_when_sent(best) < kMaxHtmlBytes) return best;
  std::size_t fits = 0, too_many = total;
  best = with_first(0);
  while (fits + 1 < too_many) {
    const std::size_t middle = fits + (too_many - fits) / 2;
    std::string tried = with_first(middle);
    if (size_when_sent(tried) < kMaxHtmlBytes) {
      fits = middle;
      best = std::move(tried);
    } else {
      too_many = middle;
    }
  }
  return best;
}

}  // namespace

Rendered render_digest(const DigestPage& page, const Templates& templates) {
  const StringTable strings = strings_for(page.language, templates);
  const DigestPage shown = shown_page(page, strings);
  Template text(templates.named("digest.txt.mustache"));
  return {
      .subject = subject_line(shown, strings),
      .html = html_part(shown, strings, templates),
      .text = wrap_text(text.fill(page_data(shown, strings, Form::Text, count_entries(shown)))),
  };
}

}  // namespace aggregator::digest
