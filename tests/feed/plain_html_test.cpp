// The two ways of reading HTML must tell a visitor the very same. Whatever is read without gumbo is compared with it.
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/feed/feed.h"
#include "html_references.h"
#include "html_trace.h"

namespace aggregator::feed {
namespace {

std::string told_by_gumbo(std::string_view html) {
  HtmlTrace trace;
  read_html_tree(html, trace);
  return trace.told();
}

/// Whether `html` was read without gumbo, and then to the same result.
bool is_read_plainly(std::string_view html) {
  HtmlTrace trace;
  if (!read_plain_html(html, trace)) return false;
  EXPECT_EQ(trace.told(), told_by_gumbo(html)) << html;
  return true;
}

TEST(ReadPlainHtml, UnderstandsWhatBlogsAreMadeOf) {
  for (const char* html : {
           "plain text",
           "",
           "<p>a</p>\n<p>b<br>c<br/>d</p><hr>",
           "<P CLASS='x' class=y>a<P>b<h2>c</h2>",
           "<p>a<div>b</div></p>c",
           "<ul><li>a<li><p>b</ul><dl><dt>a<dd>b<dt>c</dl>",
           "<ul>\n<li>a<ul><li>b</li></ul></li>\n</ul>",
           "<pre>\n\nint x;</pre><pre><code class=\"language-c\">\n&lt;a&gt;</code></pre>",
           "<table><tr><td>a<td>b<tr><th><p>c</table>",
           "<table> <caption>x</caption> <colgroup><col></colgroup><thead>\n<tr><td>a</td></tr></thead><tbody></table>",
           "<table><tr><td><table><td>x</table></td></tr></table>",
           "<a href=\"/?a=1&b=2&amp;c=3\" title='R&amp;D'>x</a> R&D &nbsp;&mdash;&#8217;&#x1F600; Q & A",
           "<a name=x><a name=y>z</a>",
           "<div hidden>a<p>b</div>c<p style='display:none'>d<p>e",
           "a<script>if (a < b) c();</script><style>p > a {}</style>b",
           "a<iframe src=x></iframe>b<svg><path d='x'/><p></svg>c<math></math><select><option>x</select>",
           "a<script src=x />b<iframe />c",
           "<figure><img src=a alt=b alt=c><figcaption>d</figcaption></figure><!-- e --><?xml f?>g",
           "<video controls><source src=x>a</video><input type=checkbox disabled>b",
           "<p>a<button>b</button><noscript><img src=x></noscript>",
           "</div></b>a</span></img>",
           "<my-element a=b>c</my-element><o:p></o:p>",
           "한글 <strong>강조</strong>와 말",
           "1 < 2 <3",
           "a<script>b",
           "a<script>b</script/>c",
       }) {
    SCOPED_TRACE(html);
    EXPECT_TRUE(is_read_plainly(html));
  }
}

TEST(ReadPlainHtml, LeavesToGumboWhatIsNotPlain) {
  for (const char* html : {
           "<b><i>x</b>y</i>",
           "<p><b>x<p>y",
           "<p><b>a</p>b",
           "<a href=x><p><a href=y>z</a>",
           "<b><b><b><b>a",
           "<table>a</table>",
           "<table><div>a</div></table>",
           "<div><table><tr><td>a</div>b</table></div>",
           "<form>a</form>",  // gumbo puts the text behind it
           "<table></p></table>",
           "<td>a",
           "<ul><li><div><li>a</ul>",
           "<h1>a<h2>b</h1>",
           "<h1>a</h2>b",
           "a</br>b",
           "<body class=x>a</body>",
           "<svg><p>a",
           "<script><!-- <script> --></script>",
           "<title>a</title>",
           "<textarea>a</textarea>",
           "<![CDATA[a]]>",
           "<p title='never ends",
           "<!-- never ends",
           "&copy 2026",
           "&#0;&#x80;",
           "&CounterClockwiseContourIntegral;",
           "<a href='?a&copy_b'>x</a>",
           "<p @a=x>b</p>",
           "<p a a b>c</p>",  // gumbo makes the second and third one attribute, "ab"
           "<pre></>\n</pre>",
           "a\rb",
           "\xff",
           "\xef\xbf\xbe",
       }) {
    SCOPED_TRACE(html);
    EXPECT_FALSE(is_read_plainly(html));
  }
}

TEST(ReadPlainHtml, KeepsToTheLimits) {
  const auto repeated = [](std::string_view text, int times) {
    std::string result;
    for (int i = 0; i < times; ++i) result += text;
    return result;
  };
  EXPECT_TRUE(is_read_plainly(repeated("<div>", 512)));
  EXPECT_FALSE(is_read_plainly(repeated("<div>", 513)));
  EXPECT_TRUE(is_read_plainly(repeated("<br>", 100'000)));
  EXPECT_FALSE(is_read_plainly(repeated("<br>", 100'001)));
  EXPECT_TRUE(is_read_plainly("<p" + repeated(" a=b", 128) + ">c"));
  EXPECT_FALSE(is_read_plainly("<p" + repeated(" a=b", 129) + ">c"));
  EXPECT_TRUE(is_read_plainly(repeated("x", 2 << 20)));
}

TEST(ReadPlainHtml, ReadsEveryBodyOfTheFixturesAsGumboDoes) {
  int bodies = 0, plain = 0;
  const std::filesystem::path fixtures = std::filesystem::path(AGGREGATOR_SOURCE_DIR) / "tests";
  for (const auto& file : std::filesystem::recursive_directory_iterator(fixtures)) {
    if (!file.is_regular_file()) continue;
    std::ifstream in(file.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    const auto feed = parse_feed(bytes, {.base_url = "https://blog.example/", .content_type = ""});
    if (!feed) continue;
    for (const Entry& entry : feed->entries) {
      for (const Markup* const body : {&entry.summary, &entry.content}) {
        ++bodies;
        plain += is_read_plainly(body->source);
      }
    }
  }
  EXPECT_GT(plain, bodies / 2);
}

/// Documents that mostly are as they should be, and anything that may go wrong.
class Soup {
 public:
  explicit Soup(std::uint32_t seed) : random_(seed) {}

  std::string any() {
    open_.clear();
    std::string html;
    for (std::size_t parts = 1 + below(40); parts > 0; --parts) html += part();
    return html;
  }

 private:
  std::string part() {
    switch (below(12)) {
      case 0:
        return "</" + tag() + ">";
      case 1:
      case 2:
      case 3:
        return pick(below(8) == 0 ? kOddTexts : kTexts);
      case 4:
      case 5:
      case 6:
      case 7:
        return end_tag();
      default:
        open_.push_back(tag());
        return "<" + open_.back() + (below(4) == 0 ? pick(below(8) == 0 ? kOddAttributes : kAttributes) : "") + ">";
    }
  }

  /// Of what is open, mostly of the innermost.
  std::string end_tag() {
    if (open_.empty()) return " ";
    if (below(3) == 0) open_.pop_back();
    if (open_.empty()) return " ";
    std::string tag = "</" + open_.back() + ">";
    open_.pop_back();
    return tag;
  }

  const std::string& tag() { return pick(below(25) == 0 ? kOddTags : kTags); }
  std::size_t below(std::size_t limit) { return random_() % limit; }
  const std::string& pick(const std::vector<std::string>& choices) { return choices[below(choices.size())]; }

  static const std::vector<std::string> kTags, kOddTags, kTexts, kOddTexts, kAttributes, kOddAttributes;
  std::mt19937 random_;
  std::vector<std::string> open_;
};

const std::vector<std::string> Soup::kTags = {
    "p",          "p",      "p",          "div",     "div",  "span",   "span",   "b",     "i",    "a",
    "em",         "ul",     "ul",         "li",      "li",   "li",     "ol",     "dl",    "dt",   "dd",
    "h1",         "h2",     "pre",        "table",   "tr",   "tr",     "td",     "td",    "td",   "th",
    "tbody",      "thead",  "tfoot",      "caption", "br",   "br",     "hr",     "img",   "main", "section",
    "blockquote", "figure", "figcaption", "font",    "code", "iframe", "script", "style", "input"};
const std::vector<std::string> Soup::kOddTags = {
    "colgroup",  "col",      "svg",      "math",    "select",   "form",    "button",   "center",  "nobr",
    "x-foo",     "o:p",      "noscript", "video",   "source",   "address", "fieldset", "legend",  "object",
    "ruby",      "rt",       "option",   "body",    "textarea", "title",   "template", "summary", "listing",
    "DIV",       "P",        "label",    "wbr",     "xmp",      "image",   "frameset", "isindex", "menuitem",
    "plaintext", "details",  "marquee",  "article", "link",     "meta",    "param",    "html",    "dialog",
    "hgroup",    "head",     "applet",   "keygen",  "rp",       "embed",   "area",     "base",    "noframes",
    "noembed",   "optgroup", "datalist", "dir",     "menu",     "nav",     "aside",    "header",  "footer",
    "strike",    "tt",       "u",        "s",       "small",    "big",     "strong",   "td/",     "br/",
    "p/",        "script/",  "mi",       "desc"};
const std::vector<std::string> Soup::kTexts = {"text",    " ",         "\n",         "a &amp; b", "&nbsp;",
                                               "&#8217;", "&lt;p&gt;", "R&D",        "한글",      "\t",
                                               "\"",      "1 < 2",     "<!-- c -->", "&hellip;",  "\n\n"};
const std::vector<std::string> Soup::kOddTexts = {
    "&copy",  "&",         "&;",           "&#1;", "&#x41;", "&#X41;", "&notit;", "&#10;",     "&#xFFFF;", "&#xD800;",
    "&#38",   "&Tab;",     "&bne;",        "<",    "</",     "<!-->",  "<!--->",  "<!-- --!>", "<?pi?>",   "<!doctype>",
    "]]>",    "<![CDATA[", "\xef\xbb\xbf", "\r",   "\f",     "\xff",   "</>",     "</ x>",     "<!--",     "<p",
    "\u00a0", "\u0085",    "\x7f"};
const std::vector<std::string> Soup::kAttributes = {
    " a=b", " class=\"x y\"",      " title='a &amp; b'", " href=\"/?a=1&b=2\"", " a=b A=c", " x", " /",
    "/",    " style='color: red'", " title='x\ny'"};
const std::vector<std::string> Soup::kOddAttributes = {" hidden",
                                                       " href=?x&copy=1",
                                                       " style='display:none'",
                                                       " \"",
                                                       " =",
                                                       " a = b",
                                                       " a='&lt;'",
                                                       " a=b/",
                                                       " type=hidden",
                                                       " a='&copy'",
                                                       " a=\"<p>\"",
                                                       " a='",
                                                       " a=`b`",
                                                       " a=\"b\"c=d",
                                                       " @a",
                                                       " a=&",
                                                       " a=&x;",
                                                       " \xea\xb0\x80=b",
                                                       "\n"};

// For a longer search by hand: --gtest_filter=*TagSoup* --gtest_shuffle --gtest_repeat=1000
TEST(ReadPlainHtml, ReadsTagSoupAsGumboDoes) {
  constexpr int kRounds = 5000;
  Soup soup(20261120u + static_cast<std::uint32_t>(testing::UnitTest::GetInstance()->random_seed()));
  int plain = 0;
  for (int round = 0; round < kRounds; ++round) {
    plain += is_read_plainly(soup.any());
    ASSERT_FALSE(HasFailure()) << "round " << round;
  }
  EXPECT_GT(plain, kRounds / 10) << "else it proves little";
}

}  // namespace
}  // namespace aggregator::feed
