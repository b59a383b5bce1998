#include <gtest/gtest.h>

#include "feed_documents.h"

namespace aggregator::feed {
using namespace std::chrono;

TEST(Cdf, ReadsChannelAndItems) {
  const Feed feed = understood(
      R"(<CHANNEL HREF="https://c.example/" LASTMOD="2024-03-05"><TITLE>C</TITLE><ABSTRACT>about</ABSTRACT>
      <LOGO HREF="/l.png"/><ITEM HREF="/1" LASTMOD="2024-03-06"><TITLE>one</TITLE><ABSTRACT>a</ABSTRACT></ITEM></CHANNEL>)");
  EXPECT_EQ(feed.format, "cdf");
  EXPECT_EQ(feed.title, "C");
  EXPECT_EQ(feed.description, "about");
  EXPECT_EQ(feed.link, "https://c.example/");
  EXPECT_EQ(feed.image, "https://c.example/l.png");
  EXPECT_EQ(feed.updated, sys_days(2024y / 3 / 5));
  ASSERT_EQ(feed.entries.size(), 1U);
  EXPECT_EQ(feed.entries[0].link, "https://c.example/1");
  EXPECT_EQ(feed.entries[0].title, "one");
  EXPECT_EQ(feed.entries[0].summary.source, "a");
  EXPECT_EQ(feed.entries[0].updated, sys_days(2024y / 3 / 6));
}

TEST(Cdf, IsNotWhatAnRssChannelWithoutWrappingIs) {
  EXPECT_EQ(understood("<channel><title>x</title><item><link>https://a.example/</link></item></channel>").format,
            "rss");
}

}  // namespace aggregator::feed
