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

void expect_golden_mail(const std::string& name, const Rendered& rendered) {
  SCOPED_TRACE(name);
  expect_golden(name + ".html", mail::fill_in(rendered.html, kReader, true));
  expect_golden(name + ".txt", "Subject: " + rendered.subject + "\n\n" + mail::fill_in(rendered.text, kReader, false));
}

}  // namespace

TEST(Golden, DigestsLookAsTheyDidWhenSomebodyLooked) {
  const Templates templates = Templates::load(std::nullopt).value();
  for (const std::string language : {"ko", "en"}) {
    expect_golden_mail("twelve." + language, render_digest(sample_page(language), templates));
    expect_golden_mail("empty." + language, render_digest(empty_page(language), templates));
  }
  expect_golden_mail("twelve.ja", render_digest(sample_page("ja"), templates));
  expect_golden_mail("single.ko", render_digest(single_page("ko"), templates));
  expect_golden_mail("odd.ko", render_digest(odd_page("ko"), templates));
}

TEST(Golden, ConfirmationsLookAsTheyDidWhenSomebodyLooked) {
  const Templates templates = Templates::load(std::nullopt).value();
  for (const std::string language : {"ko", "en", "ja"}) {
    expect_golden_mail("confirm." + language,
                       render_confirmation("새벽 개발 소식", "https://news.example.org", language, templates));
  }
}

}  // namespace aggregator::digest
