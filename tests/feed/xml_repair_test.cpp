#include "xml_repair.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "xml_faults.h"

namespace aggregator::feed {
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

RepairedXml repaired(std::string_view text) {
  std::optional<RepairedXml> result = repair_xml(text);
  EXPECT_TRUE(result);
  return result.value_or(RepairedXml{});
}

}  // namespace

TEST(IsPlainXml, AcceptsWellFormedDocuments) {
  for (const char* text : {"<rss/>", "<?xml version='1.0'?><rss/>", "\n<rss>a &amp; b &#169; &lt;</rss>\n",
                           "<rss><![CDATA[a & b < c &nbsp;]]></rss>", "<rss><!-- a & b --></rss><!-- c -->",
                           "<?xml-stylesheet href='a&b'?><rss/>", "<rss>한국어\uFEFF\uFFFD</rss>"}) {
    SCOPED_TRACE(text);
    EXPECT_TRUE(is_plain_xml(text));
  }
}

TEST(IsPlainXml, SendsEverythingDoubtfulToTheRepair) {
  for (const char* text :
       {"", "text", " <?xml version='1.0'?><rss/>", "x<rss/>", "<rss/>x", "<rss>a & b</rss>", "<rss>&nbsp;</rss>",
        "<rss>&#0;</rss>", "<rss>&#X41;</rss>", "<rss>&#146;</rss>", "<rss>\x01</rss>", "<rss><![CDATA[\x01]]></rss>",
        "<rss><![CDATA[</rss>", "<rss><!-- </rss>", "<!DOCTYPE rss><rss/>", "<rss>\uFFFE</rss>"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(is_plain_xml(text));
  }
}

TEST(RepairXml, MakesEveryFaultWellFormedAndNamesIt) {
  const struct {
    const char* broken;
    const char* expected;
    const char* repair;
  } cases[] = {
      {"<rss>R&D &a=1</rss>", "<rss>R&amp;D &amp;a=1</rss>", "ampersands that are not escaped"},
      {"<rss>&nosuch;</rss>", "<rss>&amp;nosuch;</rss>", "ampersands that are not escaped"},
      {"<rss>&eacute;&lt;</rss>", "<rss>é&lt;</rss>", "entities that are not declared"},
      {"<rss>&#0;</rss>", "<rss>\uFFFD</rss>", "references to impossible characters"},
      {"<rss>1 < 2</rss>", "<rss>1 &lt; 2</rss>", "less-than signs that are not escaped"},
      {"<rss>a\x01z\uFFFE</rss>", "<rss>az</rss>", "control characters"},
      {"Warning<rss/>", "<rss/>", "text before the feed"},
      {"<br/><b>Notice</b><rss/>", "<rss/>", "markup before the feed"},
      {"<?xml version='1.0'?><?xml version='1.0'?><rss/>", "<rss/>", "a second XML declaration"},
      {"<?xml version='1.0'><rss/>", "<rss/>", "a broken XML declaration"},
      {"<rss></rss><script>x()</script>", "<rss></rss>", "text after the end of the feed"},
      {"<rss><channel><title>a", "<rss><channel><title>a</title></channel></rss>", "the document ends early"},
      {"<rss><link>https://half", "<rss></rss>", "the document ends early"},
      {"<rss><![CDATA[a</rss>", "<rss><![CDATA[a]]></rss>", "a CDATA section without end"},
      {"<rss><b><i>x</b></i></rss>", "<rss><b><i>x</i></b></rss>", "tags that are never closed"},
      {"<rss>x</p></rss>", "<rss>x</rss>", "end tags that close nothing"},
      {"<rss>a<br>b</rss>", "<rss>a<br/>b</rss>", "tags that are never closed"},
      {"<rss version=2.0 a a='1'/>", "<rss version=\"2.0\" a=\"\"/>", "broken tags"},
  };
  for (const auto& [broken, expected, repair] : cases) {
    SCOPED_TRACE(broken);
    const RepairedXml result = repaired(broken);
    EXPECT_EQ(result.text, expected);
    EXPECT_THAT(result.repairs, testing::Contains(repair));
  }
}

TEST(RepairXml, ReportsNothingWhenOnlyDeclaredEntitiesWerePutIn) {
  const RepairedXml result =
      repaired("<!DOCTYPE rss [<!ENTITY firm 'A&amp;B'>]><rss a='&firm;'>&firm;<!-- c --></rss>\n");
  EXPECT_EQ(result.text, "<rss a=\"A&amp;B\">A&amp;B</rss>");
  EXPECT_THAT(result.repairs, IsEmpty());
}

TEST(RepairXml, NamesEachFaultOnce) {
  EXPECT_THAT(repaired("<rss>& & &</rss>").repairs, ElementsAre("ampersands that are not escaped"));
}

TEST(RepairXml, ClosesAnEntryThatTheNextOneFinds) {
  EXPECT_EQ(repaired("<rss><item><title>a</title><item>b</item></rss>").text,
            "<rss><item><title>a</title></item><item>b</item></rss>");
}

TEST(RepairXml, KeepsEntriesInTheContentOfAnEntry) {
  const std::string content = "<content><entry>b</entry></content>";
  EXPECT_EQ(repaired("<feed><entry><title>A & B</title>" + content + "</entry><entry>c</entry></feed>").text,
            "<feed><entry><title>A &amp; B</title>" + content + "</entry><entry>c</entry></feed>");
}

TEST(RepairXml, TakesAnEntryInADescriptionForTheNextOne) {
  EXPECT_EQ(repaired("<rss><item><description>a<item>b</item></rss>").text,
            "<rss><item><description>a</description></item><item>b</item></rss>");
}

TEST(RepairXml, EndsNestingAt256AndKeepsTheText) {
  std::string deep = "<rss>";
  for (int i = 0; i < 1000; ++i) deep += "<a>";
  deep += "x";
  for (int i = 0; i < 1000; ++i) deep += "</a>";
  const RepairedXml result = repaired(deep + "<b></b></rss>");
  EXPECT_THAT(result.repairs, ElementsAre("elements nested too deep"));
  EXPECT_TRUE(result.text.ends_with("</a><b></b></rss>"));
  EXPECT_EQ(std::count(result.text.begin(), result.text.end(), '<'), 2 * 256 + 2);
  EXPECT_NE(result.text.find('x'), std::string::npos);
}

TEST(RepairXml, FindsNoFeedInPages) {
  for (const char* text :
       {"", "garbage", "<html><body><pre><rss></pre></body></html>", "<!-- <rss/> -->", "<urlset/>"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(repair_xml(text));
  }
}

TEST(RepairXml, TakesBeginningsWithoutEndInLinearTime) {
  constexpr std::size_t kSize = 4u << 20;  // in quadratic time this takes minutes and the test is killed
  for (const std::string piece : {"<!--", "<?x>", "<![CDATA[", "</"}) {
    SCOPED_TRACE(piece);
    std::string text = "<rss>";
    while (text.size() < kSize) text += piece;
    EXPECT_TRUE(repair_xml(text + "</rss>"));
  }
}

}  // namespace aggregator::feed
