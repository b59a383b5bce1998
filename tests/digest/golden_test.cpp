#include <gtest/gtest.h>

#include "aggregator/digest/render.h"
#include "aggregator/mail/personal.h"
#include "golden_file.h"
#include "sample_page.h"

namespace aggregator::digest {
namespace {

const mail::Personal kReader{.address = "reader@example.org",
                             .unsubscribe_url = "https://news.example.org/unsubscribe/TOKEN-U",
                             .preferences_url = "https://news.example.org/preferences/TOKEN-P",
                             .confirm_url = "https://news.example.org/confirm/TOKEN-C"};

void expect_golden_html(const std::string& name, const Rendered& rendered) {
  expect_golden(name + ".html", mail::fill_in(rendered.html, kReader, true));
}

void expect_golden_text(const std::string& name, const Rendered& rendered) {
  expect_golden(name + ".txt", "Subject: " + rendered.subject + "\n\n" + mail::fill_in(rendered.text, kReader, false));
}

}  // namespace

TEST(Golden, DigestsLookAsTheyDidWhenSomebodyLooked) {
  const std::pair<const char*, DigestPage> pages[] = {
      {"twelve.ko", sample_page("ko")}, {"twelve.en", sample_page("en")}, {"twelve.ja", sample_page("ja")},
      {"single.ko", single_page("ko")}, {"odd.ko", odd_page("ko")},       {"sixty.ko", large_page("ko", 60)},
      {"empty.ko", empty_page("ko")},   {"empty.en", empty_page("en")}};
  for (const std::string design : {"classic", "compact", "cards"}) {
    const Templates templates = Templates::load(std::nullopt, design).value();
    for (const auto& [name, page] : pages) {
      SCOPED_TRACE(name);
      const Rendered rendered = render_digest(page, templates).value();
      expect_golden_html(design + "." + name, rendered);
      expect_golden_text(name, rendered);  // one text for all designs
    }
  }
}

TEST(Golden, ConfirmationsLookAsTheyDidWhenSomebodyLooked) {
  const Templates templates = Templates::load(std::nullopt).value();
  for (const std::string language : {"ko", "en", "ja"}) {
    const Rendered rendered = render_confirmation("새벽 개발 소식", "https://news.example.org", language, templates);
    expect_golden_html("confirm." + language, rendered);
    expect_golden_text("confirm." + language, rendered);
  }
}

}  // namespace aggregator::digest
