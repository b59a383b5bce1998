#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <tuple>

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
  write("digest.txt.mustache", "{{site}} only, {{unsubscribe_url}} {{preferences_url}}\n");
  const auto templates = Templates::load(folder_);
  ASSERT_TRUE(templates) << templates.error().detail;
  const Rendered mail = render_digest(single_page("en"), *templates).value();
  EXPECT_THAT(mail.text, HasSubstr("새벽 개발 소식 only"));
  EXPECT_EQ(mail.html, render_digest(single_page("en"), Templates::load(std::nullopt).value()).value().html);
}

TEST_F(TemplatesTest, TakesTheRunnersWords) {
  std::string words = Templates::load(std::nullopt)->named("ko.strings");
  words.replace(words.find("구독 해지"), std::string("구독 해지").size(), "그만 받기");
  write("ko.strings", words);
  EXPECT_THAT(render_digest(single_page("ko"), Templates::load(folder_).value()).value().text,
              HasSubstr("그만 받기: "));
}

TEST_F(TemplatesTest, TakesADesignOfTheRunnersOwnAndShippedPartsInIt) {
  write("digest.mine.html.mustache", "{{> masthead}}\n{{> note}}{{> out}}\n");
  write("_note.html.mustache", "<p>by hand</p>\n");
  const auto templates = Templates::load(folder_, "mine");
  ASSERT_TRUE(templates) << templates.error().detail;
  const std::string html = render_digest(single_page("en"), *templates).value().html;
  EXPECT_THAT(html, HasSubstr(">Friday, 21 November</h1>"));
  EXPECT_THAT(html, HasSubstr("<p>by hand</p><div class=\"soft rule\""));
  EXPECT_THAT(html, HasSubstr(">Unsubscribe</a>"));
}

TEST_F(TemplatesTest, ChangesAPartInEveryDesign) {
  write("_more.html.mustache", "<p>ours</p>\n");
  for (const char* design : {"classic", "compact", "cards"}) {
    EXPECT_THAT(render_digest(single_page("en"), Templates::load(folder_, design).value()).value().html,
                HasSubstr("<p>ours</p>"))
        << design;
  }
}

TEST_F(TemplatesTest, LeavesADraftAloneThatIsNotChosen) {
  write("digest.draft.html.mustache", "{{#groups}}");
  EXPECT_TRUE(Templates::load(folder_, "cards"));
  EXPECT_FALSE(Templates::load(folder_, "draft"));
}

TEST_F(TemplatesTest, NamesTheDesignsWhereThereIsNoSuch) {
  write("digest.mine.html.mustache", "");
  const auto templates = Templates::load(folder_, "../secret");
  ASSERT_FALSE(templates);
  EXPECT_EQ(templates.error().code, ErrorCode::Misconfigured);
  EXPECT_EQ(templates.error().detail,
            "digest.design: there is no design \"../secret\"; there are cards, classic, compact, mine");
}

TEST_F(TemplatesTest, EscapesEvenWhereTheRunnerAskedForRawText) {
  write("digest.mine.html.mustache",
        "{{#groups}}{{#entries}}{{{title}}}{{&title}}{{/entries}}{{/groups}}<a href=\"{{unsubscribe_url}}\"></a>"
        "<a href='{{ preferences_url }}'></a>");
  DigestPage page = single_page("en");
  page.groups.front().entries.front().title = "<b>{{site}}</b>{{> out}}";
  const auto templates = Templates::load(folder_, "mine");
  ASSERT_TRUE(templates) << templates.error().detail;
  const std::string title = "&lt;b&gt;{{site}}&lt;/b&gt;{{&gt; out}}";
  EXPECT_THAT(render_digest(page, *templates).value().html, testing::StartsWith(title + title + "<a href=\"\x02"));
}

TEST_F(TemplatesTest, RefusesATemplateWithoutTheWayOut) {
  const std::string out = "<a href=\"{{unsubscribe_url}}\"></a>", preferences = "<a href=\"{{preferences_url}}\"></a>";
  const std::pair<std::string, const char*> cases[] = {
      {"<p>{{site}}</p>", "unsubscribe_url"},
      {preferences, "unsubscribe_url"},
      {out, "preferences_url"},
      {preferences + "{{unsubscribe_url}}", "unsubscribe_url"},
      {preferences + "{{! " + out + "}}", "unsubscribe_url"},
      {preferences + "<link href=\"{{unsubscribe_url}}\">", "unsubscribe_url"},
      {preferences + "<a data-href=\"{{unsubscribe_url}}\"></a>", "unsubscribe_url"},
  };
  for (const auto& [text, lacking] : cases) {
    write("digest.classic.html.mustache", text);
    EXPECT_THAT(refusal(), HasSubstr("digest.classic.html.mustache: lacks a link href=\"{{" + std::string(lacking) +
                                     "}}\" outside of all sections and comments; no such mail"))
        << text;
  }
  write("digest.classic.html.mustache", out + preferences);
  EXPECT_TRUE(Templates::load(folder_));
  write("digest.txt.mustache", "{{unsubscribe_url}}");
  EXPECT_THAT(refusal(), HasSubstr("digest.txt.mustache: lacks {{preferences_url}}"));
}

TEST_F(TemplatesTest, NamesTheLineWhereTheWayOutStandsInVain) {
  const std::string out = "<a href=\"{{unsubscribe_url}}\"></a>",
                    preferences = "<a href=\"{{preferences_url}}\"></a>\n";
  const std::pair<std::string, const char*> cases[] = {
      {"{{#nothing_new}}" + out + "{{/nothing_new}}", "section"},
      {"{{^head}}" + out + "{{/head}}", "section"},
      {"<!-- " + out + " -->", "comment"},
      {"<!-- --><!--[if mso]>" + out + "<![endif]-->", "comment"},
  };
  for (const auto& [text, place] : cases) {
    write("digest.classic.html.mustache", preferences + text);
    EXPECT_THAT(refusal(), HasSubstr("classic.html.mustache: line 2: {{unsubscribe_url}} stands inside a " +
                                     std::string(place) + " only; no such mail goes out without a link href="))
        << text;
  }
  write("digest.classic.html.mustache",
        preferences + "<!-- " + out + " --><!--[if !mso]><!-->" + out + "<!--<![endif]-->");
  EXPECT_TRUE(Templates::load(folder_)) << "this one readers see";
}

TEST_F(TemplatesTest, NamesThePartThatTookTheWayOutAway) {
  write("_out.html.mustache", "<p>bye <a href=\"{{preferences_url}}\">x</a></p>");
  EXPECT_THAT(refusal(), testing::StartsWith((folder_ / "_out.html.mustache").string() + ": lacks a link href="));
}

TEST_F(TemplatesTest, RefusesADesignThatLeavesNoRoomForPosts) {
  write("_more.html.mustache", "<!--" + std::string(100'000, 'x') + "-->\n");
  EXPECT_THAT(refusal(),
              testing::StartsWith((folder_ / "_more.html.mustache").string() + ": the HTML around the posts"));
  write("_more.html.mustache", "{{! " + std::string(100'000, 'x') + " }}\n");
  EXPECT_TRUE(Templates::load(folder_)) << "nothing of it is sent";
  write("_more.html.mustache", std::string(5 << 20, 'x'));
  EXPECT_THAT(refusal(), HasSubstr("_more.html.mustache: more than 262144 bytes"));
}

TEST_F(TemplatesTest, RefusesAnEditionThatIsTooLargeWithoutPosts) {
  write("_masthead.html.mustache", "{{#head}}<!--" + std::string(100'000, 'x') + "-->{{/head}}\n");
  const auto templates = Templates::load(folder_);
  ASSERT_TRUE(templates) << templates.error().detail;
  const auto rendered = render_digest(single_page("en"), *templates);
  ASSERT_FALSE(rendered);
  EXPECT_EQ(rendered.error().code, ErrorCode::Misconfigured);
}

TEST_F(TemplatesTest, RefusesAConfirmationWithoutItsLink) {
  write("confirm.txt.mustache", "{{unsubscribe_url}}");
  EXPECT_THAT(refusal(), HasSubstr("lacks {{confirm_url}}"));
}

TEST_F(TemplatesTest, NamesFileAndLineOfWhatIsWrong) {
  const std::pair<const char*, const char*> cases[] = {
      {"\n{{site", R"(line 2: "{{" is not closed by "}}")"},
      {"\n{{{site}}", R"(line 2: "{{" is not closed by "}}")"},
      {"\n\n{{#groups}}\n{{#entries}}\n{{/entries}}", "line 3: {{#groups}} is not closed in this file"},
      {"{{#groups}}\n{{^entries}}{{/groups}}", "line 2: {{/groups}} where {{^entries}} of line 2 is still open"},
      {"{{/groups}}", "line 1: {{/groups}} closes nothing that is open in this file"},
      {"\n{{titel}}", R"(line 2: there is no variable "titel" here)"},
      {"{{sit}}\n", R"(line 1: there is no variable "sit" here; did you mean "site"?)"},
      {"{{#grops}}{{/grops}}", R"(there is no variable "grops" here; did you mean "groups"?)"},
      {"{{title}}", R"(there is no variable "title" here)"},
      {"{{#groups}}{{title}}{{/groups}}", R"(there is no variable "title" here)"},
      {"{{^groups}}{{entries}}{{/groups}}", R"(there is no variable "entries" here)"},
      {"{{confirm_url}}", R"(there is no variable "confirm_url" here)"},
      {"{{.}}", R"(there is no variable "." here)"},
      {"{{}}", R"(there is no variable "" here)"},
      {"{{groups}}", "groups is no text; write {{#groups}} … {{/groups}}"},
      {"{{#groups}}{{#entries}}\n{{has_meta}}", "line 2: has_meta is no text"},
      {"\n{{> footer}}", R"(line 2: there is no part "footer" (a file _footer.html.mustache))"},
      {"{{> outt}}", R"(there is no part "outt" (a file _outt.html.mustache); did you mean "out"?)"},
      {"{{> ../secret}}", R"(there is no part "../secret")"},
      {"<a href={{feed_url}}>", "line 1: write quotes around {{feed_url}}"},
      {"\n{{=<% %>=}}", "line 2: delimiters cannot be changed"},
  };
  for (const auto& [text, why] : cases) {
    write("digest.classic.html.mustache", text);
    EXPECT_THAT(refusal(), HasSubstr((folder_ / "digest.classic.html.mustache").string() + ": ")) << text;
    EXPECT_THAT(refusal(), HasSubstr(why)) << text;
  }
}

TEST_F(TemplatesTest, NamesThePartInWhichSomethingIsWrong) {
  write("_out.html.mustache", "\n\n{{nothing}}");
  EXPECT_THAT(refusal(), HasSubstr("_out.html.mustache: line 3: there is no variable \"nothing\""));
  write("_out.html.mustache", "{{> more}}");
  write("_more.html.mustache", "\n{{> out}}");
  EXPECT_THAT(refusal(), HasSubstr("_out.html.mustache: line 1: {{> more}} contains itself"));
}

TEST_F(TemplatesTest, RefusesPartsThatGrowBeyondMeasure) {
  std::string many;
  for (int i = 0; i < 100; ++i) many += "{{> more}}";
  write("_out.html.mustache", many);
  write("_more.html.mustache", std::string(10'000, 'x'));
  EXPECT_THAT(refusal(), HasSubstr("line 1: more than 262144 bytes"));
}

TEST_F(TemplatesTest, RefusesFilesThatWouldNeverBeUsed) {
  for (const char* name :
       {"digest.html.mustache", "digest..html.mustache", "clasic.html.mustache", "_out.mustache",
        "digest.mine.txt.mustache", "no_language.strings", "digest.classic.html", "_out.html", "digest.txt"}) {
    write(name, "");
    EXPECT_THAT(refusal(), HasSubstr((folder_ / name).string() + ": ")) << name;
    std::filesystem::remove(folder_ / name);
  }
  for (const char* name : {"README.md", "preview.html", "digest.classic.html.mustache~"}) write(name, "{{");
  EXPECT_TRUE(Templates::load(folder_));
}

TEST_F(TemplatesTest, TakesFilesOfWindowsAndRefusesWhatIsNoText) {
  write("_more.html.mustache", "\xef\xbb\xbf<p>\r\n</p>\r\n");
  EXPECT_THAT(Templates::load(folder_)->named("digest.html.mustache"), HasSubstr("<p>\n</p>\n<div"));
  for (const char* text : {"\xff", "\x02unsubscribe\x03"}) {
    write("_more.html.mustache", text);
    EXPECT_THAT(refusal(), HasSubstr("_more.html.mustache: is no UTF-8 text"));
  }
}

TEST_F(TemplatesTest, LearnsALanguageFromOneFile) {
  std::string words = Templates::load(std::nullopt)->named("en.strings");
  const auto translate = [&](const std::string& from, const std::string& to) {
    ASSERT_NE(words.find(from), std::string::npos) << from;
    words.replace(words.find(from), from.size(), to);
  };
  translate("date = EEEE, d MMMM", "date = EEEE, d. MMMM");
  translate("unsubscribe = Unsubscribe", "unsubscribe = Abbestellen");
  translate("{count} more", "{count} weitere");
  translate("# more post on", "# weiterer Beitrag im");
  write("de.strings", words);
  const Templates templates = Templates::load(folder_).value();
  const Rendered mail = render_digest(sample_page("de-AT"), templates).value();
  EXPECT_THAT(mail.html, HasSubstr("<html lang=\"de\" dir=\"ltr\">"));
  EXPECT_THAT(mail.html, HasSubstr(">Freitag, 21. November</h1>"));
  EXPECT_THAT(mail.text, HasSubstr("Abbestellen: "));
  EXPECT_EQ(mail.language, "de");
  EXPECT_EQ(render_digest(sample_page("fr"), templates).value().language, "en") << "what it is written in";
  EXPECT_THAT(mail.subject, HasSubstr("and 21 weitere"));
  EXPECT_THAT(render_confirmation("News", "https://news.example.org", "de", templates).html, HasSubstr("lang=\"de\""));
  EXPECT_THAT(render_digest(sample_page("ko"), templates).value().html, HasSubstr("<html lang=\"ko\"")) << "as before";
}

TEST_F(TemplatesTest, TurnsTheMailForLanguagesFromRightToLeft) {
  write("ar.strings", Templates::load(std::nullopt)->named("en.strings"));
  const std::string html = render_digest(sample_page("ar"), Templates::load(folder_).value()).value().html;
  EXPECT_THAT(html, HasSubstr("<html lang=\"ar\" dir=\"rtl\">"));
  EXPECT_THAT(html, HasSubstr("align=\"right\""));
  EXPECT_THAT(html, HasSubstr("<span aria-hidden=\"true\">←</span>"));
}

TEST_F(TemplatesTest, PrefersTheWordsOfARegion) {
  const std::string words = Templates::load(std::nullopt)->named("en.strings");
  write("zh.strings", words);
  write("zh-TW.strings", words);
  const Templates templates = Templates::load(folder_).value();
  EXPECT_THAT(render_digest(single_page("zh-TW"), templates).value().html, HasSubstr("<html lang=\"zh-TW\""));
  EXPECT_THAT(render_digest(single_page("zh-CN"), templates).value().html, HasSubstr("<html lang=\"zh\""));
}

TEST_F(TemplatesTest, RefusesWordsThatAreNotComplete) {
  write("fr.strings", "date = d\n");
  EXPECT_THAT(refusal(), HasSubstr("fr.strings: lacks \""));
  write("fr.strings", "date = d\nnothing here\n");
  EXPECT_THAT(refusal(), HasSubstr("fr.strings: line 2"));
}

TEST_F(TemplatesTest, RefusesWordsWithMistakesOfTranslators) {
  const std::string words = Templates::load(std::nullopt)->named("en.strings");
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"entry_minutes = {minutes}", "entry_minutes = {minute}",
       "line 7: \"entry_minutes\" is not given {minute}, only {minutes}"},
      {"Untitled", "Untitled {n}", "\"untitled\" is not given {n}"},
      {"EEEE, d MMMM", "EEEE, il d MMMM", "line 2: not an ICU date pattern"},
      {"one{# post}", "one{# post", "not an ICU message pattern"},
      {"in {feeds}", "in {feeds, plural, one{one} other{many}}", "line 13: \"also_in\": a plural takes a number"},
      {"head = {count, plural, one{# post}", "head = {count, select, one{a post}", "line 6: \"head\": a plural takes"},
  };
  for (const auto& [from, to, why] : cases) {
    std::string changed = words;
    ASSERT_NE(changed.find(from), std::string::npos) << from;
    changed.replace(changed.find(from), std::string(from).size(), to);
    write("fr.strings", changed);
    EXPECT_THAT(refusal(), HasSubstr("fr.strings: ")) << to;
    EXPECT_THAT(refusal(), HasSubstr(why)) << to;
  }
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
  for (const char* design : {"classic", "compact", "cards"}) EXPECT_TRUE(Templates::load(std::nullopt, design));
}

}  // namespace aggregator::digest
