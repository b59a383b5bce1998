#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feed_documents.h"

namespace aggregator::feed {
using namespace std::chrono;
using testing::ElementsAre;

TEST(Atom, TellsItsVersion) {
  EXPECT_EQ(understood("<feed xmlns='http://www.w3.org/2005/Atom'/>").format, "atom-1.0");
  EXPECT_EQ(understood("<a:feed xmlns:a='http://www.w3.org/2005/Atom'/>").format, "atom-1.0");
  EXPECT_EQ(understood("<feed version='0.3' xmlns='http://purl.org/atom/ns#'/>").format, "atom-0.3");
  EXPECT_EQ(understood("<feed/>").format, "atom");
}

TEST(Atom, ReadsTheFeed) {
  const Feed feed = understood(
      R"(<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ko"><title type="html">A &amp;amp; B</title>
      <subtitle>sub</subtitle><link rel="self" href="/feed"/><link href="https://a.example/"/>
      <link rel="hub" href="https://hub.example/"/><icon>/i.ico</icon><logo>/l.png</logo>
      <updated>2024-03-05T00:00:00Z</updated></feed>)",
      {"https://a.example/x", ""});
  EXPECT_EQ(feed.title, "A & B");
  EXPECT_EQ(feed.description, "sub");
  EXPECT_EQ(feed.link, "https://a.example/");
  EXPECT_EQ(feed.self, "https://a.example/feed");
  EXPECT_EQ(feed.hub, "https://hub.example/");
  EXPECT_EQ(feed.image, "https://a.example/l.png");
  EXPECT_EQ(feed.language, "ko");
  EXPECT_EQ(feed.updated, sys_days(2024y / 3 / 5));
}

TEST(Atom, ReadsTheEntry) {
  const Entry entry = only_entry(atom_with_entry(
      R"(<id> urn:1 </id><title>T</title><link rel="enclosure" href="/v.mp4" length="7" type="video/mp4"/>
      <link rel="alternate" type="application/json" href="/1.json"/><link href="/1" type="text/html"/>
      <link rel="replies" href="/1/talk" type="text/html"/><published>2024-03-05T00:00:00Z</published>
      <updated>2024-03-06T00:00:00Z</updated><category term="a" label="A"/><summary>s</summary>
      <content type="html">&lt;p&gt;c&lt;/p&gt;</content>)"));
  EXPECT_EQ(entry.id, "urn:1");
  EXPECT_EQ(entry.link, "https://notes.example/1");
  EXPECT_EQ(entry.comments, "https://notes.example/1/talk");
  ASSERT_EQ(entry.enclosures.size(), 1U);
  EXPECT_EQ(entry.enclosures[0].length, 7U);
  EXPECT_EQ(entry.published, sys_days(2024y / 3 / 5));
  EXPECT_EQ(entry.updated, sys_days(2024y / 3 / 6));
  EXPECT_THAT(entry.categories, ElementsAre("a"));
  EXPECT_FALSE(entry.summary.is_html);
  EXPECT_EQ(entry.content.source, "<p>c</p>");
  EXPECT_TRUE(entry.content.is_html);
}

TEST(Atom, ReadsTextAsItsTypeSays) {
  const struct {
    const char* element;
    const char* source;
    bool is_html;
  } cases[] = {
      {"<content>a &lt;b&gt; c</content>", "a <b> c", false},
      {"<content type='text'>a &lt;b&gt; c</content>", "a <b> c", false},
      {"<content type='html'>a &lt;b&gt;c&lt;/b&gt;</content>", "a <b>c</b>", true},
      {"<content type='text/html' mode='escaped'>&lt;p&gt;</content>", "<p>", true},
      {"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a <b>c</b></div></content>", "a <b>c</b>",
       true},
      {"<content><p>naked</p></content>", "<p>naked</p>", true},
      {"<content mode='base64'>aGV5</content>", "hey", false},
      {"<content type='text/html' mode='base64'>PGI+IGE8L2I+</content>", "<b> a</b>", true},
      {"<content type='application/octet-stream'>a G V 5\n</content>", "hey", false},
      {"<content type='image/png'>!!</content>", "", false},
  };
  for (const auto& [element, source, is_html] : cases) {
    SCOPED_TRACE(element);
    const Entry entry = only_entry(atom_with_entry(element));
    EXPECT_EQ(entry.content.source, source);
    EXPECT_EQ(entry.content.is_html, is_html);
  }
}

TEST(Atom, ReadsTitlesAsTheirTypeSays) {
  EXPECT_EQ(only_entry(atom_with_entry("<title>&lt;b&gt; &amp;amp;</title>")).title, "<b> &amp;");
  EXPECT_EQ(only_entry(atom_with_entry("<title type='html'>&lt;b&gt;x&lt;/b&gt; &amp;amp;</title>")).title, "x &");
  EXPECT_EQ(only_entry(atom_with_entry("<title type='xhtml'><div>a <i>b</i></div></title>")).title, "a b");
}

TEST(Atom, FindsTheAuthorInTheEntryThenItsSourceThenTheFeed) {
  const std::string source = "<source><author><name>Source</name></author></source>";
  EXPECT_EQ(only_entry(atom_with_entry("<author><name>Own</name></author>" + source)).author, "Own");
  EXPECT_EQ(only_entry(atom_with_entry(source)).author, "Source");
  EXPECT_EQ(only_entry(atom_with_entry("<id>1</id>")).author, "Seo");
}

TEST(Atom, CollectsXmlBaseFromTheOutsideIn) {
  const Entry entry = only_entry(
      "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://a.example/x/'><entry xml:base='y/'>"
      "<link href='1'/><content type='html' xml:base='z/'>c</content></entry></feed>");
  EXPECT_EQ(entry.link, "https://a.example/x/y/1");
  EXPECT_EQ(entry.content.base_url, "https://a.example/x/y/z/");
}

}  // namespace aggregator::feed
