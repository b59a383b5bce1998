// The two ways of reading HTML must tell a visitor the very same. Whatever is read without gumbo is compared with it.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/feed/feed.h"
#include "html_references.h"
#include "html_visitor.h"

namespace aggregator::feed {
namespace {

/// Writes down all it is told, adjacent text as one.
class Trace : public HtmlVisitor {
 public:
  void begin() override { told_.clear(); }
  void open(const HtmlElement& element) override {
    (told_ += '<') += gumbo_normalized_tagname(element.tag);
    for (const auto& [name, value] : element.attributes) (((told_ += ' ') += name) += "=\"") += value;
    told_ += '>';
  }
  void close(GumboTag tag) override { ((told_ += "</") += gumbo_normalized_tagname(tag)) += '>'; }
  void text(std::string_view text) override { told_ += text; }

  [[nodiscard]] const std::string& told() const { return told_; }

 private:
  std::string told_;
};

std::string told_by_gumbo(std::string_view html) {
  Trace trace;
  read_html_tree(html, trace);
  return trace.told();
}

/// Whether `html` was read without gumbo, and then to the same result.
bool is_read_plainly(std::string_view html) {
  Trace trace;
  if (!read_plain_html(html, trace)) return false;
  EXPECT_EQ(trace.told(), told_by_gumbo(html)) << html;
  return true;
}

TEST(ReadPlainHtml, UnderstandsWhatBlogsAreMadeOf) {
  for (const char* html : {
           "plain text",
           "",
           "<p>a</p>\n<p>b<br>c<br/>d</p><hr>",
           "<P class='x'>a<P>b<h2>c</h2>",
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
           "<p A=x>b</p>",
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

/// Tag soup: mostly tags that nest, so that many a document is plain, and all that may go wrong.
class Soup {
 public:
  explicit Soup(std::uint32_t seed) : random_(seed) {}

  std::string any() {
    static const std::vector<std::string> kTags = {
        "p",        "p",       "div",      "div",       "span",     "b",       "i",          "a",        "em",
        "ul",       "li",      "li",       "ol",        "dl",       "dt",      "dd",         "h1",       "h2",
        "pre",      "table",   "tr",       "td",        "td",       "th",      "tbody",      "thead",    "caption",
        "colgroup", "col",     "br",       "hr",        "img",      "main",    "script",     "style",    "svg",
        "math",     "iframe",  "select",   "form",      "button",   "input",   "section",    "center",   "font",
        "nobr",     "code",    "x-foo",    "o:p",       "noscript", "video",   "source",     "address",  "fieldset",
        "legend",   "figure",  "object",   "ruby",      "rt",       "option",  "body",       "textarea", "title",
        "template", "summary", "listing",  "DIV",       "P",        "label",   "wbr",        "xmp",      "image",
        "frameset", "isindex", "menuitem", "plaintext", "details",  "marquee", "blockquote", "article",  "tfoot",
        "link",     "meta",    "param",    "html",      "dialog",   "hgroup"};
    static const std::vector<std::string> kTexts = {
        "text",   " ",          "\n",   "a &amp; b", "&nbsp;",  "&#8217;", "&copy", "&lt;p&gt;",  "R&D",
        "&",      "&;",         "&#1;", "&#x41;",    "&notit;", "1 < 2",   "<",     "<!-- c -->", "<!-->",
        "<?pi?>", "<!doctype>", "]]>",  "<![CDATA[", "한글",    "\t",      "\"",    "'",          "\xef\xbb\xbf",
        "\r",     "&#10;",      "\n\n", "</>",       "</ x>",   "&hellip;"};
    static const std::vector<std::string> kAttributes = {" a=b",
                                                         " class=\"x y\"",
                                                         " title='a &amp; b'",
                                                         " hidden",
                                                         " href=\"/?a=1&b=2\"",
                                                         " href=?x&copy=1",
                                                         " style='display:none'",
                                                         " a=b a=c",
                                                         " A=b",
                                                         " x",
                                                         " \"",
                                                         " =",
                                                         " a = b",
                                                         " a='&lt;'",
                                                         "/",
                                                         " /",
                                                         " a=b/",
                                                         " type=hidden",
                                                         " title='x\ny'",
                                                         " a='&copy'",
                                                         " a=\"<p>\""};
    std::string html;
    for (std::size_t parts = 1 + below(30); parts > 0; --parts) {
      const std::string& tag = pick(kTags);
      switch (below(10)) {
        case 0:
        case 1:
          html += pick(kTexts);
          break;
        case 2:
          html += "</" + tag + ">";
          break;
        case 3:
        case 4:
        case 5:
          if (open_.empty()) break;
          html += "</" + open_.back() + ">";
          open_.pop_back();
          break;
        default:
          html += "<" + tag + (below(4) == 0 ? pick(kAttributes) : "") + ">";
          open_.push_back(tag);
      }
    }
    open_.clear();
    return html;
  }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }
  const std::string& pick(const std::vector<std::string>& choices) { return choices[below(choices.size())]; }

  std::mt19937 random_;
  std::vector<std::string> open_;  ///< what to close, so that much of it nests
};

TEST(ReadPlainHtml, ReadsTagSoupAsGumboDoes) {
  const char* const rounds = std::getenv("AGGREGATOR_SOUP_ROUNDS");  // for a longer search by hand
  const char* const seed = std::getenv("AGGREGATOR_SOUP_SEED");
  Soup soup(seed == nullptr ? 20261120 : static_cast<std::uint32_t>(std::strtoul(seed, nullptr, 10)));
  const long count = rounds == nullptr ? 5000 : std::strtol(rounds, nullptr, 10);
  long plain = 0;
  for (long round = 0; round < count; ++round) {
    plain += is_read_plainly(soup.any());
    ASSERT_FALSE(HasFailure()) << "round " << round;
  }
  std::printf("plain %ld of %ld\n", plain, count); EXPECT_GT(plain, count / 20) << "else it proves little";
}

}  // namespace
}  // namespace aggregator::feed
