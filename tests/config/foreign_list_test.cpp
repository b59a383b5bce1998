#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aggregator/config/feed_list.h"

namespace aggregator::config {
namespace {
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

FeedList read(std::string_view bytes) {
  auto list = parse_foreign_list(bytes, "list");
  EXPECT_TRUE(list) << list.error().detail;
  return list.value_or(FeedList{});
}

std::vector<std::string> urls(const FeedList& list) {
  std::vector<std::string> found;
  for (const ListedFeed& feed : list.feeds) found.push_back(feed.url);
  return found;
}

}  // namespace

TEST(ParseForeignList, ReadsPeopleWithTheirFeeds) {
  const FeedList list = read(R"(---
- name: 김 하나
  blog: https://one.example/
  rss: https://one.example/rss
  description: 서버 이야기
  github: https://github.com/one
- name: Two
  rss: " feed://two.example/rss "
- name: Three
  blog: https://three.example/
- name: Four
  github: https://github.com/four
- name: Five
  rss: https://one.example/rss/
- name: Six
  rss: not a url
  desciption: x
  rss2: https://six.example/2
)");
  ASSERT_THAT(urls(list), ElementsAre("https://one.example/rss", "http://two.example/rss", "https://six.example/2"));
  EXPECT_EQ(list.feeds[0].title, "김 하나");
  EXPECT_EQ(list.feeds[0].site, "https://one.example/");
  EXPECT_EQ(list.feeds[0].line, 2u);
  ASSERT_EQ(list.findings.size(), 6u);
  EXPECT_EQ(list.findings[0].line, 9u);
  EXPECT_THAT(list.findings[0].message, HasSubstr("a blog without a feed"));
  EXPECT_THAT(list.findings[1].message, HasSubstr("\"Four\": a blog without a feed"));
  EXPECT_THAT(list.findings[2].message, HasSubstr("listed twice, first in line 2"));
  EXPECT_THAT(list.findings[3].message, HasSubstr("\"not a url\" is no web address"));
  EXPECT_EQ(list.findings[4].line, 17u);
  EXPECT_THAT(list.findings[4].message, HasSubstr("did you mean description?"));
  EXPECT_THAT(list.findings[5].message, HasSubstr("\"rss2\": read as a feed; did you mean rss?"));
  EXPECT_EQ(list.feeds[2].title, "Six");
  EXPECT_EQ(list.feeds[2].line, 18u);
}

TEST(ParseForeignList, TakesAFeedUnderAMisspeltKeyBesideTheOther) {
  const FeedList list = read(
      "- {name: A, rss: 'https://a.example/1', rss2: 'https://a.example/2', blog: 'https://a.example/'}\n"
      "- {name: B, rs: 'https://b.example/1', blog: 'https://b.example/'}\n"
      "- {name: C, rss2: none, blog: 'https://c.example/'}\n");
  EXPECT_THAT(urls(list), ElementsAre("https://a.example/1", "https://a.example/2", "https://b.example/1"));
  EXPECT_EQ(list.feeds[1].site, "https://a.example/");
  ASSERT_EQ(list.findings.size(), 4u);
  EXPECT_THAT(list.findings[2].message, HasSubstr("\"rss2\": not read; did you mean rss?"));
  EXPECT_THAT(list.findings[3].message,
              HasSubstr("\"C\": a blog without a feed: \"https://c.example/\"; `aggregator add"));
}

TEST(ParseForeignList, RemarksOnAddressesThatAreHardlyFeeds) {
  const FeedList list = read("https://a.example/\nhttps://a.example/feed\n");
  EXPECT_EQ(list.feeds.size(), 2u);
  ASSERT_EQ(list.findings.size(), 1u);
  EXPECT_EQ(list.findings[0].level, Finding::Level::Guess);
  EXPECT_THAT(list.findings[0].message, HasSubstr("home page"));
}

TEST(ParseForeignList, TakesHostsWithoutASchemeAsPeopleWriteThem) {
  const FeedList list = read("b.example/feed ~tag\n한글.example/rss\nlocalhost\nnot a url\n");
  EXPECT_THAT(urls(list), ElementsAre("https://b.example/feed", "https://한글.example/rss"));
  EXPECT_EQ(list.feeds[0].title, "tag");
  ASSERT_EQ(list.findings.size(), 2u);
  EXPECT_THAT(list.findings[1].message, HasSubstr("\"not a url\" is no web address"));
  EXPECT_THAT(urls(read("- rss: c.example/feed\n")), ElementsAre("https://c.example/feed"));
}

TEST(ParseForeignList, ReadsItsOwnFormatLeniently) {
  const FeedList list = read(
      "feeds:\n  - {url: https://a.example/f, tags: [x, ' x ', y], language: xx_yy, enabled: false, colour: red}\n"
      "  - {title: none}\n  - url: https://b.example/f\n    tags: a, b\n    tags: c\n  - [odd]\n  - "
      "https://c.example/f\n");
  ASSERT_THAT(urls(list), ElementsAre("https://a.example/f", "https://b.example/f", "https://c.example/f"));
  EXPECT_THAT(list.feeds[0].tags, ElementsAre("x", "y"));
  EXPECT_FALSE(list.feeds[0].enabled);
  EXPECT_EQ(list.feeds[0].language, "");
  EXPECT_THAT(list.feeds[1].tags, ElementsAre("a", "b"));
  ASSERT_EQ(list.findings.size(), 5u);
  EXPECT_THAT(list.findings[1].message, HasSubstr("\"colour\": unknown key"));
}

TEST(ParseForeignList, TakesTheLanguageThatIsMeant) {
  for (const char* written : {"korean", "kr", "kor"}) {
    const FeedList list = read(fmt::format("- {{rss: https://a.example/f, language: {}}}\n", written));
    EXPECT_EQ(list.feeds.at(0).language, "ko") << written;
    EXPECT_EQ(list.findings.at(0).message, fmt::format("language: \"{}\" read as ko", written));
  }
}

TEST(ParseForeignList, LeavesPausedWhatIsPausedInAnySpelling) {
  const std::pair<const char*, bool> cases[] = {{"false", false}, {"no", false}, {"OFF", false}, {"'no'", false},
                                                {"true", true},   {"yes", true}, {"on", true},   {"~", true}};
  for (const auto& [enabled, expected] : cases) {
    SCOPED_TRACE(enabled);
    const FeedList list = read(std::string("feeds:\n  - {url: https://a.example/f, enabled: ") + enabled + "}\n");
    ASSERT_EQ(list.feeds.size(), 1u);
    EXPECT_EQ(list.feeds[0].enabled, expected);
    EXPECT_THAT(list.findings, IsEmpty());
  }
  const FeedList list = read("- {url: https://a.example/f, enabled: perhaps}\n");
  EXPECT_TRUE(list.feeds.at(0).enabled);
  EXPECT_THAT(list.findings.at(0).message, HasSubstr("\"perhaps\" is neither true nor false"));
}

TEST(ParseForeignList, TakesAllFeedsUnderOneKey) {
  const FeedList list = read(R"(- name: Lee
  blog: https://lee.example/
  rss:
    - https://lee.example/1
    - {url: https://lee.example/2}
- name: Kim
  rss: {url: https://kim.example/f, lang: ko}
- {name: Han, rss: {a: b}}
- {name: Jo, url: https://jo.example/f, rss: https://jo.example/f/, atom: https://jo.example/atom}
)");
  EXPECT_THAT(urls(list), ElementsAre("https://lee.example/1", "https://lee.example/2", "https://kim.example/f",
                                      "https://jo.example/f"));
  EXPECT_EQ(list.feeds[1].title, "Lee");
  EXPECT_EQ(list.feeds[1].site, "https://lee.example/");
  EXPECT_EQ(list.feeds[1].line, 5u);
  ASSERT_EQ(list.findings.size(), 4u);
  EXPECT_EQ(list.findings[0].line, 3u);
  EXPECT_EQ(list.findings[0].level, Finding::Level::Remark);
  EXPECT_THAT(list.findings[0].message, HasSubstr("rss: names 2 feeds; all are taken"));
  EXPECT_THAT(list.findings[1].message, HasSubstr("rss: not read; expected an address, found keys below it"));
  EXPECT_THAT(list.findings[2].message, HasSubstr("\"Han\": a blog without a feed"));
  EXPECT_THAT(list.findings[3].message, HasSubstr("atom: https://jo.example/atom is not taken"));
}

TEST(ParseForeignList, NamesAndCountsEveryBlogWithoutAFeed) {
  for (const char* fields : {"rss:", "rss: ''", "desc: x", "site: 'https://b.example/'", "github: x", "rss: []"}) {
    SCOPED_TRACE(fields);
    const FeedList list = read(std::string("- rss: https://a.example/f\n- name: Park\n  ") + fields + "\n");
    ASSERT_EQ(list.findings.size(), 1u);
    EXPECT_EQ(list.findings[0].line, 2u);
    EXPECT_THAT(list.findings[0].message, HasSubstr("\"Park\": a blog without a feed"));
    EXPECT_EQ(list.without_feed, 1u);
    EXPECT_EQ(list.bad_addresses, 0u);
  }
}

TEST(ParseForeignList, CountsBadAddresses) {
  const FeedList list =
      read("- https://a.example/f\n- rss: not a url\n- {name: B, rss: ['https://b.example/f', x y]}\n");
  EXPECT_THAT(urls(list), ElementsAre("https://a.example/f", "https://b.example/f"));
  EXPECT_EQ(list.bad_addresses, 2u);
  EXPECT_EQ(list.without_feed, 0u);
  EXPECT_EQ(read("https://a.example/f\nrubbish\n").bad_addresses, 1u);
}

TEST(ParseForeignList, TakesAnAddressUnderAMisspeltUrl) {
  const FeedList list =
      read("- ulr: https://a.example/f\n  title: A\n- RSS: b.example/f\n- rss2: [https://c.example/f]\n");
  EXPECT_THAT(urls(list), ElementsAre("https://a.example/f", "https://b.example/f", "https://c.example/f"));
  EXPECT_EQ(list.feeds[0].title, "A");
  ASSERT_EQ(list.findings.size(), 3u);
  EXPECT_THAT(list.findings[0].message, HasSubstr("\"ulr\": read as a feed; did you mean url?"));
}

TEST(ParseForeignList, TakesTheFeedUnderAnyKeyThatSaysFeed) {
  for (const char* key :
       {"rss_url", "feed_url", "feedUrl", "RSS", "ssr", "xml", "rss-feed", "피드", "jekyll_feed", "Atom"}) {
    SCOPED_TRACE(key);
    const FeedList list = read(fmt::format("- name: A\n  blog: https://a.example/\n  {}: https://a.example/f\n", key));
    ASSERT_THAT(urls(list), ElementsAre("https://a.example/f"));
    EXPECT_EQ(list.feeds[0].site, "https://a.example/");
    ASSERT_EQ(list.findings.size(), 1u);
    EXPECT_EQ(list.findings[0].line, 3u);
    EXPECT_THAT(list.findings[0].message, HasSubstr(fmt::format("\"{}\": read as a feed; did you mean ", key)));
  }
  for (const char* key : {"feedback", "sitemap", "sitemap_xml", "comments_feed"}) {
    SCOPED_TRACE(key);
    const FeedList list = read(fmt::format("- rss: https://a.example/f\n- name: B\n  {}: https://b.example/f\n", key));
    EXPECT_THAT(urls(list), ElementsAre("https://a.example/f"));
    EXPECT_THAT(list.findings.at(1).message,
                HasSubstr(fmt::format("\"{}\": https://b.example/f is not read; if it is the feed, name it rss", key)));
  }
}

TEST(ParseForeignList, TakesTheSiteUnderAKeyThatSaysSite) {
  for (const char* key : {"link", "bolg", "blog_url", "web", "블로그"}) {
    SCOPED_TRACE(key);
    const FeedList list = read(fmt::format("- rss: https://a.example/f\n  {}: https://a.example/\n", key));
    EXPECT_EQ(list.feeds.at(0).site, "https://a.example/");
    ASSERT_EQ(list.findings.size(), 1u);
    EXPECT_THAT(list.findings[0].message, HasSubstr(fmt::format("\"{}\": read as the site", key)));
  }
  const FeedList list = read("- name: A\n  blog: https://a.example/\n  link: https://a.example/rss\n");
  ASSERT_EQ(list.findings.size(), 2u);
  EXPECT_THAT(list.findings[1].message, HasSubstr("\"link\": https://a.example/rss is not read"));
}

TEST(ParseForeignList, ReadsTheOtherUsualNamesOfSiteTagsAndLanguage) {
  for (const char* site : {"homepage", "website"}) {
    for (const char* tags : {"tag", "category", "categories"}) {
      const FeedList list = read(
          fmt::format("- {{rss: https://a.example/f, {}: 'https://a.example/', {}: 'x, y', lang: ko}}\n", site, tags));
      EXPECT_EQ(list.feeds.at(0).site, "https://a.example/");
      EXPECT_THAT(list.feeds[0].tags, ElementsAre("x", "y"));
      EXPECT_EQ(list.feeds[0].language, "ko");
      EXPECT_THAT(list.findings, IsEmpty());
    }
  }
}

TEST(ParseForeignList, NamesAnUnknownKeyOnceWithTheNumberOfItsPlaces) {
  const FeedList list = read(
      "- rss: https://a.example/f\n  dacon: https://dacon.example/a\n- rss: https://b.example/f\n  dacon: b\n"
      "- rss: https://c.example/f\n  dacon: c\n  colour: red\n");
  ASSERT_EQ(list.findings.size(), 2u);
  EXPECT_EQ(list.findings[0].line, 2u);
  EXPECT_EQ(list.findings[0].level, Finding::Level::Remark);
  EXPECT_EQ(list.findings[0].message, "\"dacon\": unknown key, not read here, nor in 2 more places");
  EXPECT_EQ(list.findings[1].message, "\"colour\": unknown key, not read here");
}

TEST(ParseForeignList, TakesEachOfSeveralAddressesInOneText) {
  for (const char* text :
       {"- {name: A, rss: 'https://a.example/rss, https://a.example/atom'}\n",
        "- {name: A, rss: 'https://a.example/rss https://a.example/atom'}\n",
        "<opml><body><outline text='A' xmlUrl='https://a.example/rss, https://a.example/atom'/></body></opml>"}) {
    SCOPED_TRACE(text);
    const FeedList list = read(text);
    ASSERT_THAT(urls(list), ElementsAre("https://a.example/rss", "https://a.example/atom"));
    EXPECT_EQ(list.feeds[1].title, "A");
    ASSERT_EQ(list.findings.size(), 1u);
    EXPECT_EQ(list.findings[0].message, "2 feeds in one address; all are taken");
  }
}

TEST(ParseForeignList, ReadsABlankInAnAddressAndSaysHow) {
  const FeedList list = read("- rss: https://a.example/my blog/rss\n");
  EXPECT_THAT(urls(list), ElementsAre("https://a.example/my%20blog/rss"));
  ASSERT_EQ(list.findings.size(), 1u);
  EXPECT_EQ(list.findings[0].message,
            "\"https://a.example/my blog/rss\" has a blank in it; read as https://a.example/my%20blog/rss");
}

TEST(ParseForeignList, MendsMissingSlashes) {
  const FeedList list = read("- rss: https:/a.example/rss\n- rss: HTTP:b.example/rss\n");
  EXPECT_THAT(urls(list), ElementsAre("https://a.example/rss", "http://b.example/rss"));
}

TEST(ParseForeignList, SaysWithTheLineOfTheKeyWhyALoginIsNotTakenOver) {
  const FeedList list = read("- rss: https://a.example/f\n  user: me\n  password: geheim\n");
  ASSERT_EQ(list.findings.size(), 1u);
  EXPECT_EQ(list.findings[0].line, 3u);
  EXPECT_THAT(list.findings[0].message, testing::StartsWith("login not taken over: password: "));
  EXPECT_TRUE(list.feeds.at(0).access.empty());
}

TEST(ParseForeignList, ReadsAFeedWhoseTagsAreNoList) {
  for (const char* tags : {"{x: y}", "~", "[{x: y}, [z]]"}) {
    SCOPED_TRACE(tags);
    const FeedList list = read(std::string("- {url: https://a.example/f, tags: ") + tags + "}\n");
    ASSERT_THAT(urls(list), ElementsAre("https://a.example/f"));
    EXPECT_THAT(list.feeds[0].tags, IsEmpty());
  }
  const FeedList list = read("- url: https://a.example/f\n  tags: {x: y}\n");
  ASSERT_EQ(list.findings.size(), 1u);
  EXPECT_EQ(list.findings[0].line, 2u);
}

TEST(ParseForeignList, ReadsOneUrlALine) {
  const FeedList list =
      read("\xef\xbb\xbf# my feeds\n\nhttps://a.example/f\r\n  https://b.example/f \"tag\" \"~Title\"\nrubbish\n");
  ASSERT_THAT(urls(list), ElementsAre("https://a.example/f", "https://b.example/f"));
  EXPECT_EQ(list.feeds[1].line, 4u);
  EXPECT_EQ(list.bad_addresses, 1u);
  EXPECT_EQ(list.findings.back().line, 5u);
  EXPECT_THAT(urls(read("https://a.example/f http://b.example/f my words # http://c.example/\n")),
              ElementsAre("https://a.example/f", "http://b.example/f"));
  EXPECT_THAT(urls(read("https://a.example/f, https://b.example/f;\n")),
              ElementsAre("https://a.example/f", "https://b.example/f"));
}

TEST(ParseForeignList, TakesTagsAndTitleBehindAUrlAsNewsboatDoes) {
  struct Case {
    const char* line;
    std::vector<std::string> tags;
    const char* title;
  };
  const Case cases[] = {
      {"https://a.example/f", {}, ""},
      {"https://a.example/f tech", {"tech"}, ""},
      {"https://a.example/f  tech\t\"cool stuff\" 한글", {"tech", "cool stuff", "한글"}, ""},
      {"https://a.example/f \"~Kim & Lee\" tech", {"tech"}, "Kim & Lee"},
      {"https://a.example/f tech ~Kim", {"tech"}, "Kim"},
      {R"(https://a.example/f "~My \"Title\"")", {}, "My \"Title\""},
      {R"(https://a.example/f "back\\slash")", {"back\\slash"}, ""},
      {"https://a.example/f \"not closed", {"not closed"}, ""},
      {"https://a.example/f \"\" tech", {"tech"}, ""},
      {"https://a.example/f tech # and a comment", {"tech"}, ""},
      {"https://a.example/f tech, web", {"tech", "web"}, ""},
      {"\"https://a.example/f\" tech", {"tech"}, ""},
      {"a.example/f tech", {"tech"}, ""},
  };
  for (const auto& [line, tags, title] : cases) {
    SCOPED_TRACE(line);
    const FeedList list = read(line);
    ASSERT_THAT(urls(list), ElementsAre("https://a.example/f"));
    EXPECT_EQ(list.feeds[0].tags, tags);
    EXPECT_EQ(list.feeds[0].title, title);
    EXPECT_EQ(list.findings.size(), tags.empty() ? 0u : 1u);
  }
}

TEST(ParseForeignList, SaysOnceThatWordsBehindAUrlAreTags) {
  const FeedList one = read("https://a.example/f\nhttps://b.example/f \"~B\" my words\n");
  ASSERT_EQ(one.findings.size(), 1u);
  EXPECT_EQ(one.findings[0].line, 2u);
  EXPECT_EQ(one.findings[0].level, Finding::Level::Remark);
  EXPECT_EQ(one.findings[0].message, "\"my\": words behind an address are taken as tags");
  const FeedList three = read("https://a.example/f x\nhttps://b.example/f y\nhttps://c.example/f z\n");
  ASSERT_EQ(three.findings.size(), 1u);
  EXPECT_EQ(three.findings[0].message, "\"x\": words behind an address are taken as tags, here and in 2 more lines");
}

TEST(ParseForeignList, GivesTagsAndTitleToEachFeedOfALine) {
  const FeedList list = read("https://a.example/f https://b.example/f tech ~Kim\n");
  ASSERT_EQ(list.feeds.size(), 2u);
  for (const ListedFeed& feed : list.feeds) {
    EXPECT_THAT(feed.tags, ElementsAre("tech"));
    EXPECT_EQ(feed.title, "Kim");
  }
}

TEST(ParseForeignList, NamesWordsBehindAUrlThatMeanNothing) {
  const std::pair<const char*, const char*> cases[] = {
      {"https://a.example/f - Kim's blog", "\"- Kim's blog\": not read"},
      {"https://a.example/f — \"two words\" more", "\"— two words more\": not read"},
      {"https://a.example/f ~", "\"~\": not read"},
      {"https://a.example/f ~Kim ~Lee", "\"~Lee\": not read"},
      {"https://a.example/f \"!Kim (hidden)\"", "\"!Kim (hidden)\": hides the feed in newsboat"},
  };
  for (const auto& [line, words] : cases) {
    SCOPED_TRACE(line);
    const FeedList list = read(line);
    ASSERT_THAT(urls(list), ElementsAre("https://a.example/f"));
    EXPECT_THAT(list.feeds[0].tags, IsEmpty());
    ASSERT_EQ(list.findings.size(), 1u);
    EXPECT_THAT(list.findings[0].message, testing::StartsWith(words));
  }
}

TEST(ParseForeignList, NamesWhatNewsboatMakesItself) {
  struct Case {
    const char* line;
    const char* message;
    Finding::Level level;
  };
  const Case cases[] = {
      {R"("query:Unread Articles:unread = \"yes\"" tag)",
       R"("query:Unread Articles:unread = \"yes\"": a search of newsboat, no feed)", Finding::Level::Remark},
      {"exec:~/bin/script tag", "\"exec:~/bin/script\": a feed that a program makes is not taken",
       Finding::Level::Mistake},
      {R"("exec:~/bin/script https://b.example/f")",
       "\"exec:~/bin/script https://b.example/f\": a feed that a program makes is not taken", Finding::Level::Mistake},
      {R"("filter:~/bin/script x:https://me:secret@b.example/f" tag)",
       "\"filter:~/bin/script x\": a feed that a program makes is not taken; `aggregator add-feed https://b.example/f` "
       "adds it as its server has it",
       Finding::Level::Mistake},
      {"filter:~/bin/script", "\"filter:~/bin/script\": a feed that a program makes is not taken",
       Finding::Level::Mistake},
  };
  for (const auto& [line, message, level] : cases) {
    SCOPED_TRACE(line);
    const FeedList list = read(std::string(line) + "\nhttps://a.example/f\n");
    ASSERT_THAT(urls(list), ElementsAre("https://a.example/f"));
    ASSERT_EQ(list.findings.size(), 1u);
    EXPECT_EQ(list.findings[0].line, 1u);
    EXPECT_EQ(list.findings[0].message, message);
    EXPECT_EQ(list.findings[0].level, level);
    EXPECT_EQ(list.programs, level == Finding::Level::Mistake ? 1u : 0u);
    EXPECT_EQ(list.bad_addresses, 0u);
  }
}

TEST(ParseForeignList, ReadsOpmlWithItsFolders) {
  const FeedList list = read(R"(<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>x</title></head>
<body>
 <outline text="All">
  <outline text="Backend" title="">
   <outline text="Databases">
    <outline type="rss" text="T" title="A &amp; B" xmlUrl="https://a.example/f?x=1&amp;y=2" htmlUrl="https://a.example/" category="/news/daily,sql" language="en"/>
   </outline>
  </outline>
  <OUTLINE TEXT="B" XMLURL="https://b.example/f" htmlUrl="javascript:x"/>
  <outline type="rss" text="C"/>
  <outline type="rss" text="D" xmlUrl="https://b.example/f"/>
 </outline>
</body></opml>)");
  ASSERT_THAT(urls(list), ElementsAre("https://a.example/f?x=1&y=2", "https://b.example/f"));
  EXPECT_EQ(list.feeds[0].title, "A & B");
  EXPECT_EQ(list.feeds[0].site, "https://a.example/");
  EXPECT_EQ(list.feeds[0].language, "en");
  EXPECT_EQ(list.feeds[0].line, 7u);
  EXPECT_THAT(list.feeds[0].tags, ElementsAre("Backend", "Databases", "news", "daily", "sql"));
  EXPECT_EQ(list.feeds[1].title, "B");
  EXPECT_THAT(list.feeds[1].tags, IsEmpty());
  ASSERT_EQ(list.findings.size(), 3u);
  EXPECT_EQ(list.findings[0].line, 10u);
  EXPECT_THAT(list.findings[1].message, HasSubstr("without an xmlUrl"));
  EXPECT_THAT(list.findings[2].message, HasSubstr("listed twice"));
}

TEST(ParseForeignList, TakesOneFolderAmongOthersForATag) {
  const FeedList list = read(
      "<opml><body><outline text='A'><outline xmlUrl='https://a.example/f'/></outline><outline "
      "text='B'/></body></opml>");
  EXPECT_THAT(list.feeds.at(0).tags, ElementsAre("A"));
}

TEST(ParseForeignList, TakesOpmlFeedsWhateverTheirTypeAndNamesTheOutlinesThatAreNone) {
  const FeedList list = read(R"(<opml><body>
<outline text="A" xmlUrl="https://a.example/f"/>
<outline type="atom" text="B" xmlUrl="https://b.example/f"/>
<outline type="Feed" text="C" XMLURL="https://c.example/f"/>
<outline type="link" text="Other list" url="https://d.example/list.opml"/>
<outline text="Kim" htmlUrl="https://user:secret@kim.example/"/>
<outline type="podcast" text="Talk"/>
<outline type="rss" htmlUrl="https://lee.example/"/>
<outline type="folder" text="Park"><outline text="empty folder"/></outline>
</body></opml>)");
  EXPECT_THAT(urls(list), ElementsAre("https://a.example/f", "https://b.example/f", "https://c.example/f"));
  EXPECT_EQ(list.without_feed, 4u);
  std::vector<std::string> messages;
  for (const Finding& finding : list.findings) messages.push_back(std::to_string(finding.line) + ' ' + finding.message);
  EXPECT_THAT(
      messages,
      ElementsAre("5 \"Other list\": an outline of type \"link\" without an xmlUrl",
                  "6 \"Kim\": a feed without an xmlUrl; `aggregator add-feed https://kim.example/` looks for its feed",
                  "7 \"Talk\": an outline of type \"podcast\" without an xmlUrl",
                  "8 \"https://lee.example/\": a feed without an xmlUrl; `aggregator add-feed https://lee.example/` "
                  "looks for its feed"));
}

TEST(ParseForeignList, ReadsBrokenOpmlAsFarAsItGoes) {
  const FeedList list = read("<opml><body>\n<outline xmlUrl='https://a.example/f'/>\n<outline xmlUrl='https://b.exa");
  ASSERT_THAT(urls(list), ElementsAre("https://a.example/f"));
  ASSERT_FALSE(list.findings.empty());
  EXPECT_THAT(list.findings.back().message, HasSubstr("not well-formed"));
  EXPECT_TRUE(list.is_cut_short);
}

TEST(ParseForeignList, EndsWithDeepAndSelfMadeNesting) {
  std::string deep = "<opml><body>";
  for (int i = 0; i < 20000; ++i) deep += "<outline text='x'>";
  deep += "<outline xmlUrl='https://a.example/f'/>";
  EXPECT_THAT(urls(read(deep)), ElementsAre("https://a.example/f"));
  EXPECT_FALSE(parse_foreign_list("- " + std::string(100000, '['), "list"));
}

TEST(ParseForeignList, RefusesWhatIsNoList) {
  for (const char* bytes :
       {"", "  \n", "<html><body>hello</body></html>", "<rss version='2.0'><channel/></rss>", "<opml><body/></opml>",
        "just words", "key: value", "# only a comment\n", "{\"a\": [", "feeds: 3"}) {
    const auto list = parse_foreign_list(bytes, "list");
    ASSERT_FALSE(list) << bytes;
    EXPECT_EQ(list.error().code, ErrorCode::Malformed);
    EXPECT_TRUE(list.error().detail.starts_with("list")) << list.error().detail;
  }
}

TEST(ParseForeignList, TakesAnEmptyListOfItsOwnFormat) {
  EXPECT_THAT(read("feeds: []\n").feeds, IsEmpty());
  EXPECT_THAT(read("feeds:\n").feeds, IsEmpty());
}

TEST(ParseForeignList, TakesTagsApartThatStandInOneText) {
  const FeedList list = read("- {url: https://a.example/f, tags: [\"a, b\", c;d, 'e \"f\"', b]}\n");
  ASSERT_EQ(list.feeds.size(), 1u);
  EXPECT_THAT(list.feeds[0].tags, ElementsAre("a", "b", "c", "d", "e f"));
  EXPECT_THAT(list.findings, IsEmpty());
}

TEST(ParseForeignList, NamesTagsThatAreTooLong) {
  const FeedList list = read("- {url: https://a.example/f, tags: [" + std::string(61, 'x') + ", b]}\n");
  ASSERT_EQ(list.feeds.size(), 1u);
  EXPECT_THAT(list.feeds[0].tags, ElementsAre("b"));
  ASSERT_EQ(list.findings.size(), 1u);
  EXPECT_THAT(list.findings[0].message, HasSubstr("at most 60 bytes"));
}

TEST(ParseForeignList, CountsTheTagsThatAreTooMany) {
  std::string line = "https://a.example/f";
  for (int i = 0; i < 53; ++i) line += fmt::format(" tag{}", i);
  const FeedList list = read(line + " tag0\n");
  EXPECT_EQ(list.feeds.at(0).tags.size(), 50u);
  EXPECT_EQ(list.findings.at(0).message, "tags: 50 are taken, and 3 left out");
}

TEST(ParseForeignList, OfBlogsWithoutFeedsIsWhatIsToBeSaidOfThem) {
  const FeedList blogs = read("- name: Kim\n  blog: https://kim.example/\n- name: Park\n");
  EXPECT_THAT(blogs.feeds, IsEmpty());
  EXPECT_EQ(blogs.without_feed, 2u);
  ASSERT_EQ(blogs.findings.size(), 2u);
  EXPECT_EQ(blogs.findings[1].line, 3u);
  EXPECT_THAT(blogs.findings[0].message, HasSubstr("\"Kim\": a blog without a feed"));

  const FeedList outlines = read("<opml><body><outline type='rss' text='Kim'/></body></opml>");
  EXPECT_THAT(outlines.feeds, IsEmpty());
  EXPECT_EQ(outlines.without_feed, 1u);

  const FeedList lines = read("https://\n");
  EXPECT_THAT(lines.feeds, IsEmpty());
  EXPECT_EQ(lines.bad_addresses, 1u);
}

TEST(FormatOpml, IsReadBackAsTheSameFeeds) {
  std::vector<ListedFeed> feeds = {
      {.url = "https://a.example/f?x=1&y=<2>",
       .title = "A \"quoted\" & <b>한글</b>\x01",
       .site = "https://a.example/",
       .tags = {"backend", "c++"},
       .language = "ko",
       .enabled = false},
      {.url = "https://b.example/f", .title = {}, .site = {}, .tags = {}, .language = {}},
  };
  const std::string opml = format_opml(feeds, "Mine & yours");
  EXPECT_THAT(opml, HasSubstr("<title>Mine &amp; yours</title>"));
  EXPECT_THAT(opml, HasSubstr("<opml version=\"2.0\">"));
  const FeedList list = read(opml);
  ASSERT_EQ(list.feeds.size(), 2u);
  EXPECT_THAT(list.findings, IsEmpty());
  EXPECT_EQ(list.feeds[0].url, feeds[0].url);
  EXPECT_EQ(list.feeds[0].title, "A \"quoted\" & <b>한글</b>");
  EXPECT_EQ(list.feeds[0].tags, feeds[0].tags);
  EXPECT_EQ(list.feeds[0].language, "ko");
  EXPECT_FALSE(list.feeds[0].enabled);
  EXPECT_EQ(list.feeds[1].title, "");
  EXPECT_THAT(opml, HasSubstr("text=\"https://b.example/f\""));  // which an outline must have
}

}  // namespace aggregator::config
