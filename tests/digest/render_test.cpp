#include "aggregator/digest/render.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "aggregator/base/text.h"
#include "aggregator/mail/message.h"
#include "aggregator/mail/personal.h"
#include "sample_page.h"

namespace aggregator::digest {
namespace {
using testing::HasSubstr;
using testing::Not;

Rendered rendered(const DigestPage& page) { return render_digest(page, Templates::load(std::nullopt).value()).value(); }

/// `page` with one entry, which `change` has changed.
Rendered rendered_with(const std::function<void(ShownEntry&)>& change, const std::string& language = "en") {
  DigestPage page = single_page(language);
  change(page.groups.front().entries.front());
  return rendered(page);
}

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

/// Of our own output only, whose attributes are all in double quotes.
std::vector<std::string> attributes(const std::string& html, const std::string& name) {
  std::vector<std::string> values;
  const std::regex attribute("\\s" + name + "=\"([^\"]*)\"");
  for (std::sregex_iterator match(html.begin(), html.end(), attribute), end; match != end; ++match) {
    values.push_back((*match)[1]);
  }
  return values;
}

std::string filled_with_long_links(const std::string& html) {
  const std::string link = "https://news.example.org/" + std::string(275, 't');
  return mail::fill_in(html, {.address = link, .unsubscribe_url = link, .preferences_url = link, .confirm_url = link},
                       true);
}

}  // namespace

TEST(RenderDigest, TellsDateCountAndTimeBeforeTheFirstTitle) {
  const std::string html = rendered(sample_page("en")).html;
  const std::size_t date = html.find(">Friday, 21 November</h1>"), posts = html.find("23 posts"),
                    time = html.find("to skim"), title = html.find("<a class");
  ASSERT_NE(date, std::string::npos);
  EXPECT_LT(date, posts);
  EXPECT_LT(posts, time);
  EXPECT_LT(time, title);
}

TEST(RenderDigest, TakesTheDayOfTheSubscribersZone) {
  DigestPage page = single_page("en");
  page.date = std::chrono::sys_days(std::chrono::year(2025) / 11 / 20) + std::chrono::hours(23);  // 8:00 in Seoul
  EXPECT_THAT(rendered(page).text, HasSubstr("Friday, 21 November"));
  EXPECT_THAT(rendered(page).text, HasSubstr("/archive/2025-11-21"));
  page.timezone = TimeZone::find("America/New_York").value();
  EXPECT_THAT(rendered(page).text, HasSubstr("Thursday, 20 November"));
  EXPECT_THAT(rendered(page).text, HasSubstr("/archive/2025-11-20"));
}

TEST(RenderDigest, SpeaksEnglishWhereItLacksALanguage) {
  EXPECT_THAT(rendered(single_page("tlh")).html, HasSubstr("<html lang=\"en\""));
  EXPECT_THAT(rendered(single_page("ko-KR")).html, HasSubstr("<html lang=\"ko\""));
}

TEST(RenderDigest, HasEveryLinkOfTheHtmlInTheText) {
  for (const DigestPage& page : {sample_page("ko"), odd_page("en"), single_page("ko"), empty_page("en")}) {
    const Rendered mail = rendered(page);
    const std::vector<std::string> links = attributes(mail.html, "href");
    EXPECT_GE(links.size(), 4u);
    for (const std::string& link : links) EXPECT_THAT(mail.text, HasSubstr(link));
  }
}

TEST(RenderDigest, WrapsTheTextAt72ColumnsAndNeverALink) {
  for (const DigestPage& page : {sample_page("ko"), odd_page("ko"), large_page("en", 60)}) {
    for (const std::string& line : split(rendered(page).text, '\n')) {
      const bool has_link = line.find("://") != std::string::npos || line.find('\x02') != std::string::npos;
      if (has_link) continue;
      EXPECT_LE(display_width(line), 72u) << line;
    }
  }
}

TEST(RenderDigest, FoldsTheLeastImportantUntilTheHtmlFits) {
  const DigestPage page = large_page("ko", 500);
  const Rendered mail = rendered(page);
  EXPECT_LT(filled_with_long_links(mail.html).size(), 100'000u);
  EXPECT_LT(mail::size_in_message(filled_with_long_links(mail.html)), 102'400u) << "what Gmail may count";
  const std::size_t shown = occurrences(mail.html, "<h3");
  EXPECT_GT(shown, 60u);
  EXPECT_LT(shown, 500u);
  EXPECT_THAT(mail.html, HasSubstr("나머지 " + std::to_string(500 - shown) + "편은 웹에서 보기"));
  EXPECT_THAT(mail.html, HasSubstr("https://blog.example.org/" + std::to_string(shown - 1) + "/"));
  EXPECT_THAT(mail.html, Not(HasSubstr("https://blog.example.org/" + std::to_string(shown) + "/")));
  EXPECT_THAT(mail.text, HasSubstr("[500] "));
  EXPECT_THAT(mail.text, HasSubstr("https://blog.example.org/499/"));
}

TEST(RenderDigest, FoldsNoMoreThanItMust) {
  for (const std::string language : {"ko", "en"}) {
    DigestPage page = large_page(language, 500);
    if (language == "en") {  // sent without the third that base64 adds
      for (ShownGroup& group : page.groups) group.entries.assign(group.entries.size(), team_blogs().entries[2]);
    }
    const std::string html = rendered(page).html;
    const std::size_t shown = occurrences(html, "<h3"), size = mail::size_in_message(filled_with_long_links(html));
    EXPECT_GT(size + 3 * size / shown, 102'000u) << language;
  }
}

TEST(RenderDigest, ShowsSixtyOrdinaryPostsWithoutFoldingInEveryDesign) {
  for (const char* design : {"classic", "compact", "cards"}) {
    SCOPED_TRACE(design);
    const Rendered mail = render_digest(large_page("ko", 60), Templates::load(std::nullopt, design).value()).value();
    EXPECT_EQ(occurrences(mail.html, "<h3"), 60u);
    EXPECT_THAT(mail.html, Not(HasSubstr("웹에서 보기 <span")));
  }
}

TEST(RenderDigest, ReckonsTheTimeOfTitlesAloneWhereADesignShowsNoMore) {
  const auto minutes = [](const char* design) {
    const std::string html =
        render_digest(large_page("en", 60), Templates::load(std::nullopt, design).value()).value().html;
    const std::size_t begin = html.find("60 posts · ") + std::string("60 posts · ").size();
    return std::stoi(html.substr(begin));
  };
  EXPECT_EQ(minutes("cards"), minutes("classic"));
  EXPECT_LT(minutes("compact") * 2, minutes("classic"));
  EXPECT_GE(minutes("compact"), 1);
}

TEST(RenderDigest, ShowsNoPicturesWhereTheRunnerWantsNone) {
  DigestPage page = sample_page("ko");
  page.images = false;
  for (const char* design : {"classic", "cards"}) {
    const std::string html = render_digest(page, Templates::load(std::nullopt, design).value()).value().html;
    EXPECT_THAT(html, Not(HasSubstr("<img"))) << design;
    EXPECT_THAT(html, HasSubstr("SQLite 하나로")) << design;
  }
}

TEST(RenderDigest, StaysSmallWhateverAnEntryHolds) {
  DigestPage page = large_page("en", 60);
  for (ShownGroup& group : page.groups) {
    for (ShownEntry& entry : group.entries) {
      entry.title = repeated("\"&<", 5000);
      entry.feed_title = entry.author = repeated("a\u0301\u0302\u0303\u0304", 5000);
      entry.excerpt = repeated("'>", 5000);
      entry.link = "https://blog.example.org/" + std::string(30'000, 'x');
    }
  }
  EXPECT_LT(filled_with_long_links(rendered(page).html).size(), 100'000u);
}

TEST(RenderDigest, LeadsToTheWebWhenPostsWereLeftOut) {
  EXPECT_THAT(rendered(sample_page("en")).html, HasSubstr("Read 11 more posts on the web"));
  EXPECT_THAT(rendered(sample_page("en")).text,
              HasSubstr("Read 11 more posts on the web:\nhttps://news.example.org/archive/2025-11-21"));
  DigestPage page = single_page("en");
  page.total = 2;
  EXPECT_THAT(rendered(page).html, HasSubstr("Read 1 more post on the web"));
  page.total = 1;
  EXPECT_THAT(rendered(page).html, Not(HasSubstr("on the web")));
}

TEST(RenderDigest, ShowsMarkupAndTemplatesOfFeedsAsText) {
  const Rendered mail = rendered_with([](ShownEntry& entry) {
    entry.title = "</a><script>alert(1)</script> {{unsubscribe_url}} {{{x}}} {{> title}} {{=<% %>=}}";
    entry.feed_title = "\"><img src=x onerror=alert(1)>";
    entry.author = "it's & co";
    entry.excerpt = "{{#groups}}{{/entries}} ${HOME}";
  });
  EXPECT_THAT(mail.html, HasSubstr("&lt;/a&gt;&lt;script&gt;alert(1)&lt;/script&gt; {{unsubscribe_url}} {{{x}}} "
                                   "{{&gt; title}} {{=&lt;% %&gt;=}}"));
  EXPECT_THAT(mail.html, HasSubstr("&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"));
  EXPECT_THAT(mail.html, HasSubstr("it&#39;s &amp; co"));
  EXPECT_THAT(mail.html, HasSubstr("{{#groups}}{{/entries}} ${HOME}"));
  EXPECT_THAT(mail.text, HasSubstr("{{unsubscribe_url}} {{{x}}} {{>\n    title}} {{=<% %>=}}"));
}

TEST(RenderDigest, LetsNobodyForgeAPlaceholder) {
  const Rendered plain = rendered(single_page("en"));
  const Rendered forged = rendered_with([](ShownEntry& entry) {
    const std::string placeholder = mail::placeholder(mail::Placeholder::UnsubscribeUrl);
    entry.title += placeholder;
    entry.excerpt = entry.author = entry.feed_title = placeholder;
    entry.link = "https://blog.example.org/" + placeholder;
    entry.image = "https://blog.example.org/" + placeholder;
    entry.also_in = {placeholder};
  });
  EXPECT_GT(occurrences(plain.html, "\x02"), 0u);
  EXPECT_EQ(occurrences(forged.html, "\x02"), occurrences(plain.html, "\x02"));
  EXPECT_EQ(occurrences(forged.text, "\x02"), occurrences(plain.text, "\x02"));
  EXPECT_EQ(occurrences(forged.subject, "\x02"), 0u);
}

TEST(RenderDigest, LeavesOutWhatTurnsTheDirectionOfTheRest) {
  const Rendered mail = rendered_with([](ShownEntry& entry) { entry.title = "ab\u202Ecd\u2066ef"; });
  EXPECT_EQ(mail.subject, "abcdef");
  EXPECT_THAT(mail.html, HasSubstr(">abcdef</a>"));
}

TEST(RenderDigest, LinksOnlyWhatABrowserOpens) {
  for (const char* link : {"", "javascript:alert(1)", "/relative", "ftp://example.org/", "data:text/html,x"}) {
    SCOPED_TRACE(link);
    const Rendered mail = rendered_with([&](ShownEntry& entry) {
      entry.title = "A title";
      entry.link = entry.image = link;
    });
    EXPECT_THAT(mail.html, HasSubstr(">A title</span></h2>"));
    EXPECT_THAT(mail.html, Not(HasSubstr("<img")));
  }
}

TEST(RenderDigest, GivesPicturesAnEmptyAltAndNoFixedHeight) {
  for (const char* design : {"classic", "cards"}) {
    SCOPED_TRACE(design);
    const std::string html =
        render_digest(sample_page("ko"), Templates::load(std::nullopt, design).value()).value().html;
    EXPECT_EQ(attributes(html, "src").size(), 3u);
    EXPECT_EQ(occurrences(html, "alt=\"\""), 3u);
    EXPECT_EQ(occurrences(html, ";max-height:") + occurrences(html, "\"max-height:"), 3u + 1u);  // and the preview line
    EXPECT_TRUE(attributes(html, "height").empty());  // with one, clients that block pictures leave a hole
  }
}

TEST(RenderDigest, NeverSkipsAHeadingLevel) {
  for (const char* design : {"classic", "compact", "cards"}) {
    SCOPED_TRACE(design);
    const Templates templates = Templates::load(std::nullopt, design).value();
    const std::string grouped = render_digest(sample_page("ko"), templates).value().html;
    EXPECT_EQ(occurrences(grouped, "<h1"), 1u);
    EXPECT_EQ(occurrences(grouped, "<h2"), 2u);
    EXPECT_EQ(occurrences(grouped, "<h3"), 12u);
    const std::string ungrouped = render_digest(single_page("ko"), templates).value().html;
    EXPECT_EQ(occurrences(ungrouped, "<h2"), 1u);
    EXPECT_EQ(occurrences(ungrouped, "<h3"), 0u);
  }
}

TEST(RenderDigest, SaysTheLanguageOfForeignEntriesOnly) {
  const auto is_german = [](ShownEntry& entry) {
    entry.title = entry.excerpt = "Ein kleiner Server";
    entry.language = "de-AT";
  };
  EXPECT_THAT(rendered_with(is_german, "ko").html, HasSubstr("<h2 lang=\"de-AT\""));
  const auto is_not = [](ShownEntry& entry) { entry.language = "de"; };
  EXPECT_THAT(rendered_with(is_not, "ko").html, Not(HasSubstr("<h2 lang"))) << "it is Korean, whatever the feed says";
  EXPECT_THAT(rendered_with([](ShownEntry& entry) { entry.language = "ko-KR"; }, "ko").html,
              Not(HasSubstr("<h2 lang")));
  EXPECT_THAT(rendered_with([](ShownEntry& entry) { entry.language = "x\" onclick=\""; }, "ko").html,
              Not(HasSubstr("onclick")));
}

TEST(RenderDigest, KeepsKoreanWordsWholeAndBreaksJapaneseLines) {
  EXPECT_THAT(rendered(single_page("ko")).html, HasSubstr("overflow-wrap:anywhere"));
  EXPECT_THAT(rendered(single_page("ko")).html, HasSubstr("word-break:keep-all"));
  const auto japanese = [](ShownEntry& entry) {
    entry.title = "日本語の題名";
    entry.excerpt = "行分割";
  };
  EXPECT_THAT(rendered_with(japanese, "ko").html, HasSubstr("padding-top:18px;word-break:normal"));
  EXPECT_THAT(rendered(single_page("en")).html, HasSubstr("padding-top:18px;word-break:keep-all"));
}

TEST(RenderDigest, NamesTheGroupOfPostsWithoutOneBesideOthersOnly) {
  const std::vector<std::pair<std::string, std::string>> headings = {
      {"en", "Other"}, {"ko", "그 밖의 글"}, {"ja", "その他"}};
  for (const auto& [language, heading] : headings) {
    DigestPage page = single_page(language);
    EXPECT_THAT(rendered(page).text, Not(HasSubstr(heading + " (1)")));
    EXPECT_THAT(rendered(page).html, Not(HasSubstr("<bdi>" + heading + "</bdi>")));
    page.groups.insert(page.groups.begin(), team_blogs());
    EXPECT_THAT(rendered(page).text, HasSubstr("\n\n" + heading + " (1)\n---"));
    EXPECT_THAT(rendered(page).html, HasSubstr("<bdi>" + heading + "</bdi>"));
    page.groups.front().entries.clear();
    EXPECT_THAT(rendered(page).text, Not(HasSubstr(heading + " (1)"))) << "the other group has nothing today";
  }
}

TEST(RenderDigest, NamesAnAuthorOnceWhoIsInTheNameOfTheBlog) {
  const auto meta_of = [](const std::string& blog, const std::string& author) {
    return rendered_with([&](ShownEntry& entry) {
             entry.feed_title = blog;
             entry.author = author;
             entry.minutes = 0;
           })
        .text;
  };
  EXPECT_THAT(meta_of("Notes by Maren Lindqvist", "Maren Lindqvist"), HasSubstr("    Notes by Maren Lindqvist\n"));
  EXPECT_THAT(meta_of("maren lindqvist's notes", "Maren Lindqvist"), HasSubstr("    maren lindqvist's notes\n"));
  EXPECT_THAT(meta_of("윤서의 노트", "윤서"), HasSubstr("    윤서의 노트\n"));
  EXPECT_THAT(meta_of("Algorithms", "Al"), HasSubstr("    Algorithms ·\u00A0Al\n")) << "part of a word";
  EXPECT_THAT(meta_of("Algorithms by Al", "Al"), HasSubstr("    Algorithms by Al\n"));
}

TEST(RenderDigest, SaysTheDayOfLatePosts) {
  const auto days_old = [](int days) {
    return rendered_with([=](ShownEntry& entry) { entry.date = kEditionHour - std::chrono::days(days); }).text;
  };
  EXPECT_THAT(days_old(4), HasSubstr("11\u00A0min ·\u00A017\u00A0Nov"));
  EXPECT_THAT(days_old(1), Not(HasSubstr("20 Nov")));
}

TEST(RenderDigest, NamesTheOtherFeedsOfAPost) {
  const auto in_feeds = [](std::vector<std::string> feeds) {
    return rendered_with([&](ShownEntry& entry) { entry.also_in = feeds; }).text;
  };
  EXPECT_THAT(in_feeds({"A"}), HasSubstr("Also in A\n"));
  EXPECT_THAT(in_feeds({"A", "B", "C", "D"}), HasSubstr("Also in A, B, C and 1 other blog\n"));
  EXPECT_THAT(in_feeds({"A", "B", "C", "D", "E"}), HasSubstr("and 2 other blogs\n"));
}

TEST(RenderDigest, SaysWhyItCame) {
  DigestPage page = single_page("en");
  const auto why = [&](const std::string& frequency, std::vector<std::string> tags) {
    page.frequency = frequency;
    page.tags = std::move(tags);
    const mail::Personal reader{"a@example.org", "https://u.example", "https://p.example", "https://c.example"};
    return fold_white_space(mail::fill_in(rendered(page).text, reader, false));
  };
  EXPECT_THAT(why("daily", {}), HasSubstr("because a@example.org subscribed to a daily digest of new posts."));
  EXPECT_THAT(why("weekly", {"db", "c++"}), HasSubstr("a weekly digest of new posts about db, c++."));
  EXPECT_THAT(why("instant", {"none"}), HasSubstr("subscribed to new posts about none as they appear."));
}

TEST(RenderConfirmation, AsksOnceAndOffersTheWayOut) {
  const Rendered mail =
      render_confirmation("News", "https://news.example.org", "en", Templates::load(std::nullopt).value());
  EXPECT_EQ(mail.subject, "Please confirm your subscription to News");
  for (const std::string& part : {mail.html, mail.text}) {
    EXPECT_THAT(part, HasSubstr(mail::placeholder(mail::Placeholder::ConfirmUrl)));
    EXPECT_THAT(part, HasSubstr(mail::placeholder(mail::Placeholder::UnsubscribeUrl)));
    EXPECT_THAT(part, HasSubstr("If it was not you, ignore this mail"));
    EXPECT_THAT(part, Not(HasSubstr(mail::placeholder(mail::Placeholder::Address))));  // a stranger typed it
  }
  EXPECT_EQ(occurrences(mail.html, "class=\"button\""), 1u);
}

}  // namespace aggregator::digest
