// Bodies: the base URL in a line, then HTML.
#include "aggregator/base/text.h"
#include "aggregator/feed/html.h"
#include "feed/html_trace.h"
#include "feed/strict_html.h"
#include "target.h"

namespace aggregator::fuzz {
namespace {

std::string harmless(const feed::Markup& markup) {
  std::string html = feed::sanitise(markup);
  require_text(html, "sanitised HTML");
  const feed::StrictHtml strict(html);
  require(strict.fault().empty(), "sanitised HTML is harmless", strict.fault());
  return html;
}

std::string without_blanks(std::string text) {
  std::erase(text, ' ');
  return text;
}

/// Whatever is read without gumbo must be what gumbo reads.
void compare_readers(std::string_view html) {
  feed::HtmlTrace plain, tree;
  if (!feed::read_plain_html(html, plain)) return;
  feed::read_html_tree(html, tree);
  require(plain.told() == tree.told(), "both readers of HTML say the same", plain.told());
}

void check_body(const feed::Entry& entry, std::size_t max_excerpt) {
  const feed::Body body = feed::read_body(entry, max_excerpt);
  require_line(body.excerpt, "an excerpt");
  require(cut_text(body.excerpt, max_excerpt) == body.excerpt, "an excerpt keeps to its length", body.excerpt);
  require_web_url(body.image, "a picture");
  require(body.minutes > 0 || body.excerpt.empty(), "text takes time to read");
}

}  // namespace

void try_input(std::string_view input) {
  const std::string base(take_line(input));
  const std::string source = clean_utf8(input);  // as all text of a feed
  const feed::Markup html{source, true, base}, text{source, false, base};

  compare_readers(source);
  const std::string once = harmless(html);
  harmless(text);
  harmless({once, true, base});
  const std::string visible = feed::text_of(html);
  require_line(visible, "visible text");
  require(without_blanks(feed::text_of({once, true, base})) == without_blanks(visible), "sanitising keeps the text",
          once);
  require_line(feed::text_of(text), "plain text");
  require_line(feed::title_text(source), "a title");

  const std::size_t half = source.size() / 2;
  feed::Entry entry;
  entry.title = feed::title_text(source.substr(0, 80));
  entry.summary = {clean_utf8(source.substr(0, half)), true, base};
  entry.content = {clean_utf8(source.substr(half)), true, base};
  check_body(entry, 240);
  check_body(entry, 20);
}

}  // namespace aggregator::fuzz
