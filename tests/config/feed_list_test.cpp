#include "aggregator/config/feed_list.h"

#include <gmock/gmock.h>

#include <string>
#include <tuple>

#include "folder.h"
#include "yaml_text.h"

namespace aggregator::config {
namespace {
using testing::ElementsAre;
using testing::HasSubstr;

std::string complaint(std::string_view yaml) {
  const auto list = parse_feed_list(yaml, "feeds.yaml");
  if (list) return "";
  EXPECT_EQ(list.error().code, ErrorCode::Malformed);
  return list.error().detail;
}

}  // namespace

using ReadFeedList = FolderTest;

TEST(ParseFeedList, ReadsEveryKey) {
  const auto list = parse_feed_list(R"(feeds:
  - url: https://blog.example.org/feed.xml      # the only required key
    title: Example Engineering
    site: https://blog.example.org/
    tags: [backend, database]
    language: en
    enabled: true

  - { url: "https://velog.io/@user/rss", title: 2024, enabled: false }
)",
                                    "feeds.yaml");
  ASSERT_TRUE(list) << list.error().detail;
  ASSERT_EQ(list->feeds.size(), 2u);
  const ListedFeed& first = list->feeds[0];
  EXPECT_EQ(first.url, "https://blog.example.org/feed.xml");
  EXPECT_EQ(first.title, "Example Engineering");
  EXPECT_EQ(first.site, "https://blog.example.org/");
  EXPECT_THAT(first.tags, ElementsAre("backend", "database"));
  EXPECT_EQ(first.language, "en");
  EXPECT_TRUE(first.enabled);
  EXPECT_EQ(first.line, 2u);
  EXPECT_EQ(list->feeds[1].title, "2024");
  EXPECT_FALSE(list->feeds[1].enabled);
  EXPECT_EQ(list->feeds[1].line, 9u);
}

TEST(ParseFeedList, TakesAListWithoutFeeds) {
  for (const char* yaml : {"", "# nothing\n", "feeds:\n", "feeds: []\n", "---\nfeeds: []\n"}) {
    const auto list = parse_feed_list(yaml, "feeds.yaml");
    ASSERT_TRUE(list) << yaml;
    EXPECT_TRUE(list->feeds.empty());
  }
}

TEST(ParseFeedList, NamesLineAndKeyOfAMistake) {
  const std::pair<const char*, const char*> cases[] = {
      {"feeds:\n  - url: https://a.example/\n    titel: x\n",
       "feeds.yaml:3: feeds.titel: unknown key; did you mean title?"},
      {"feed: []\n", "feeds.yaml:1: feed: unknown key; did you mean feeds?"},
      {"feeds:\n  - title: x\n", "feeds.yaml:2: url: missing; add the address of the feed"},
      {"feeds:\n  - url: example.org\n", "feeds.yaml:2: feeds.url: \"example.org\" is no web address"},
      {"feeds:\n  - url: https://a.example/\n    tags: backend\n",
       "feeds.yaml:3: feeds.tags: expected a list, found one value"},
      {"feeds:\n  - url: https://a.example/\n    enabled: sometimes\n", "feeds.yaml:3: feeds.enabled: "},
      {"feeds:\n  - https://a.example/\n", "feeds.yaml:2: feeds: expected keys and values here"},
      {"feeds:\n  -\n", "feeds: an entry of the list is empty"},
      {"feeds: {url: https://a.example/}\n", "feeds.yaml:1: feeds: expected a list, found keys below it"},
      {"feeds:\n  - url: https://a.example/\n  - url: http://www.a.example\n",
       "feeds.yaml:3: url: http://www.a.example is listed twice, first in line 2"},
      {"feeds: [\n", "feeds.yaml:"},
      {",", "feeds.yaml:1: no YAML: this does not go on with what stands above it"},
      {"feeds: []\n---\nfeeds: []\n", "feeds.yaml:2: no YAML: this does not go on"},
      {"feeds: *nowhere\n", "feeds.yaml:1: no YAML: "},
  };
  for (const auto& [yaml, expected] : cases) EXPECT_THAT(complaint(yaml), HasSubstr(expected)) << yaml;
}

TEST(ParseFeedList, NamesTheFirstMistakeAndHowManyMoreThereAre) {
  EXPECT_EQ(complaint("feeds:\n  - url: https://a.example/f\n    titel: x\n    tilte: y\n    title:\n  - enabled: 3\n"),
            "feeds.yaml:3: feeds.titel: unknown key; did you mean title? (`aggregator check` names 3 more)");
}

TEST(CheckFeedList, NamesEveryMistakeAndRemarkByLine) {
  const auto list = check_feed_list(R"(feeds:
  - url: https://a.example/sitemap.xml
    titel: x
    tags: [a, b, a]
    site: nowhere
  - url: https://a.example/feed
    title:
  - url: HTTPS://www.a.example/feed/
    enabled: sometimes
  - https://b.example/feed
  - title: [x]
    site: https://b.example/
  - url: https://c.example/
    colour: red
)",
                                    "feeds.yaml");
  ASSERT_TRUE(list) << list.error().detail;
  std::string report;
  for (const Finding& finding : list->findings) {
    const char* const level = finding.level == Finding::Level::Mistake ? "mistake" : "remark";
    report += std::to_string(finding.line) + " " + level + " " + finding.message + "\n";
  }
  EXPECT_EQ(report, R"(2 remark feeds.url: https://a.example/sitemap.xml looks like a sitemap; list the feed instead
3 mistake feeds.titel: unknown key; did you mean title?
4 remark feeds.tags: "a" is given twice
5 mistake feeds.site: "nowhere" is no web address; write for example https://blog.example.org/feed.xml
7 remark feeds.title: has no value; give it one or take the key out
8 mistake url: HTTPS://www.a.example/feed/ is listed twice, first in line 6; the first does not have what this one says of enabled: keep it there, then take this one out
9 mistake feeds.enabled: "sometimes" is neither true nor false
10 mistake feeds: expected keys and values here, found one value
11 mistake feeds.title: expected one value, found a list
11 mistake url: missing; add the address of the feed, for which `aggregator check --online` looks at the site
13 remark feeds.url: https://c.example/ looks like a home page; `aggregator add-feed` finds the feed that it names
14 mistake feeds.colour: unknown key; known here are url, title, site, tags, language, enabled, user, password, password_file, token, token_file, headers
)");
  EXPECT_EQ(list->feeds.size(), 5u);
  EXPECT_EQ(list->repeats, 1u);
}

TEST(CheckFeedList, RemarksOnAddressesThatDifferInSlashesAlone) {
  const auto list = check_feed_list(R"(feeds:
  - url: https://a.example/feed
  - url: http://www.a.example//feed
  - url: https://b.example/x//feed?a=//1
  - url: https://b.example/x/feed?a=//1
  - url: https://b.example/x/feed?a=/1
)",
                                    "feeds.yaml");
  ASSERT_TRUE(list) << list.error().detail;
  ASSERT_EQ(list->findings.size(), 2u);
  EXPECT_EQ(list->findings[0].line, 3u);
  EXPECT_EQ(list->findings[0].level, Finding::Level::Guess);
  EXPECT_THAT(list->findings[0].message, HasSubstr("//feed most likely is the same feed as line 2"));
  EXPECT_EQ(list->findings[1].line, 5u);
  EXPECT_THAT(list->findings[1].message, HasSubstr("the same feed as line 4"));
}

TEST(CheckFeedList, KnowsAFeedUnderEachAddressThatItsPlatformServesItAt) {
  const auto list = check_feed_list(R"(feeds:
  - url: https://v2.velog.io/rss/@kiln
  - url: https://v2.velog.io/rss/kiln
  - url: https://api.velog.io/rss/@kiln
  - url: https://v2.velog.io/rss/@oven
  - url: https://v2.velog.io.example/rss/kiln
)",
                                    "feeds.yaml");
  ASSERT_TRUE(list) << list.error().detail;
  ASSERT_EQ(list->findings.size(), 2u);
  EXPECT_EQ(list->findings[0].level, Finding::Level::Guess);
  EXPECT_EQ(list->findings[0].message,
            "url: https://v2.velog.io/rss/kiln most likely is the same feed as line 2 in another spelling; keep "
            "one of the two");
  EXPECT_EQ(list->findings[1].line, 4u);
}

TEST(CheckFeedList, TakesTheLanguageThatIsMeantAndSaysSo) {
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"korean", "ko", "\"korean\" is not the tag of that language (BCP 47); write ko"},
      {"kr", "ko", "\"kr\" is not the tag of that language (BCP 47); write ko"},
      {"kr-KR", "ko-KR", "\"kr-KR\" is not the tag of that language (BCP 47); write ko-KR"},
      {"xq", "", "\"xq\" is no language; write for example ko, en or en-GB"},
  };
  for (const auto& [written, taken, remark] : cases) {
    SCOPED_TRACE(written);
    const std::string yaml = "feeds:\n  - url: https://a.example/rss\n    language: " + std::string(written) + "\n";
    const auto list = parse_feed_list(yaml, "feeds.yaml");
    ASSERT_TRUE(list) << "nothing would be polled: " << list.error().detail;
    EXPECT_EQ(list->feeds.at(0).language, taken);
    const auto checked = check_feed_list(yaml, "feeds.yaml");
    ASSERT_EQ(checked.value().findings.size(), 1u);
    EXPECT_EQ(checked->findings[0].line, 3u);
    EXPECT_EQ(checked->findings[0].level, Finding::Level::Remark);
    EXPECT_EQ(checked->findings[0].message, "feeds.language: " + std::string(remark));
  }
  EXPECT_FALSE(parse_feed_list("feeds:\n  - url: https://a.example/rss\n    language: en_GB\n", "feeds.yaml"));
}

TEST(CheckFeedList, RemarksOnMissingSlashes) {
  const auto list = check_feed_list("feeds:\n  - url: https:/a.example/rss\n", "feeds.yaml");
  ASSERT_EQ(list.value().findings.size(), 1u);
  EXPECT_EQ(list->findings[0].level, Finding::Level::Remark);
  EXPECT_EQ(list->findings[0].message,
            "feeds.url: https:/a.example/rss lacks a slash behind its scheme; write https://a.example/rss");
}

TEST(CheckFeedList, LetsPassWhatItOnlyRemarksOn) {
  const char* const odd = "feeds:\n  - {url: https://a.example/, tags: [a, a], title: }\n";
  EXPECT_EQ(check_feed_list(odd, "feeds.yaml").value().findings.size(), 3u);
  EXPECT_EQ(complaint(odd), "");
}

TEST(ParseFeedList, RepeatsNoControlCharactersInItsComplaints) {
  EXPECT_EQ(complaint("\"fe\\x1b\\ned\": 1\n"), "feeds.yaml:1: fe ed: unknown key; known here are feeds");
  EXPECT_EQ(complaint("feed\xff: 1\n"), "feeds.yaml:1: feed\xEF\xBF\xBD: unknown key; did you mean feeds?");
  EXPECT_EQ(complaint(std::string_view("feeds: \"\\\0\"", 11)),
            "feeds.yaml:1: no YAML: a backslash in \"…\" that begins nothing known; write \\\\ for one, or use '…'");
}

TEST_F(ReadFeedList, NamesTheFile) {
  const auto file = write("feeds.yaml", "feeds: 3\n");
  const auto list = read_feed_list(file);
  ASSERT_FALSE(list);
  EXPECT_THAT(list.error().detail, HasSubstr(file.string() + ":1: feeds"));
  const auto missing = read_feed_list(folder_ / "none.yaml");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
}

TEST(ParseTag, TakesOneLineWithoutCommas) {
  for (const char* tag : {"backend", "front end", "데이터", "c++", "#1"}) EXPECT_EQ(parse_tag(tag).value_or(""), tag);
  EXPECT_EQ(parse_tag(" front\n end ").value_or(""), "front end");
  for (const std::string& tag : {std::string(), std::string(" "), std::string("a, b"), std::string("a;b"),
                                 std::string("\""), std::string(61, 'x')}) {
    const auto refused = parse_tag(tag);
    ASSERT_FALSE(refused) << tag;
    EXPECT_EQ(refused.error().code, ErrorCode::Malformed);
  }
  EXPECT_THAT(parse_tag("a, b").error().detail, HasSubstr("[backend, database] in a list, --tag backend --tag"));
}

TEST(ParseFeedList, RefusesTagsThatNobodyCouldName) {
  const auto list = parse_feed_list("feeds:\n  - url: https://a.example/f\n    tags: [ok, \"a, b\"]\n", "feeds.yaml");
  ASSERT_FALSE(list);
  EXPECT_THAT(list.error().detail, testing::StartsWith("feeds.yaml:3: feeds.tags: \"a, b\" is no tag; give each"));
}

TEST(FormatFeedList, IsReadBackAsTheSameFeeds) {
  const std::vector<ListedFeed> feeds = {
      {.url = "https://a.example/f?a=1&b=[2]#x",
       .title = "Colon: hash # \"quote\" 'n \\ \t",
       .site = "https://a.example/",
       .tags = {"c++", "front end", "true", "#1", "why?not", ""},
       .language = "en-GB",
       .enabled = false},
      {.url = "https://b.example/%20{}", .title = "- 한글: 제목", .site = {}, .tags = {"데이터"}, .language = {}},
      {.url = "https://c.example/", .title = "null", .site = {}, .tags = {}, .language = {}},
      {.url = "https://d.example/", .title = "2024", .site = {}, .tags = {}, .language = {}},
  };
  auto expected = feeds;
  expected[0].title = "Colon: hash # \"quote\" 'n \\";
  const auto read = parse_feed_list(format_feed_list(feeds), "feeds.yaml");
  ASSERT_FALSE(read);  // an empty tag is no tag
  expected[0].tags.pop_back();
  auto writable = feeds;
  writable[0].tags.pop_back();
  const auto list = parse_feed_list(format_feed_list(writable), "feeds.yaml");
  ASSERT_TRUE(list) << list.error().detail;
  ASSERT_EQ(list->feeds.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(list->feeds[i].url, expected[i].url);
    EXPECT_EQ(list->feeds[i].title, expected[i].title);
    EXPECT_EQ(list->feeds[i].site, expected[i].site);
    EXPECT_EQ(list->feeds[i].tags, expected[i].tags);
    EXPECT_EQ(list->feeds[i].language, expected[i].language);
    EXPECT_EQ(list->feeds[i].enabled, expected[i].enabled);
  }
  EXPECT_TRUE(parse_feed_list(format_feed_list({}), "feeds.yaml").value().feeds.empty());
}

TEST(SampleFeedList, LoadsAndTakesFeeds) {
  EXPECT_TRUE(parse_feed_list(sample_feed_list(), "feeds.yaml").value().feeds.empty());
  const auto appended = append_feed(
      sample_feed_list(), {.url = "https://a.example/f", .title = {}, .site = {}, .tags = {}, .language = {}});
  ASSERT_TRUE(appended) << appended.error().detail;
  EXPECT_THAT(*appended, testing::EndsWith("\nfeeds:\n  - url: https://a.example/f\n"));
}

TEST(SampleFeedList, ShowsAnEntryThatIsValidOnceUncommented) {
  std::string yaml = sample_feed_list();
  yaml.replace(yaml.find("feeds: []"), 9, "");
  std::string entry = "feeds:\n";
  const Lines lines(yaml);
  for (std::size_t i = 0; i < lines.count(); ++i) {
    if (lines.line(i).starts_with("#   ")) entry += std::string(lines.line(i).substr(1)) + '\n';
  }
  const auto list = parse_feed_list(entry, "feeds.yaml");
  ASSERT_TRUE(list) << list.error().detail;
  ASSERT_EQ(list->feeds.size(), 1u);
  EXPECT_EQ(list->feeds[0].tags.size(), 2u);
  EXPECT_EQ(list->feeds[0].access.headers.size(), 1u);
}

}  // namespace aggregator::config
