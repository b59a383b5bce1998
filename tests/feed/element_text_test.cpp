#include "element_text.h"

#include <gtest/gtest.h>

#include "xml_document.h"

namespace aggregator::feed {
namespace {

XmlDocument parsed(const std::string& text) {
  XmlDocument document;
  EXPECT_TRUE(document.parse(text));
  return document;
}

}  // namespace

TEST(TextIn, JoinsCharacterDataInDocumentOrder) {
  const XmlDocument document = parsed("<rss>a<b>c<![CDATA[<d>]]></b> <e/>&amp;f</rss>");
  EXPECT_EQ(TextIn(document.root()).text(), "ac<d> &f");
}

TEST(TextIn, ReadsAnyDepthWithoutRecursion) {
  std::string text = "<rss>";
  for (int i = 0; i < 200'000; ++i) text += "<a>";
  text += "deep";
  for (int i = 0; i < 200'000; ++i) text += "</a>";
  const XmlDocument document = parsed(text + "flat</rss>");
  EXPECT_EQ(TextIn(document.root()).text(), "flat");  // below level 256 nothing is read
  EXPECT_FALSE(is_blank(document.root()));
}

TEST(MarkupIn, WritesHtml) {
  const XmlDocument document =
      parsed(R"(<rss><h:p xmlns:h="http://www.w3.org/1999/xhtml" class="a&quot;b">1 &lt; 2<h:br/> <h:b/></h:p></rss>)");
  EXPECT_EQ(markup_in(document.root()), R"(<p class="a&quot;b">1 &lt; 2<br> <b></b></p>)");
}

TEST(AttributeOf, OverlooksCaseAndWhiteSpace) {
  const XmlDocument document = parsed(R"(<rss HREF=" x "/>)");
  EXPECT_EQ(attribute_of(document.root(), "href"), "x");
  EXPECT_EQ(attribute_of(document.root(), "other"), "");
}

TEST(IsBlank, SeesThroughEmptyElements) {
  EXPECT_TRUE(is_blank(parsed("<rss> <a> <b/></a>\n</rss>").root()));
  EXPECT_FALSE(is_blank(parsed("<rss> <a> <b>x</b></a></rss>").root()));
}

}  // namespace aggregator::feed
