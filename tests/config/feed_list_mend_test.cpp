#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aggregator/config/feed_list.h"

namespace aggregator::config {
namespace {
using testing::HasSubstr;
using testing::Not;

/// What check_feed_list() proposes, and `more`.
std::vector<Mend> mends_of(const std::string& yaml, std::vector<Mend> more = {}) {
  std::vector<Mend> mends = std::move(more);
  const auto list = check_feed_list(yaml, "feeds.yaml");
  EXPECT_TRUE(list) << list.error().detail;
  for (const Finding& finding : list.value_or(FeedList{}).findings) {
    if (finding.mend) mends.push_back(*finding.mend);
  }
  return mends;
}

Mend set_url(std::size_t line, const std::string& url) { return {Mend::Kind::SetUrl, line, "", url}; }

std::string patch(const std::string& yaml, const std::vector<Mend>& mends) {
  const auto patch = patch_feed_list(yaml, mends, "feeds.yaml");
  EXPECT_TRUE(patch) << patch.error().detail;
  return patch.value_or("");
}

constexpr const char* kHead = "--- feeds.yaml\n+++ feeds.yaml\n";

}  // namespace

TEST(PatchFeedList, IsEmptyWhenThereIsNothingToMend) {
  EXPECT_EQ(patch("feeds:\n  - url: https://a.example/f\n", {}), "");
}

TEST(PatchFeedList, RenamesMisspeltKeysAndNothingElse) {
  const std::string yaml =
      "feeds:\n  - url: https://a.example/f\n    \"titel\":   'titel'   # titel\n    colour: red\n";
  EXPECT_EQ(patch(yaml, mends_of(yaml)),
            std::string(kHead) +
                "@@ -1,4 +1,4 @@\n feeds:\n   - url: https://a.example/f\n-    \"titel\":   'titel'   # titel\n"
                "+    \"title\":   'titel'   # titel\n     colour: red\n");
}

TEST(PatchFeedList, MakesAListOfOneValueWhereOneBelongs) {
  const std::pair<const char*, const char*> cases[] = {
      {"tgas: foo", "tags: [foo]"},
      {"tags: foo   # ours", "tags: [foo]   # ours"},
      {"'tags':  'foo, bar'", "'tags':  [foo, bar]"},
      {"tag: a, b c,", "tags: [a, b c]"},
      {"category: \"3\"", "tags: [\"3\"]"},
      {"tags:\n      foo", "tags:\n      [foo]"},
  };
  for (const auto& [wrong, right] : cases) {
    SCOPED_TRACE(wrong);
    const std::string head = "feeds:\n  - url: https://a.example/f\n    ";
    const std::string made = patch(head + wrong + '\n', mends_of(head + wrong + '\n'));
    const std::string last = std::string(right).substr(std::string_view(right).rfind('\n') + 1);
    EXPECT_THAT(made, HasSubstr(last + '\n'));
    EXPECT_THAT(check_feed_list(head + right + '\n', "feeds.yaml").value_or(FeedList{}).findings, testing::IsEmpty());
  }
  for (const char* unclear : {"tags: ','", "tags: {a: b}", "tags: |\n      foo", "tags: [a]\n    tag: b"}) {
    SCOPED_TRACE(unclear);
    const std::string yaml = std::string("feeds:\n  - url: https://a.example/f\n    ") + unclear + '\n';
    EXPECT_EQ(patch(yaml, mends_of(yaml)), "");
  }
}

TEST(PatchFeedList, GivesKeysTheNamesThatTheyHaveHere) {
  for (const char* word : {"rss", "feed", "atom", "xmlUrl", "ulr"}) {
    SCOPED_TRACE(word);
    const std::string yaml =
        std::string("feeds:\n  - ") + word + ": https://a.example/f\n    blog: https://a.example/\n";
    // What `check --online` finds at the site is not put beside it.
    const std::string made = patch(yaml, mends_of(yaml, {set_url(2, "https://a.example/g")}));
    EXPECT_THAT(made, HasSubstr("+  - url: https://a.example/f\n"));
    EXPECT_THAT(made, HasSubstr("+    site: https://a.example/\n"));
    EXPECT_THAT(made, Not(HasSubstr("/g")));
  }
  const std::string both = "feeds:\n  - url: https://a.example/f\n    rss: https://a.example/g\n";
  EXPECT_EQ(patch(both, mends_of(both)), "");
}

TEST(PatchFeedList, RenamesToAKeyThatIsFree) {
  const std::string yaml = "feeds:\n  - {url: https://a.example/f, title: x, titel: y, tgas: [a], tasg: [b]}\n";
  EXPECT_THAT(patch(yaml, mends_of(yaml)),
              HasSubstr("+  - {url: https://a.example/f, title: x, titel: y, tags: [a], tasg: [b]}\n"));
}

TEST(PatchFeedList, TakesTheSecondOfTwoOutWithItsComment) {
  const std::string yaml =
      "feeds:\n  # a\n  - url: https://a.example/f\n\n  # a again\n  - url: https://a.example/f/\n    title:\n\n"
      "  # b\n  - url: https://b.example/f\n";
  EXPECT_EQ(patch(yaml, mends_of(yaml)),
            std::string(kHead) +
                "@@ -1,10 +1,6 @@\n feeds:\n   # a\n   - url: https://a.example/f\n-\n-  # a again\n"
                "-  - url: https://a.example/f/\n-    title:\n \n   # b\n"
                "   - url: https://b.example/f\n");
}

TEST(PatchFeedList, LeavesTheSecondOfTwoThatSaysMoreThanTheFirst) {
  const std::pair<const char*, const char*> cases[] = {
      {"title: B, titel: C", "title, titel"}, {"tags: [x, y]", "tags"},
      {"enabled: false", "enabled"},          {"user: ann, password_file: p", "user, password_file"},
      {"headers: {X-A: b}", "headers"},       {"site: 'https://a.example/'", "site"},
  };
  for (const auto& [more, keys] : cases) {
    SCOPED_TRACE(more);
    const std::string yaml =
        std::string("feeds:\n  - {url: https://a.example/f, title: A, tags: [x]}\n  - {url: https://a.example/f, ") +
        more + "}\n";
    EXPECT_THAT(patch(yaml, mends_of(yaml)), Not(HasSubstr("-  - ")));
    const auto list = check_feed_list(yaml, "feeds.yaml");
    ASSERT_TRUE(list);
    const std::string words = std::string("what this one says of ") + keys + ": keep it";
    EXPECT_THAT(list->findings, testing::Contains(testing::Field(&Finding::message, HasSubstr(words))));
  }
}

TEST(PatchFeedList, TakesTheSecondOfTwoOutThatSaysNoMoreThanTheFirst) {
  for (const char* more : {"", ", title: A", ", tags: [x]", ", tags: [], site: ~"}) {
    SCOPED_TRACE(more);
    const std::string yaml =
        std::string("feeds:\n  - {url: https://a.example/f, title: A, tags: [x, y]}\n  - {url: http://a.example/f") +
        more + "}\n";
    EXPECT_THAT(patch(yaml, mends_of(yaml)), HasSubstr("-  - {url: http://a.example/f"));
  }
}

TEST(PatchFeedList, MendsAFeedThatIsListedTwiceUnderDifferentWordsAtOnce) {
  const std::pair<const char*, const char*> cases[] = {
      {"  - url: https://a.example/f\n    title: A\n", "  - rss: https://a.example/f/\n"},
      {"  - url: https://a.example/f\n", "  - {title: , ulr: 'http://a.example/f'}\n"},
      {"  - rss: https://a.example/f\n", "  - url: https://a.example/f\n"},
      {"  - feed: https://a.example/f\n", "  - rss: https://a.example/f\n"},
  };
  for (const auto& [first, second] : cases) {
    SCOPED_TRACE(second);
    const std::string yaml = std::string("feeds:\n") + first + second;
    const std::string made = patch(yaml, mends_of(yaml));
    EXPECT_THAT(made, HasSubstr(std::string("-") + second));
    EXPECT_EQ(made.contains("+  - url: https://a.example/f\n"), !std::string_view(first).contains(" url:"));
  }
  for (const char* more : {"rss: https://a.example/f\n    title: A", "rss: https://ann:x@a.example/f"}) {
    SCOPED_TRACE(more);
    const std::string yaml = std::string("feeds:\n  - url: https://a.example/f\n  - ") + more + '\n';
    EXPECT_THAT(patch(yaml, mends_of(yaml)), Not(HasSubstr("-  - url: ")));
    EXPECT_THAT(patch(yaml, mends_of(yaml)), HasSubstr("+  - url: "));
  }
}

TEST(PatchFeedList, WritesTheLanguageThatIsMeant) {
  const std::pair<const char*, const char*> cases[] = {
      {"language: korean   # all", "language: ko   # all"}, {"language: 'kr'", "language: 'ko'"},
      {"\"language\":  kor", "\"language\":  ko"},          {"language: kr-KR", "language: ko-KR"},
      {"language:\n      korean", "language:\n      ko"},
  };
  for (const auto& [wrong, right] : cases) {
    SCOPED_TRACE(wrong);
    const std::string head = "feeds:\n  - url: https://a.example/f\n    ";
    const std::string made = patch(head + wrong + '\n', mends_of(head + wrong + '\n'));
    EXPECT_THAT(made, HasSubstr(std::string(right).substr(std::string_view(right).rfind('\n') + 1) + '\n'));
    EXPECT_THAT(check_feed_list(head + right + '\n', "feeds.yaml").value_or(FeedList{}).findings, testing::IsEmpty());
  }
  for (const char* unclear : {"language: xx", "language: [kr]", "language: \"k\\x72\""}) {
    SCOPED_TRACE(unclear);
    const std::string yaml = std::string("feeds:\n  - url: https://a.example/f\n    ") + unclear + '\n';
    EXPECT_EQ(patch(yaml, mends_of(yaml)), "");
  }
}

TEST(PatchFeedList, LeavesTheSecondOfTwoThatAloneHasTheLogin) {
  const std::string yaml = "feeds:\n  - url: https://a.example/f\n  - url: https://ann:x@a.example/f\n";
  EXPECT_EQ(patch(yaml, mends_of(yaml)), "");
}

TEST(PatchFeedList, ChangesAnAddressInItsQuotationMarks) {
  const std::string yaml = "feeds:\n  - url: 'https://a.example/f' # a\n  - {url: https://b.example/f, title: B}\n";
  const std::string both = patch(yaml, {set_url(3, "https://b.example/g?x=1"), set_url(2, "https://a.example/g")});
  EXPECT_THAT(both, HasSubstr("+  - url: 'https://a.example/g' # a\n"));
  EXPECT_THAT(both, HasSubstr("+  - {url: \"https://b.example/g?x=1\", title: B}\n"));
  EXPECT_THAT(patch(yaml, {set_url(2, "https://a.example/it's")}),
              HasSubstr("+  - url: \"https://a.example/it's\" # a\n"));
}

TEST(PatchFeedList, AddsAnAddressWhereThereIsNone) {
  const std::string yaml =
      "feeds:\r\n  -   title: A\r\n      site: https://a.example/\r\n  - {site: https://b.example/}\r\n";
  EXPECT_THAT(patch(yaml, {set_url(2, "https://a.example/f"), set_url(4, "https://b.example/f")}),
              HasSubstr("-  -   title: A\r\n+  -   url: https://a.example/f\r\n+      title: A\r\n"
                        "       site: https://a.example/\r\n-  - {site: https://b.example/}\r\n"
                        "+  - {url: https://b.example/f, site: https://b.example/}\r\n"));
}

TEST(PatchFeedList, KeepsTheByteOrderMark) {
  const std::string yaml =
      "\xef\xbb\xbf"
      "feeds: [{url: https://a.example/f, titel: A}]";
  EXPECT_THAT(patch(yaml, mends_of(yaml)), HasSubstr("-\xef\xbb\xbf"
                                                     "feeds: [{url: https://a.example/f, titel: A}]\n"
                                                     "\\ No newline at end of file\n"
                                                     "+\xef\xbb\xbf"
                                                     "feeds: [{url: https://a.example/f, title: A}]\n"));
}

TEST(PatchFeedList, LeavesOutWhatHasNoCertainPlace) {
  // Two feeds in one line; a key and an address that are not written as they are read.
  const std::string flow = "feeds: [{url: https://a.example/f, x: 1}, {url: https://b.example/f, x: 1}]\n";
  EXPECT_EQ(
      patch(flow,
            {set_url(1, "https://c.example/f"), {Mend::Kind::RenameKey, 1, "x", "title"}, {Mend::Kind::RemoveFeed, 1}}),
      "");
  const std::string odd = "feeds:\n  - url: \"https://a.example/\\x66\"\n    \"tite\\x6c\": A\n";
  EXPECT_EQ(patch(odd, mends_of(odd, {set_url(2, "https://a.example/g")})), "");
  EXPECT_EQ(patch("feeds:\n  - url:\n    site: https://a.example/\n", {set_url(2, "https://a.example/g")}), "");
  EXPECT_EQ(patch("feed: 3\n", {set_url(7, "https://a.example/g")}), "");
}

TEST(PatchFeedList, MakesTheFirstOfTwoMendsThatMeet) {
  const std::string yaml = "feeds:\n  - url: https://a.example/f\n  - url: https://a.example/f\n    titel:\n";
  const std::string made = patch(yaml, mends_of(yaml));
  EXPECT_THAT(made, HasSubstr("-    titel:\n"));
  EXPECT_THAT(made, Not(HasSubstr("title")));
}

}  // namespace aggregator::config
