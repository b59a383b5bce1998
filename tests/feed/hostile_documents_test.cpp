#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "feed_documents.h"

namespace aggregator::feed {
namespace {

std::string repeated(std::string_view piece, std::size_t count) {
  std::string text;
  text.reserve(piece.size() * count);
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

/// As many pieces as fit into `size` bytes.
std::string filled(std::string_view piece, std::size_t size) { return repeated(piece, size / piece.size()); }

std::string declarations(std::size_t count) {
  std::string attributes;
  for (std::size_t i = 0; i < count; ++i) attributes += " xmlns:p" + std::to_string(i) + "='u'";
  return attributes;
}

std::string json(const std::string& items) {
  return R"({"version":"https://jsonfeed.org/version/1","items":[)" + items + "]}";
}

/// As much of a title as is read, many times over.
std::string titles_full_of(std::string_view piece) {
  const std::string item = "<item><title><![CDATA[" + filled(piece, 8180) + "</b>]]></title></item>";
  return "<rss version='2.0'><channel>" + repeated(item, 200) + "</channel></rss>";
}

TEST(ParseFeed, RefusesJsonOfMoreValuesThanATreeMayHave) {
  const auto refused = parse_feed(json(repeated("{},", 260'000) + "{}"), {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail, "JSON of more than 500,000 values");
  EXPECT_TRUE(parse_feed(json(repeated("{},", 240'000) + "{}"), {}));
  EXPECT_TRUE(parse_feed(json(R"({"id":"1","content_text":")" + repeated(",", 600'000) + "\"}"), {})) << "in a text";
}

TEST(ParseFeed, KeepsWhatComesBeforeMoreElementsThanATreeMayHave) {
  const std::string begin = "<rss version='2.0'><channel><item><title>One</title></item>", end = "</channel></rss>";
  for (const char* piece : {"<a/>", "<a b='' c='' d=''/>", "<a b c d>"}) {
    SCOPED_TRACE(piece);
    const Feed feed = understood(begin + repeated(piece, 600'000) + "<item><title>Two</title></item>" + end);
    ASSERT_EQ(feed.entries.size(), 1u);
    EXPECT_EQ(feed.entries[0].title, "One");
    EXPECT_EQ(feed.repairs.back(), "only the first 500,000 elements and attributes read");
  }
  const std::string text =
      "<item><title>Two</title><description><![CDATA[" + repeated("<br>", 600'000) + "]]></description></item>";
  EXPECT_EQ(understood(begin + text + end).entries.size(), 2u) << "markup of a text is none of the document's";
}

// Each would take minutes if its time grew with the square of its size: CTest's time-out is what fails then.
TEST(ParseFeed, TakesNoLongerThanTheSizeOfADocumentJustifies) {
  const std::vector<std::pair<const char*, std::string>> cases = {
      {"JSON objects", json(repeated("{},", 240'000) + "{}")},
      {"CDATA sections without end", "<rss version='2.0'><channel>" + filled("<a><![CDATA[</a>", 8u << 20)},
      {"tags in titles that are closed at the end", titles_full_of("<b>")},
      {"tags in titles that are never closed", titles_full_of("<i>")},
      {"tags in titles that never end", titles_full_of("<a='")},
      {"undeclared prefixes below many declarations", "<rss version='2.0'><channel" + declarations(256) + "><item" +
                                                          declarations(256) + ">" + filled("<q:a/>", 2u << 20) +
                                                          "</item></channel></rss>"},
  };
  for (const auto& [name, document] : cases) {
    SCOPED_TRACE(name);
    EXPECT_TRUE(parse_feed(document, {}));
  }
}

}  // namespace
}  // namespace aggregator::feed
