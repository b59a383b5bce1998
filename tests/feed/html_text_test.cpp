#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "aggregator/feed/html.h"

namespace aggregator::feed {
namespace {

std::string text_of_html(std::string html) {
  return text_of({.source = std::move(html), .is_html = true, .base_url = ""});
}

TEST(TextOf, ReadsAsABrowserShows) {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},
      {"<p>a</p><p>b<br>c</p>", "a b c"},
      {"<ul><li>a<li>b</ul>", "a b"},
      {"<table><tr><td>a</td><td>b</td></tr></table>", "a b"},
      {"in<b>si</b>de", "inside"},
      {"  a\n\t b&nbsp;c ", "a b c"},
      {"R&amp;D &lt;b&gt; caf&eacute; &#8212; &#x1F600;", "R&D <b> café — 😀"},
      {"<pre>int  x;\nint y;</pre>", "int x; int y;"},
      {"a<script>x</script><style>y</style><!-- z --><noscript>n</noscript>", "a"},
      {"<div style=\"display:none\">preview</div>a", "a"},
      {"a<iframe src=x /> b", "a b"},
      {"1 < 2", "1 < 2"},
      {"<p>안녕하세요.</p>오늘은", "안녕하세요. 오늘은"},
  };
  for (const auto& [html, expected] : cases) {
    SCOPED_TRACE(html);
    EXPECT_EQ(text_of_html(html), expected);
  }
}

TEST(TextOf, LeavesPlainTextAlone) {
  EXPECT_EQ(text_of({.source = "a <b> &amp;\n c", .is_html = false, .base_url = ""}), "a <b> &amp; c");
}

TEST(TextOf, BearsDeepNesting) {
  std::string html;
  for (int i = 0; i < 100'000; ++i) html += "<div>";
  EXPECT_EQ(text_of_html("before" + html + "after"), "before");  // behind the limit nothing is read
}

TEST(TitleText, ReducesMarkupToText) {
  const std::pair<const char*, const char*> cases[] = {
      {"Plain  title\n", "Plain title"},
      {"Learn <b>C++</b> <i>now", "Learn C++ now"},
      {"<script>alert(1)</script>Hello <b>you</b>", "Hello you"},
      {"a <br/> b<p>c", "a b c"},
      {"<a href=\"https://a.example/\" title=\"&amp;\">R&amp;D</a>", "R&D"},
      {"&#8220;q&#8221; &hellip; &nbsp;x", "“q” … x"},
      {"A &amp;lt; B", "A &lt; B"},
      {"&lt;p&gt; tag", "<p> tag"},
      {"<![CDATA[Twice &amp; wrapped]]>", "Twice & wrapped"},
      {"safe<!-- comment -->", "safe"},
      {"sa<!-- odd >fe", "safe"},
      {"safe<!--", "safe"},
      {"safe<object classid=\"clsid:1\"> text", "safe text"},
      {"<img src=x onerror=alert(1)>t", "t"},
  };
  for (const auto& [html, expected] : cases) {
    SCOPED_TRACE(html);
    EXPECT_EQ(title_text(html), expected);
  }
}

TEST(TitleText, KeepsWhatOnlyLooksLikeMarkup) {
  for (const char* title : {"std::vector<T>",
                            "Map<String, List<Integer>>",
                            "Option<A> in Rust",
                            "1 < 2",
                            "x<3",
                            "A<B",
                            "I <3 you",
                            "a<b && c>d",
                            "RSS <<<Tutorial>>>",
                            "[Java] 가상 스레드 <Virtual Thread> 정리",
                            "React <Suspense>",
                            "the <table> element",
                            "<> and </>",
                            "Item <!-- Title",
                            "what <!DOCTYPE html> does",
                            "<?php echo",
                            "AT&T",
                            "Q&A, F&Q;",
                            "a&&b",
                            "&notanentity; x",
                            "R&region",
                            "The List<Object> type"}) {
    SCOPED_TRACE(title);
    EXPECT_EQ(title_text(title), title);
  }
}

TEST(TitleText, DoesNotLoseTheRestToAScriptThatNeverEnds) {
  EXPECT_EQ(title_text("Using <script> tags"), "Using tags");
  EXPECT_EQ(title_text("Styles in <style> and <b>x</b>"), "Styles in and x");
}

TEST(TitleText, BearsEndlessSigns) {
  EXPECT_FALSE(title_text(std::string(5 << 20, '<')).empty());
  std::string tags;
  for (int i = 0; i < 100'000; ++i) tags += "<a<b ";
  EXPECT_FALSE(title_text(tags).empty());
}

}  // namespace
}  // namespace aggregator::feed
