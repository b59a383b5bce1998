#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feed_documents.h"

namespace aggregator::feed {
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Ne;
using testing::StartsWith;

TEST(ParseFeed, SaysWhatIsNoFeed) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "empty"},
      {" \n", "empty"},
      {"garbage", "text"},
      {"<!DOCTYPE html><html><body>hi</body></html>", "an HTML page"},
      {"<!doctype HTML>\n<title>hi</title><p>all of it", "an HTML page"},
      {"<html><head><title>Just a moment...</title></head></html>", "checks for bots"},
      {"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "a sitemap"},
      {"<opml version='2.0'/>", "OPML"},
      {"<svg xmlns='http://www.w3.org/2000/svg'><title>t</title></svg>", "an SVG image"},
      {"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "an error message"},
      {"{\"status\":404}", "JSON"},
      {"\x1F\x8B\x08", "binary"},
      {"<nonsense/>", "nonsense"},
  };
  for (const auto& [bytes, words] : cases) {
    SCOPED_TRACE(bytes);
    const Result<Feed> feed = parse_feed(bytes, {});
    ASSERT_FALSE(feed);
    EXPECT_EQ(feed.error().code, ErrorCode::Malformed);
    EXPECT_THAT(feed.error().detail, HasSubstr(words));
  }
}

TEST(ParseFeed, GoesByTheBytesNotByTheContentType) {
  for (const char* type : {"text/html", "image/png", "application/json", "nonsense", ""}) {
    SCOPED_TRACE(type);
    EXPECT_EQ(understood(rss_with_item("<title>x</title>"), {"", type}).format, "rss-2.0");
  }
}

TEST(ParseFeed, IsNotRepairedWhenTheDocumentIsWellFormed) {
  EXPECT_FALSE(understood(rss_with_item("<title>한글</title>")).repaired);
  EXPECT_FALSE(understood("\xEF\xBB\xBF" + rss_with_item("<title>x</title>")).repaired);
  EXPECT_FALSE(
      understood("<?xml version='1.0' encoding='euc-kr'?><rss><channel><title>\xB0\xA1</title></channel></rss>")
          .repaired);
  EXPECT_FALSE(
      understood("<!DOCTYPE rss SYSTEM 'rss-0.91.dtd'><rss><channel><title>caf&eacute;</title></channel></rss>")
          .repaired);
}

TEST(ParseFeed, SaysWhatItRepaired) {
  const Feed feed = understood("\n<?xml version='1.0'?><rss><channel><title>R&D\xFF 한국</title></channel></rss>");
  EXPECT_TRUE(feed.repaired);
  EXPECT_EQ(feed.title, "R&D\uFFFD 한국");
  EXPECT_THAT(feed.repairs, ElementsAre("bytes that are not in the encoding it claims", "text before the feed",
                                        "ampersands that are not escaped"));
}

TEST(ParseFeed, KeepsTheEntriesOfATruncatedDocument) {
  const Feed feed = understood(
      "<rss><channel><item><title>one</title><link>https://a.example/1</link></item>"
      "<item><title>two</title><link>https://a.example/");
  EXPECT_TRUE(feed.repaired);
  ASSERT_EQ(feed.entries.size(), 2U);
  EXPECT_EQ(feed.entries[0].link, "https://a.example/1");
  EXPECT_EQ(feed.entries[1].title, "two");
  EXPECT_EQ(feed.entries[1].link, "");  // half a link leads elsewhere
}

TEST(ParseFeed, KeepsTheFirstTenThousandEntries) {
  std::string text = "<rss><channel>";
  for (int i = 0; i < 10'001; ++i) text += "<item><title>" + std::to_string(i) + "</title></item>";
  const Feed feed = understood(text + "</channel></rss>");
  ASSERT_EQ(feed.entries.size(), 10'000U);
  EXPECT_EQ(feed.entries.back().title, "9999");
  EXPECT_THAT(feed.repairs, ElementsAre("only the first 10000 of 10001 entries kept"));
}

TEST(ParseFeed, SaysThatTheLastEntryIsCutOffOnlyWhereItKeepsIt) {
  std::string items = "<rss><channel>";
  for (int i = 0; i < 9'999; ++i) items += "<item/>";
  EXPECT_TRUE(understood(items + "<item><title>half").last_cut_off);
  EXPECT_FALSE(understood(items + "<item/><item><title>half").last_cut_off);
}

TEST(ParseFeed, IsNotHeldUpByThousandsOfAttributesAroundThousandsOfEntries) {
  // Every entry looks for xml:base and prefixes around it: were there no limit, this would run into the time limit.
  std::string attributes, items;
  for (int i = 0; i < 60'000; ++i) attributes += " xmlns:a" + std::to_string(i) + "='u'";
  for (int i = 0; i < 10'000; ++i) items += "<item><zz:x/><link>/a</link><description>x</description></item>";
  const std::string open = "<rss xml:base='http://notes.example/'" + attributes + "><channel" + attributes + ">";
  const Feed feed = understood(open + items + "</channel></rss>");
  ASSERT_EQ(feed.entries.size(), 10'000U);
  EXPECT_EQ(feed.entries.back().link, "http://notes.example/a");
}

TEST(ParseFeed, CutsTitlesAtAThousandCharacters) {
  std::string title;
  for (int i = 0; i < 20'000; ++i) title += "가";
  const Entry entry = only_entry(rss_with_item("<title>" + title + "</title>"));
  EXPECT_LE(entry.title.size(), 3 * 1000U);
  EXPECT_TRUE(entry.title.ends_with("…"));
}

TEST(ParseFeed, CutsAuthorsAndCategoriesAtAThousandCharacters) {
  const std::string text(100'000, 'x');
  const Entry cases[] = {
      only_entry(rss_with_item("<author>" + text + "</author><category>" + text + "</category>")),
      only_entry(atom_with_entry("<author><name>" + text + "</name></author><category term='" + text + "'/>")),
      only_entry(R"({"version":"https://jsonfeed.org/version/1","items":[{"author":{"name":")" + text +
                 R"("},"tags":[")" + text + R"("]}]})"),
  };
  for (const Entry& entry : cases) {
    SCOPED_TRACE(&entry - cases);
    EXPECT_THAT(entry.categories, ElementsAre(entry.author));
    EXPECT_EQ(entry.author, std::string(999, 'x') + "…");
  }
}

TEST(ParseFeed, HashesIdsOfMoreThanTwoThousandBytes) {
  const auto ids = [](const std::string& id) {
    return std::vector<std::string>{
        only_entry(rss_with_item("<guid>" + id + "</guid>")).id,
        only_entry(rss_with_item("<dc:identifier>" + id + "</dc:identifier>")).id,
        only_entry(atom_with_entry("<id>" + id + "</id>")).id,
        only_entry(R"({"version":"https://jsonfeed.org/version/1","items":[{"id":")" + id + R"("}]})").id,
    };
  };
  const std::string longest(2000, 'x');
  EXPECT_THAT(ids(longest), Each(longest));
  const std::vector<std::string> hashed = ids(longest + "1");
  EXPECT_THAT(hashed, Each(AllOf(StartsWith("hash:"), hashed[0])));
  EXPECT_THAT(ids(longest + "2"), Each(AllOf(StartsWith("hash:"), Ne(hashed[0]))));
}

TEST(ParseFeed, TakesControlCharactersOutOfBodies) {
  for (const char* unclean : {"\xC2\x90", "&#x7f;", "\xEF\xB7\x90", "\xEF\xBF\xBE", "&#x1FFFF;"}) {
    SCOPED_TRACE(unclean);
    const std::string text = std::string("a") + unclean + "b";
    EXPECT_EQ(only_entry(rss_with_item("<description>" + text + "</description>")).summary.source, "ab");
    EXPECT_EQ(only_entry(atom_with_entry("<content>" + text + "</content>")).content.source, "ab");
  }
}

TEST(ParseFeed, NeverFetchesEntitiesFromOutside) {
  const Feed feed = understood(
      "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel><title>a&x;b</title></channel></rss>");
  EXPECT_EQ(feed.title, "ab");
}

TEST(ParseFeed, SurvivesEveryBeginningOfADocument) {
  const std::string text = rss_with_item(
      "<title>a &amp; "
      "b</title><link>https://a.example/1</link><content:encoded><![CDATA[<p>x</p>]]></content:encoded>");
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const Result<Feed> feed = parse_feed(text.substr(0, length), {});
    if (!feed) continue;
    for (const Entry& entry : feed->entries) EXPECT_FALSE(entry.id.empty());
  }
}

}  // namespace aggregator::feed
