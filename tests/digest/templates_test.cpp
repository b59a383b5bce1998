#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "aggregator/base/file.h"
#include "aggregator/digest/render.h"
#include "sample_page.h"

namespace aggregator::digest {
namespace {
using testing::HasSubstr;
using testing::Not;

/// A folder of the runner's own templates.
class TemplatesTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              ("templates-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) {
    const auto written = replace_file(folder_ / name, text);
    ASSERT_TRUE(written) << written.error().detail;
  }

  std::string refusal() const {
    const auto templates = Templates::load(folder_);
    if (templates) return "not refused";
    EXPECT_EQ(templates.error().code, ErrorCode::Misconfigured);
    return templates.error().detail;
  }

  std::filesystem::path folder_;
};

TEST_F(TemplatesTest, TakesTheFolderWhereItHasAFileAndItsOwnElsewhere) {
  write("digest.txt.mustache", "{{site}} only, {{unsubscribe_url}}\n");
  const auto templates = Templates::load(folder_);
  ASSERT_TRUE(templates) << templates.error().detail;
  const Rendered mail = render_digest(single_page("en"), *templates);
  EXPECT_THAT(mail.text, HasSubstr("새벽 개발 소식 only"));
  EXPECT_EQ(mail.html, render_digest(single_page("en"), Templates::load(std::nullopt).value()).html);
}

TEST_F(TemplatesTest, TakesTheRunnersWords) {
  std::string words = Templates::load(std::nullopt)->named("ko.strings");
  words.replace(words.find("구독 해지"), std::string("구독 해지").size(), "그만 받기");
  write("ko.strings", words);
  EXPECT_THAT(render_digest(single_page("ko"), Templates::load(folder_).value()).text, HasSubstr("그만 받기: "));
}

TEST_F(TemplatesTest, EscapesEvenWhereTheRunnerAskedForRawText) {
  write("digest.html.mustache",
        "{{#groups}}{{#entries}}{{{title}}}{{&title}}{{> title}}{{/entries}}{{/groups}}{{unsubscribe_url}}");
  DigestPage page = single_page("en");
  page.groups.front().entries.front().title = "<b>{{site}}</b>";
  const std::string html = render_digest(page, Templates::load(folder_).value()).html;
  EXPECT_THAT(html, testing::StartsWith("&lt;b&gt;{{site}}&lt;/b&gt;&lt;b&gt;{{site}}&lt;/b&gt;\x02"));
}

TEST_F(TemplatesTest, RefusesATemplateWithoutTheWayOut) {
  write("digest.html.mustache", "<p>{{site}}</p>");
  EXPECT_THAT(refusal(), HasSubstr("digest.html.mustache: lacks {{unsubscribe_url}}"));
}

TEST_F(TemplatesTest, RefusesAConfirmationWithoutItsLink) {
  write("confirm.txt.mustache", "{{unsubscribe_url}}");
  EXPECT_THAT(refusal(), HasSubstr("lacks {{confirm_url}}"));
}

TEST_F(TemplatesTest, NamesTheLineOfATemplateThatDoesNotParse) {
  write("digest.html.mustache", "{{unsubscribe_url}}\n\n{{#groups}}\n");
  EXPECT_THAT(refusal(), HasSubstr("digest.html.mustache: line 3"));
  write("digest.html.mustache", "{{unsubscribe_url}}\n{{site");
  EXPECT_THAT(refusal(), HasSubstr("line 2"));
}

TEST_F(TemplatesTest, RefusesWordsThatAreNotComplete) {
  write("ko.strings", "date = d\n");
  EXPECT_THAT(refusal(), HasSubstr("ko.strings: lacks \""));
  write("ko.strings", "date = d\nnothing here\n");
  EXPECT_THAT(refusal(), HasSubstr("line 2"));
}

}  // namespace

TEST(Templates, AreBuiltIntoTheProgram) {
  const auto templates = Templates::load(std::nullopt);
  ASSERT_TRUE(templates) << templates.error().detail;
  for (const char* name : {"digest.html.mustache", "digest.txt.mustache", "confirm.html.mustache",
                           "confirm.txt.mustache", "ko.strings", "en.strings", "ja.strings"}) {
    EXPECT_NE(templates->find(name), nullptr) << name;
  }
  EXPECT_EQ(templates->find("xx.strings"), nullptr);
}

}  // namespace aggregator::digest
