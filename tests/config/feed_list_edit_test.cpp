#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aggregator/config/feed_list.h"

namespace aggregator::config {
namespace {

ListedFeed feed(const std::string& url, const std::string& title = "", const std::vector<std::string>& tags = {}) {
  return {.url = url, .title = title, .site = {}, .tags = tags, .language = {}};
}

struct Case {
  const char* what;
  std::string before, after;  ///< without and with https://n.example/f
};

/// Layouts in which adding the feed and removing it again are each other's reverse.
const std::vector<Case>& reversible() {
  static const std::vector<Case> cases = {
      {"usual", "feeds:\n  - url: https://a.example/f\n    title: A\n",
       "feeds:\n  - url: https://a.example/f\n    title: A\n  - url: https://n.example/f\n"},
      {"no indentation", "feeds:\n- url: https://a.example/f\n",
       "feeds:\n- url: https://a.example/f\n- url: https://n.example/f\n"},
      {"wide", "feeds:\n    -   url: 'https://a.example/f'\n        title: A\n",
       "feeds:\n    -   url: 'https://a.example/f'\n        title: A\n    -   url: https://n.example/f\n"},
      {"comments", "# top\nfeeds: # here\n  # first\n  - url: https://a.example/f # a\n    # in a\n# end\n",
       "# top\nfeeds: # here\n  # first\n  - url: https://a.example/f # a\n    # in a\n  - url: https://n.example/f\n# "
       "end\n"},
      {"CRLF", "feeds:\r\n  - url: https://a.example/f\r\n\r\n# end\r\n",
       "feeds:\r\n  - url: https://a.example/f\r\n  - url: https://n.example/f\r\n\r\n# end\r\n"},
      {"no final line break", "feeds:\n  - url: https://a.example/f",
       "feeds:\n  - url: https://a.example/f\n  - url: https://n.example/f"},
      {"entries apart", "feeds:\n  - url: https://a.example/f\n\n  - url: https://b.example/f\n",
       "feeds:\n  - url: https://a.example/f\n\n  - url: https://b.example/f\n\n  - url: https://n.example/f\n"},
      {"entries apart, and a comment",
       "feeds:\n  - url: https://a.example/f\n\n  # b\n  - url: https://b.example/f\n\n# end\n",
       "feeds:\n  - url: https://a.example/f\n\n  # b\n  - url: https://b.example/f\n\n  - url: "
       "https://n.example/f\n\n# end\n"},
      {"byte order mark",
       "\xef\xbb\xbf"
       "feeds:\n  - url: https://a.example/f\n",
       "\xef\xbb\xbf"
       "feeds:\n  - url: https://a.example/f\n  - url: https://n.example/f\n"},
      {"entries in braces", "feeds:\n  - {url: https://a.example/f}\n",
       "feeds:\n  - {url: https://a.example/f}\n  - {url: https://n.example/f}\n"},
      {"list in brackets", "feeds: [{url: https://a.example/f}] # x\n",
       "feeds: [{url: https://a.example/f}, {url: https://n.example/f}] # x\n"},
      {"dash on its own line", "feeds:\n  -\n    url: https://a.example/f\n",
       "feeds:\n  -\n    url: https://a.example/f\n  - url: https://n.example/f\n"},
      {"text of several lines",
       "feeds:\n  - url: https://a.example/f\n    title: >\n      # no comment\n\n      - no entry\n\n",
       "feeds:\n  - url: https://a.example/f\n    title: >\n      # no comment\n\n      - no entry\n  - url: "
       "https://n.example/f\n\n"},
      {"start of a document", "%YAML 1.2\n---\nfeeds:\n  - url: https://a.example/f\n...\n",
       "%YAML 1.2\n---\nfeeds:\n  - url: https://a.example/f\n  - url: https://n.example/f\n...\n"},
      {"no feed yet", "feeds:\n", "feeds:\n  - url: https://n.example/f\n"},
  };
  return cases;
}

}  // namespace

TEST(AppendFeed, KeepsEveryOtherByte) {
  for (const auto& [what, before, after] : reversible()) {
    SCOPED_TRACE(what);
    const auto edited = append_feed(before, feed("https://n.example/f"));
    ASSERT_TRUE(edited) << edited.error().detail;
    EXPECT_EQ(*edited, after);
  }
}

TEST(RemoveFeed, KeepsEveryOtherByte) {
  for (const auto& [what, before, after] : reversible()) {
    SCOPED_TRACE(what);
    const auto edited = remove_feed(after, "http://www.n.example/f/");
    ASSERT_TRUE(edited) << edited.error().detail;
    EXPECT_EQ(*edited, before);
  }
}

TEST(AppendFeed, StartsAList) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "feeds:\n  - url: https://n.example/f\n"},
      {"# mine\n", "# mine\nfeeds:\n  - url: https://n.example/f\n"},
      {"# mine", "# mine\nfeeds:\n  - url: https://n.example/f\n"},
      {"feeds: []\n", "feeds:\n  - url: https://n.example/f\n"},
      {"feeds: [ ]  # mine\r\n", "feeds:  # mine\r\n  - url: https://n.example/f\r\n"},
      {"feeds: []", "feeds:\n  - url: https://n.example/f"},
      {"feeds: [\n  # mine\n]\n", "feeds: [{url: https://n.example/f}\n  # mine\n]\n"},
      {"{feeds: []}\n", "{feeds: [{url: https://n.example/f}]}\n"},
      {"feeds:\n  # - url: https://old.example/\n",
       "feeds:\n  # - url: https://old.example/\n  - url: https://n.example/f\n"},
  };
  for (const auto& [before, after] : cases) {
    SCOPED_TRACE(before);
    const auto edited = append_feed(before, feed("https://n.example/f"));
    ASSERT_TRUE(edited) << edited.error().detail;
    EXPECT_EQ(*edited, after);
  }
}

TEST(AppendFeed, WritesListsInBracketsAsTheyAre) {
  const std::pair<const char*, const char*> cases[] = {
      {"feeds: [{url: https://a.example/f},]\n", "feeds: [{url: https://a.example/f}, {url: https://n.example/f}]\n"},
      {"feeds: [ {url: 'https://a.example/,]f', title: \"]\\\"\"} ]\n",
       "feeds: [ {url: 'https://a.example/,]f', title: \"]\\\"\"}, {url: https://n.example/f} ]\n"},
  };
  for (const auto& [before, after] : cases) {
    SCOPED_TRACE(before);
    const auto edited = append_feed(before, feed("https://n.example/f"));
    ASSERT_TRUE(edited) << edited.error().detail;
    EXPECT_EQ(*edited, after);
  }
}

TEST(AppendFeed, WritesWhatIsSaidAboutTheFeed) {
  ListedFeed all = feed("https://n.example/f", "On: #1", {"c++", "a b"});
  all.site = "https://n.example/";
  all.language = "ko";
  all.enabled = false;
  EXPECT_EQ(append_feed("feeds:\n- url: https://a.example/f\n", all).value(),
            "feeds:\n- url: https://a.example/f\n- url: https://n.example/f\n  title: \"On: #1\"\n"
            "  site: https://n.example/\n  tags: [c++, a b]\n  language: ko\n  enabled: false\n");
}

TEST(AppendFeed, CannotBeMadeToWriteOtherYaml) {
  for (const char* title :
       {"x\n  - url: https://evil.example/", "\"]}\nfeeds: []", "*alias", "&anchor", "!tag", "%", "@", "`"}) {
    SCOPED_TRACE(title);
    const auto edited = append_feed("feeds: []\n", feed("https://n.example/f", title));
    // A title of several lines is not read back as it was; all others are.
    if (edited) {
      EXPECT_EQ(parse_feed_list(*edited, "x").value().feeds.at(0).title, title);
    } else {
      EXPECT_EQ(edited.error().code, ErrorCode::Malformed);
    }
  }
}

TEST(AppendFeed, RefusesAFeedThatIsThereUnderAnotherSpelling) {
  const auto edited = append_feed("feeds:\n  - url: https://a.example/f\n", feed("http://www.a.example/f/"));
  ASSERT_FALSE(edited);
  EXPECT_EQ(edited.error().code, ErrorCode::Conflict);
  EXPECT_THAT(edited.error().detail, testing::HasSubstr("line 2"));
}

TEST(AppendFeed, RefusesAListThatDoesNotParse) {
  for (const char* yaml :
       {"feeds: [", "feeds: 3", "other: []", "- url: https://a.example/f\n", "feeds: []\n---\n{}\n"}) {
    const auto edited = append_feed(yaml, feed("https://n.example/f"));
    ASSERT_FALSE(edited) << yaml;
    EXPECT_EQ(edited.error().code, ErrorCode::Malformed);
  }
}

TEST(AppendFeed, RefusesALayoutThatItWouldDamage) {
  // A quoted text that goes on at the margin looks like the end of its entry.
  const auto edited =
      append_feed("feeds:\n  - url: https://a.example/f\n    title: \"a\nb\"\n", feed("https://n.example/f"));
  if (edited) {
    EXPECT_EQ(parse_feed_list(*edited, "x").value().feeds.size(), 2u);
  } else {
    EXPECT_EQ(edited.error().code, ErrorCode::Malformed);
  }
  EXPECT_FALSE(append_feed("feeds: ~\n", feed("https://n.example/f")));
}

TEST(AppendFeeds, AddsMissingOnesOnly) {
  const auto edited =
      append_feeds("feeds:\n  - url: https://a.example/f\n",
                   {feed("http://a.example/f"), feed("https://b.example/f"), feed("https://b.example/f/")});
  EXPECT_EQ(edited.value(), "feeds:\n  - url: https://a.example/f\n  - url: https://b.example/f\n");
  EXPECT_EQ(append_feeds(*edited, {feed("https://b.example/f")}).value(), *edited);
}

TEST(AppendFeeds, AddsThousandsInOnePass) {
  std::vector<ListedFeed> feeds;
  for (int i = 0; i < 2000; ++i) feeds.push_back(feed("https://blog" + std::to_string(i) + ".example/f", "Blog"));
  const auto edited = append_feeds("# mine\nfeeds: []\n", feeds);
  ASSERT_TRUE(edited) << edited.error().detail;
  EXPECT_EQ(parse_feed_list(*edited, "x").value().feeds.size(), 2000u);
}

TEST(RemoveFeed, TakesTheCommentsAboveTheFeedWithIt) {
  const std::string list =
      "feeds:\n  # section\n\n  # about a\n  # more\n  - url: https://a.example/f\n    title: A\n    # in a\n"
      "  # about b\n  - url: https://b.example/f\n";
  EXPECT_EQ(remove_feed(list, "https://a.example/f").value(),
            "feeds:\n  # section\n\n  # about b\n  - url: https://b.example/f\n");
  EXPECT_EQ(remove_feed(list, "https://b.example/f").value(),
            "feeds:\n  # section\n\n  # about a\n  # more\n  - url: https://a.example/f\n    title: A\n    # in a\n");
}

TEST(RemoveFeed, WorksBetweenBrackets) {
  const std::string list =
      "feeds: [{url: https://a.example/f}, {url: https://b.example/f}, {url: https://c.example/f}]\n";
  EXPECT_EQ(remove_feed(list, "https://a.example/f").value(),
            "feeds: [{url: https://b.example/f}, {url: https://c.example/f}]\n");
  EXPECT_EQ(remove_feed(list, "https://b.example/f").value(),
            "feeds: [{url: https://a.example/f}, {url: https://c.example/f}]\n");
  EXPECT_EQ(remove_feed(list, "https://c.example/f").value(),
            "feeds: [{url: https://a.example/f}, {url: https://b.example/f}]\n");
  EXPECT_EQ(remove_feed("feeds: [{url: https://a.example/f},]\n", "https://a.example/f").value(), "feeds: []\n");
}

TEST(RemoveFeed, SaysThatAFeedIsNotThere) {
  const auto edited = remove_feed("feeds: []\n", "https://a.example/f");
  ASSERT_FALSE(edited);
  EXPECT_EQ(edited.error().code, ErrorCode::NotFound);
}

}  // namespace aggregator::config
