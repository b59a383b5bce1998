#include "xml_faults.h"

#include <gtest/gtest.h>

#include <string>

namespace aggregator::feed {
namespace {

/// `fault` at all offsets that matter to a scan of many bytes at once.
void expect_faulty_everywhere(const std::string& before, const std::string& fault, const std::string& after) {
  for (std::size_t shift = 0; shift < 40; ++shift) {
    const std::string space(shift, 'x');
    EXPECT_FALSE(is_plain_xml(before + space + fault + after)) << fault << " at " << shift;
    EXPECT_FALSE(is_plain_xml(before + fault + space + after)) << fault << " before " << shift;
  }
}

}  // namespace

TEST(IsPlainXml, LetsGoodDocumentsPass) {
  for (const char* text : {
           "<?xml version='1.0'?><rss a='1 &lt; 2'>&amp;&gt;&quot;&apos;&#65;&#x41;</rss>",
           "\n<rss>\t\r\n</rss>\n",
           "<rss><![CDATA[ & &nope; < ]] > ]]></rss>",
           "<!-- & &nope; -- --><rss/><?php & ?>",
           "<rss>\xEF\xBC\x8C\xEF\xBF\xBD 한국어 \x7f</rss>",
       }) {
    EXPECT_TRUE(is_plain_xml(text)) << text;
  }
}

TEST(IsPlainXml, StopsAtWhatTheParserWouldMisread) {
  for (const char* fault : {"&", "& ", "&nbsp;", "&#0;", "&#x80;", "&lt", "&ltx;", "\x01", "\x1f", "\xEF\xBF\xBE",
                            "\xEF\xBF\xBF", "<!DOCTYPE x>", "<!x>", "<![CDATA[", "<!--", "<?x"}) {
    expect_faulty_everywhere("<rss>", fault, "</rss>");
  }
  for (const char* fault : {"\x01", "\xEF\xBF\xBE", "\x0b"}) {
    expect_faulty_everywhere("<rss><![CDATA[", fault, "]]></rss>");
    expect_faulty_everywhere("<rss><!-- ", fault, " --></rss>");
    expect_faulty_everywhere("<rss><?x ", fault, "?></rss>");
  }
}

TEST(IsPlainXml, WantsNothingAroundTheDocument) {
  for (const char* text : {"", " ", "x<rss/>", "<rss/>x", " <?xml version='1.0'?><rss/>"}) {
    EXPECT_FALSE(is_plain_xml(text)) << text;
  }
}

}  // namespace aggregator::feed
