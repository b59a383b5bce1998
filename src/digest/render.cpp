#include "aggregator/digest/render.h"

#include <fmt/format.h>

#include <algorithm>

#include "aggregator/mail/message.h"
#include "filling.h"
#include "page_data.h"
#include "shown_page.h"
#include "string_table.h"
#include "subject.h"
#include "text_layout.h"

namespace aggregator::digest {
namespace {

// Gmail hides what comes after 102 KB, and with it the way out. It has never said of what: senders who tried found the
// limit to move with the transfer encoding
// (https://www.spamresource.com/2022/01/what-is-gmail-clipping-and-what-to-do.html), some count the source with its
// "=3D" and base64 (https://github.com/hteumeuleu/email-bugs/issues/41). So both are kept below it: the HTML, as we
// promise, and the part as it is sent, which for Korean is a third larger.
constexpr std::size_t kMaxHtmlBytes = 100'000, kMaxPartBytes = 102'000;
constexpr std::size_t kMaxPlaceholderBytes = 300;  // a link with its token, escaped

/// Whether no client cuts the HTML off, however long what its placeholders stand for is.
bool is_small_enough(const std::string& html) {
  const auto placeholders = static_cast<std::size_t>(std::ranges::count(html, '\x02')) * kMaxPlaceholderBytes;
  return html.size() + placeholders < kMaxHtmlBytes &&
         mail::size_in_message(html) + placeholders * 4 / 3 < kMaxPartBytes;
}

/// What the design does not show takes nobody time to read.
DigestPage page_in_design(DigestPage page, const Templates& templates) {
  if (templates.has_excerpts()) return page;
  for (ShownGroup& group : page.groups) {
    for (ShownEntry& entry : group.entries) entry.excerpt.clear();
  }
  return page;
}

std::unexpected<Error> too_large(const std::string& file) {
  return fail(ErrorCode::Misconfigured,
              fmt::format("{}: the HTML around the posts is too large; a digest has to stay under {} bytes, for mail "
                          "programs hide what comes behind, and with it the way out",
                          file, kMaxHtmlBytes));
}

Result<std::string> html_part(const DigestPage& whole_page, const StringTable& strings, const Templates& templates) {
  Template html(templates.named("digest.html.mustache"));
  const std::string preheader = preview_line(whole_page);
  const DigestPage page = page_in_design(whole_page, templates);
  const auto with_first = [&](std::size_t shown) {
    auto values = page_data(page, strings, Form::Html, shown);
    values.set("preheader", optional_in(Form::Html, preheader));
    return html.fill(values);
  };

  const std::size_t total = count_entries(page);
  std::string best = with_first(total);
  if (is_small_enough(best)) return best;
  std::size_t fits = 0, too_many = total;
  best = with_first(0);
  if (!is_small_enough(best)) return too_large(templates.largest_file());
  while (fits + 1 < too_many) {
    const std::size_t middle = fits + (too_many - fits) / 2;
    std::string tried = with_first(middle);
    if (is_small_enough(tried)) {
      fits = middle;
      best = std::move(tried);
    } else {
      too_many = middle;
    }
  }
  return best;
}

}  // namespace

Result<Rendered> render_digest(const DigestPage& page, const Templates& templates) {
  const StringTable strings = strings_for(page.language, templates);
  const DigestPage shown = shown_page(page, strings);
  Template text(templates.named("digest.txt.mustache"));
  auto html = html_part(shown, strings, templates);
  if (!html) return std::unexpected(html.error());
  return Rendered{
      .subject = subject_line(shown, strings),
      .html = *std::move(html),
      .text = wrap_text(text.fill(page_data(shown, strings, Form::Text, count_entries(shown)))),
      .language = strings.language(),
  };
}

}  // namespace aggregator::digest
