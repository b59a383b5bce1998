#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "aggregator/base/text.h"
#include "aggregator/feed/html.h"

namespace aggregator::feed {
namespace {

Markup html(std::string source) {
  return {.source = std::move(source), .is_html = true, .base_url = "https://blog.example/posts/1"};
}

Body body_of(std::string content, std::size_t max_excerpt = 240) {
  Entry entry;
  entry.title = "A title";
  entry.content = html(std::move(content));
  return read_body(entry, max_excerpt);
}

std::string repeated(const std::string& text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

TEST(ReadBody, ShowsAShortTextWhole) {
  EXPECT_EQ(body_of("<p>안녕하세요.</p><p>오늘은 글입니다.</p>").excerpt, "안녕하세요. 오늘은 글입니다.");
}

TEST(ReadBody, EndsTheExcerptAtASentenceOfTheLastThird) {
  const std::pair<const char*, const char*> cases[] = {
      {"One two three four. Five six seven eight nine ten.", "One two three four."},
      {"Is this it, or not? Five six seven eight nine ten.", "Is this it, or not?"},
      {"He said: “do it now.” Five six seven eight nine ten.", "He said: “do it now.”"},
      {"오늘은 새 서버를 샀고 켜 봤다. 그리고 내일은 더 많은 일을 하려고 한다.", "오늘은 새 서버를 샀고 켜 봤다."},
      {"오늘은 새로운 서버를 켜 봤어요.그리고 내일은 더 많은 일을 하려고 한다.", "오늘은 새로운 서버를 켜 봤어요."},
      {"今日は新しいサーバーを買ってみました。明日はもっと多くのことをするつもりです。",
       "今日は新しいサーバーを買ってみました。"},
      {"我们今天买了一台新的服务器然后试了试。明天我们还要做更多的事情所以很忙。",
       "我们今天买了一台新的服务器然后试了试。"},
  };
  for (const auto& [text, expected] : cases) {
    SCOPED_TRACE(text);
    EXPECT_EQ(body_of(text, 25).excerpt, expected);
  }
}

TEST(ReadBody, EndsTheExcerptAtAWordElse) {
  const std::pair<const char*, const char*> cases[] = {
      {"One two three four five six seven eight nine ten", "One two three four five…"},
      {"One two three four five, six seven eight nine ten", "One two three four five…"},
      {"One. two three four five six seven eight nine ten", "One. two three four five…"},
      {"One two three four (e.g. six) seven eight nine ten", "One two three four (e.g.…"},
      {"Upgrading to version 3.14 of the interpreter at last", "Upgrading to version…"},
      {"그러나 우리는 오늘도 내일도 계속해서 서버를 만들고 있다", "그러나 우리는 오늘도 내일도 계속해서 서버를…"},
      {"今日は新しいサーバーを買って、明日はもっと多くのことをするつもりです",
       "今日は新しいサーバーを買って、明日はもっと多くの…"},
  };
  for (const auto& [text, expected] : cases) {
    SCOPED_TRACE(text);
    EXPECT_EQ(body_of(text, 25).excerpt, expected);
  }
}

TEST(ReadBody, NeverExceedsTheLimitInCharacters) {
  for (const char* unit : {"word ", "단어 ", "漢字", "👩‍👩‍👧 ", "Sentence one. ",
                           "https://example.org/very/long/", "e\u0301"}) {
    for (const std::size_t limit : {1, 2, 7, 60, 240}) {
      SCOPED_TRACE(unit);
      const std::string excerpt = body_of(repeated(unit, 500), limit).excerpt;
      EXPECT_EQ(cut_text(excerpt, limit), excerpt);
      EXPECT_EQ(clean_utf8(excerpt), excerpt);
    }
  }
}

TEST(ReadBody, LeavesCodeTablesCaptionsAndHeadingsOutOfTheExcerpt) {
  const Body body = body_of(
      "<h2>Introduction</h2><p>We moved our servers to a new place.</p><pre>rm -rf "
      "/</pre><table><tr><td>cell</td></tr></table>"
      "<figure><img src=/a.png><figcaption>caption</figcaption></figure><p>It took <code>3</code> days.</p>");
  EXPECT_EQ(body.excerpt, "We moved our servers to a new place. It took 3 days.");
}

TEST(ReadBody, ShowsHeadingsWhenThereIsLittleElse) {
  EXPECT_EQ(body_of("<h1>News</h1><p>None</p>").excerpt, "News None");
}

TEST(ReadBody, StripsWhatPlatformsAppend) {
  const char* const text = "We moved our servers to a new place.";
  for (const char* ending :
       {" [&hellip;]", " [...]", "<p>The post <a href=x>Moving</a> appeared first on <a href=y>Blog</a>.</p>",
        " [&#8230;]<p>The post Moving first appeared on Blog.</p>", " <a href=x>Continue reading Moving &rarr;</a>",
        " <a href=x>Read more</a>", " Read more &raquo;", " <a href=x>더 보기</a>", " 続きを読む",
        " Continue reading &#8220;Moving&#8221;"}) {
    SCOPED_TRACE(ending);
    EXPECT_EQ(body_of(std::string(text) + ending).excerpt, text);
  }
}

TEST(ReadBody, KeepsSentencesThatOnlySoundLikeIt) {
  for (const char* text : {"Please write to us and leave your comments", "The post office was closed.",
                           "You should continue reading", "그래서 책을 더 읽기"}) {
    EXPECT_EQ(body_of(text).excerpt, text);
  }
}

TEST(ReadBody, SaysWhenATextWasCutByItsFeed) {
  EXPECT_EQ(body_of("We moved our servers to a [&hellip;]").excerpt, "We moved our servers to a…");
}

TEST(ReadBody, PrefersTheSummaryWhenItIsATeaser) {
  Entry entry;
  entry.title = "Moving";
  entry.summary = html("How we moved two hundred servers in one night.");
  entry.content = html("<p>Hello everybody, it has been a long time since I wrote.</p>");
  EXPECT_EQ(read_body(entry).excerpt, "How we moved two hundred servers in one night.");
  entry.summary = html("<a href=x>Comments</a>");
  EXPECT_EQ(read_body(entry).excerpt, "Hello everybody, it has been a long time since I wrote.");
  entry.summary = html("Hello everybody, it has been a long [&#8230;]");
  EXPECT_EQ(read_body(entry).excerpt, "Hello everybody, it has been a long time since I wrote.");
}

TEST(ReadBody, DropsAnExcerptThatRepeatsTheTitle) {
  Entry entry;
  entry.title = "How we moved two hundred servers in one night";
  entry.summary = html("<b>How we moved two hundred servers in one NIGHT</b>");
  EXPECT_EQ(read_body(entry).excerpt, "");
  entry.content = html("It was dark.");
  EXPECT_EQ(read_body(entry).excerpt, "It was dark.");
}

TEST(ReadBody, CountsMinutesInWordsAndIdeographs) {
  EXPECT_EQ(body_of("").minutes, 0);
  EXPECT_EQ(body_of("<img src=/a.png>").minutes, 0);
  EXPECT_EQ(body_of("one").minutes, 1);
  EXPECT_EQ(body_of(repeated("don't ", 265)).minutes, 1);
  EXPECT_EQ(body_of(repeated("don't ", 266)).minutes, 2);
  EXPECT_EQ(body_of(repeated("한글", 500)).minutes, 2);
  EXPECT_EQ(body_of(repeated("漢字かな ", 250)).minutes, 2);
  EXPECT_EQ(body_of(repeated("한글 text ", 265)).minutes, 3);  // 530 ideographs and 265 words
}

TEST(ReadBody, TakesTheFirstPictureThatShowsSomething) {
  const std::pair<const char*, const char*> cases[] = {
      {"<img src=/a.png>", "https://blog.example/a.png"},
      {"<img src=http://c.example/a.png width=640 height=480>", "http://c.example/a.png"},
      {"<img src=/p.gif width=1 height=1><img src=/a.png>", "https://blog.example/a.png"},
      {"<img src=/p.png width=32><img src=/a.png>", "https://blog.example/a.png"},
      {"<img src=/p.png style='height: 20px'><img src=/a.png>", "https://blog.example/a.png"},
      {"<img src=/p.png width=50% height=auto>", "https://blog.example/p.png"},
      {"<img src=/p.png style='max-width: 20px'>", "https://blog.example/p.png"},
      {"<img src=https://secure.gravatar.com/avatar/1><img src=/a.png>", "https://blog.example/a.png"},
      {"<img src=https://img.shields.io/x.svg><img src=https://s.w.org/images/core/emoji/2/72x72/1f600.png>", ""},
      {"<img class='wp-smiley' src=/x.png><img src=data:image/png;base64,AAAA data-src=/a.png>",
       "https://blog.example/a.png"},
      {"<img src=javascript:x><noscript><img src=/n.png></noscript>", ""},
  };
  for (const auto& [content, expected] : cases) {
    SCOPED_TRACE(content);
    EXPECT_EQ(body_of(content).image, expected);
  }
}

TEST(ReadBody, PrefersThePictureThatTheFeedNames) {
  Entry entry;
  entry.content = html("<img src=/content.png>");
  entry.enclosures = {{.url = "https://c.example/talk.mp3", .type = "audio/mpeg", .length = {}},
                      {.url = "https://c.example/enclosed.JPG?x", .type = "", .length = {}}};
  EXPECT_EQ(read_body(entry).image, "https://c.example/enclosed.JPG?x");
  entry.image = "https://c.example/explicit.png";
  EXPECT_EQ(read_body(entry).image, "https://c.example/explicit.png");
  entry.image = "https://0.gravatar.com/avatar/1?s=96";
  EXPECT_EQ(read_body(entry).image, "https://c.example/enclosed.JPG?x");
  entry.enclosures.clear();
  EXPECT_EQ(read_body(entry).image, "https://blog.example/content.png");
}

TEST(ReadBody, ReadsPlainText) {
  Entry entry;
  entry.summary = {.source = "1 < 2\n and <b> is no tag here", .is_html = false, .base_url = ""};
  EXPECT_EQ(read_body(entry).excerpt, "1 < 2 and <b> is no tag here");
}

}  // namespace
}  // namespace aggregator::feed
