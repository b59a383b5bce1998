#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feed_documents.h"

namespace aggregator::feed {
using namespace std::chrono;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Rss, TellsItsVersion) {
  const std::pair<const char*, const char*> cases[] = {
      {"<rss version='2.0'/>", "rss-2.0"},
      {"<rss version='2.01'/>", "rss-2.0"},
      {"<rss version='0.91'/>", "rss-0.91"},
      {"<rss version='0.94'/>", "rss-0.94"},
      {"<rss/>", "rss"},
      {"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'/>",
       "rss-1.0"},
      {"<rdf:RDF xmlns='http://my.netscape.com/rdf/simple/0.9/'/>", "rss-0.90"},
  };
  for (const auto& [text, expected] : cases) {
    SCOPED_TRACE(text);
    EXPECT_EQ(understood(text).format, expected);
  }
}

TEST(Rss, ReadsTheChannel) {
  const Feed feed = understood(R"(<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
      <image><title>Logo</title><url>/logo.png</url><link>https://elsewhere.example/</link></image>
      <title>Notes &amp;amp; more</title><description>&lt;b&gt;About&lt;/b&gt; code</description>
      <link>https://notes.example/</link><atom:link rel="self" href="/feed"/><atom:link rel="hub" href="/hub"/>
      <language>ko_KR</language><ttl> 90 </ttl><pubDate>Mon, 04 Mar 2024 00:00:00 GMT</pubDate>
      <lastBuildDate>Tue, 05 Mar 2024 06:07:08 GMT</lastBuildDate>
      <skipHours><hour>0</hour><hour>7</hour><hour>24</hour><hour>x</hour></skipHours>
      <skipDays><day>Saturday</day><day> sunday </day><day>Funday</day></skipDays>
      <textInput><title>Search</title></textInput></channel></rss>)",
                               {"https://notes.example/rss", ""});
  EXPECT_EQ(feed.title, "Notes & more");
  EXPECT_EQ(feed.description, "About code");
  EXPECT_EQ(feed.link, "https://notes.example/");
  EXPECT_EQ(feed.image, "https://notes.example/logo.png");
  EXPECT_EQ(feed.self, "https://notes.example/feed");
  EXPECT_EQ(feed.hub, "https://notes.example/hub");
  EXPECT_EQ(feed.language, "ko-KR");
  EXPECT_EQ(feed.ttl_minutes, 90U);
  EXPECT_EQ(feed.updated, sys_days(2024y / 3 / 5) + 6h + 7min + 8s);
  EXPECT_EQ(feed.skip_hours, std::bitset<24>("10000001"));
  EXPECT_EQ(feed.skip_days, std::bitset<7>("1000001"));
  EXPECT_FALSE(feed.repaired);
}

TEST(Rss, ReadsTheItem) {
  const Entry entry = only_entry(rss_with_item(
      R"(<title>One &lt; two</title><link> https://notes.example/1 </link><guid isPermaLink="false">n1</guid>
      <author>kim@example.org (Kim)</author><pubDate>Tue, 05 Mar 2024 06:07:08 GMT</pubDate>
      <description>short</description><content:encoded><![CDATA[<p>long</p>]]></content:encoded>
      <category>C++</category><category/><category>C++</category><dc:subject>Feeds</dc:subject>
      <enclosure url="/a.mp3" type="audio/mpeg" length="8589934592"/><enclosure type="x/y"/>
      <comments>https://notes.example/1#talk</comments><media:thumbnail url="/t.png"/>)"));
  EXPECT_EQ(entry.title, "One < two");
  EXPECT_EQ(entry.link, "https://notes.example/1");
  EXPECT_EQ(entry.id, "n1");
  EXPECT_TRUE(entry.has_own_id);
  EXPECT_EQ(entry.author, "Kim");
  EXPECT_EQ(entry.published, sys_days(2024y / 3 / 5) + 6h + 7min + 8s);
  EXPECT_EQ(entry.summary.source, "short");
  EXPECT_EQ(entry.content.source, "<p>long</p>");
  EXPECT_TRUE(entry.content.is_html);
  EXPECT_EQ(entry.content.base_url, "https://notes.example/1");
  EXPECT_THAT(entry.categories, ElementsAre("C++", "Feeds"));
  ASSERT_EQ(entry.enclosures.size(), 1U);
  EXPECT_EQ(entry.enclosures[0].url, "https://notes.example/a.mp3");
  EXPECT_EQ(entry.enclosures[0].length, 8589934592U);
  EXPECT_EQ(entry.comments, "https://notes.example/1#talk");
  EXPECT_EQ(entry.image, "https://notes.example/t.png");
}

TEST(Rss, TakesAGuidForTheLinkOnlyWhenItIsAPermalink) {
  const std::pair<const char*, const char*> cases[] = {
      {"<guid>https://a.example/1</guid>", "https://a.example/1"},
      {"<guid isPermaLink='TRUE'>https://a.example/1</guid>", "https://a.example/1"},
      {"<guid isPermaLink=' False '>https://a.example/1</guid>", ""},
      {"<guid>tag:1</guid>", ""},
      {"<guid>https://a.example/1</guid><link>https://a.example/2</link>", "https://a.example/2"},
  };
  for (const auto& [item, expected] : cases) {
    SCOPED_TRACE(item);
    EXPECT_EQ(only_entry(rss_with_item(item)).link, expected);
  }
}

TEST(Rss, GivesEveryItemAnIdentity) {
  const Entry linked = only_entry(rss_with_item("<guid> </guid><link>https://a.example/1</link>"));
  EXPECT_EQ(linked.id, "https://a.example/1");
  EXPECT_FALSE(linked.has_own_id);
  const Entry bare = only_entry(rss_with_item("<title>a</title>"));
  const Entry other = only_entry(rss_with_item("<title>b</title>"));
  EXPECT_TRUE(bare.id.starts_with("hash:"));
  EXPECT_NE(bare.id, other.id);
  EXPECT_EQ(only_entry(rss_with_item("<guid>0</guid>")).id, "0");
}

TEST(Rss, PrefersItsOwnElementsWhateverTheOrder) {
  const Entry entry = only_entry(
      rss_with_item("<media:title>m</media:title><dc:title>d</dc:title><title>own</title><dc:date>2024-03-01</dc:date>"
                    "<pubDate>Tue, 05 Mar 2024 00:00:00 GMT</pubDate><x:title xmlns:x='urn:x'>x</x:title>"));
  EXPECT_EQ(entry.title, "own");
  EXPECT_EQ(entry.published, sys_days(2024y / 3 / 5));
}

TEST(Rss, FallsBackToModules) {
  const Entry entry = only_entry(rss_with_item(
      "<dc:title>d</dc:title><atom:link href='https://a.example/1'/><dc:creator>Seo</dc:creator>"
      "<author>seo@example.org</author><dc:date>2024-03-05</dc:date><atom:updated>2024-03-06T00:00:00Z</atom:updated>"
      "<itunes:summary>sum</itunes:summary><itunes:category text='Arts'><itunes:category "
      "text='Books'/></itunes:category>"));
  EXPECT_EQ(entry.title, "d");
  EXPECT_EQ(entry.link, "https://a.example/1");
  EXPECT_EQ(entry.author, "Seo");  // a name is better than an address
  EXPECT_EQ(entry.published, sys_days(2024y / 3 / 5));
  EXPECT_EQ(entry.updated, sys_days(2024y / 3 / 6));
  EXPECT_EQ(entry.summary.source, "sum");
  EXPECT_THAT(entry.categories, ElementsAre("Arts", "Books"));
}

TEST(Rss, ReadsADateThatCannotBeReadFromTheNextElement) {
  EXPECT_EQ(only_entry(rss_with_item("<pubDate>soon</pubDate><dc:date>2024-03-05</dc:date>")).published,
            sys_days(2024y / 3 / 5));
  EXPECT_FALSE(only_entry(rss_with_item("<pubDate>soon</pubDate>")).published);
}

TEST(Rss, ResolvesAgainstXmlBaseThenTheDocumentThenTheSite) {
  const std::string item = "<item><link>post</link></item></channel></rss>";
  const std::string head = "<channel><link>https://site.example/x/</link>";
  EXPECT_EQ(
      only_entry("<rss xml:base='https://base.example/b/'>" + head + item, {"https://doc.example/d/feed", ""}).link,
      "https://base.example/b/post");
  EXPECT_EQ(only_entry("<rss>" + head + item, {"https://doc.example/d/feed", ""}).link, "https://doc.example/d/post");
  EXPECT_EQ(only_entry("<rss>" + head + item).link, "https://site.example/x/post");
}

TEST(Rss, LinksNowhereButToHttp) {
  const Entry entry = only_entry(rss_with_item(
      "<link> JavaScript:alert(1)</link><comments>data:text/html,x</comments><enclosure url='file:///etc/passwd'/>"));
  EXPECT_EQ(entry.link, "");
  EXPECT_EQ(entry.comments, "");
  EXPECT_THAT(entry.enclosures, IsEmpty());
}

TEST(Rss, ReadsItemsBesideAndBeforeTheChannel) {
  const Feed feed = understood(
      "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
      "<item rdf:about='urn:1'><title>a</title></item><channel><title>Notes</title></channel>"
      "<image><url>https://a.example/i.png</url></image></rdf:RDF>");
  EXPECT_EQ(feed.title, "Notes");
  EXPECT_EQ(feed.image, "https://a.example/i.png");
  ASSERT_EQ(feed.entries.size(), 1U);
  EXPECT_EQ(feed.entries[0].id, "urn:1");
}

TEST(Rss, ReadsTheSyndicationModule) {
  const std::string head = "<rss xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel><sy:updatePeriod> ";
  EXPECT_EQ(understood(head + "hourly </sy:updatePeriod></channel></rss>").ttl_minutes, 60U);
  EXPECT_EQ(understood(head + "daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency></channel></rss>")
                .ttl_minutes,
            360U);
  EXPECT_FALSE(understood(head + "sometimes</sy:updatePeriod></channel></rss>").ttl_minutes);
  EXPECT_EQ(understood(head + "daily</sy:updatePeriod><ttl>60</ttl></channel></rss>").ttl_minutes, 1440U)
      << "the longer of two wishes";
  EXPECT_EQ(
      understood(head + "</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency></channel></rss>").ttl_minutes,
      720U)
      << "daily, as the module says";
}

TEST(Rss, OverlooksATtlThatIsNoNumber) {
  for (const char* ttl : {"", "abc", "-5", "99999999999999999999", "5 minutes"}) {
    SCOPED_TRACE(ttl);
    EXPECT_FALSE(understood("<rss><channel><ttl>" + std::string(ttl) + "</ttl></channel></rss>").ttl_minutes);
  }
}

}  // namespace aggregator::feed
