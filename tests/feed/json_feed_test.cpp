#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feed_documents.h"

namespace aggregator::feed {
using namespace std::chrono;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

std::string json_with_item(const std::string& item) {
  return R"({"version":"https://jsonfeed.org/version/1.1","title":"J","authors":[{"name":"Feed"}],)"
         R"("home_page_url":"https://j.example/","items":[{)" +
         item + "}]}";
}

}  // namespace

TEST(JsonFeed, ReadsTheFeed) {
  const Feed feed = understood(
      R"({"version":"https://jsonfeed.org/version/1","title":"A <b> & c","description":"d","home_page_url":"/",
      "feed_url":"https://j.example/feed.json","icon":"/i.png","language":"ko","hubs":[{"url":"https://hub.example/"}],
      "items":[]})");
  EXPECT_EQ(feed.format, "json-1.0");
  EXPECT_EQ(feed.title, "A <b> & c");
  EXPECT_EQ(feed.link, "https://j.example/");
  EXPECT_EQ(feed.self, "https://j.example/feed.json");
  EXPECT_EQ(feed.image, "https://j.example/i.png");
  EXPECT_EQ(feed.hub, "https://hub.example/");
  EXPECT_EQ(feed.language, "ko");
}

TEST(JsonFeed, ReadsTheItem) {
  const Entry entry = only_entry(json_with_item(
      R"("id":"1","url":"/1","title":"T","content_html":"<p>x</p>","content_text":"y","summary":"a < b",
      "date_published":"2024-03-05T00:00:00Z","date_modified":"never","authors":[{"url":"u"},{"name":"Kim"}],
      "tags":[" a ","a",5,""],"image":"/i.png","attachments":[{"url":"/a.mp3","mime_type":"audio/mpeg","size_in_bytes":5}])"));
  EXPECT_EQ(entry.id, "1");
  EXPECT_EQ(entry.link, "https://j.example/1");
  EXPECT_EQ(entry.author, "Kim");
  EXPECT_EQ(entry.content.source, "<p>x</p>");
  EXPECT_TRUE(entry.content.is_html);
  EXPECT_EQ(entry.summary.source, "a < b");
  EXPECT_FALSE(entry.summary.is_html);
  EXPECT_EQ(entry.published, sys_days(2024y / 3 / 5));
  EXPECT_FALSE(entry.updated);
  EXPECT_THAT(entry.categories, ElementsAre("a"));
  EXPECT_EQ(entry.image, "https://j.example/i.png");
  ASSERT_EQ(entry.enclosures.size(), 1U);
  EXPECT_EQ(entry.enclosures[0].url, "https://j.example/a.mp3");
  EXPECT_EQ(entry.enclosures[0].length, 5U);
}

TEST(JsonFeed, TakesNumbersForIdsAndTheFeedsAuthorForEntriesWithout) {
  const Entry entry = only_entry(json_with_item(R"("id":42,"content_text":"x")"));
  EXPECT_EQ(entry.id, "42");
  EXPECT_EQ(entry.author, "Feed");
  EXPECT_FALSE(entry.content.is_html);
}

TEST(JsonFeed, OverlooksMembersOfTheWrongType) {
  const Entry entry = only_entry(json_with_item(
      R"("id":"1","title":null,"tags":"x","attachments":{},"authors":"x","summary":[1],"url":{},"image":7)"));
  EXPECT_EQ(entry.title, "");
  EXPECT_EQ(entry.link, "");
  EXPECT_THAT(entry.categories, IsEmpty());
}

TEST(JsonFeed, RefusesOtherJsonAndBrokenJson) {
  for (const char* text :
       {"{}", R"({"error":"not found"})", R"({"version":"https://jsonfeed.org/version/1","items":[)"}) {
    SCOPED_TRACE(text);
    const Result<Feed> feed = parse_feed(text, {});
    ASSERT_FALSE(feed);
    EXPECT_EQ(feed.error().code, ErrorCode::Malformed);
  }
}

TEST(JsonFeed, RefusesNestingDeeperThan256) {
  const auto nested = [](std::size_t depth) {
    return R"({"version":"https://jsonfeed.org/version/1","title":"[\"[","items":)" + std::string(depth - 1, '[') +
           std::string(depth - 1, ']') + "}";
  };
  EXPECT_EQ(understood(nested(256)).title, "[\"[");
  for (const std::size_t depth : {257U, 500'000U}) {
    const Result<Feed> feed = parse_feed(nested(depth), {});
    ASSERT_FALSE(feed);
    EXPECT_THAT(feed.error().detail, testing::HasSubstr("256 deep"));
  }
}

TEST(JsonFeed, CountsBracketsOutsideOfStringsOnly) {
  const std::string text = R"({"version":"https://jsonfeed.org/version/1","items":[],"title":")";
  EXPECT_EQ(understood(text + R"(\\\"end)" + std::string(300, '[') + R"("})").title.substr(0, 5), "\\\"end");
}

}  // namespace aggregator::feed
