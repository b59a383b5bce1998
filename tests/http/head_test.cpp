#include "head.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace aggregator::http {

Head read(std::initializer_list<std::string_view> lines) {
  Head head(1u << 16);
  for (const std::string_view line : lines) {
    const Result<void> added = head.add(std::string(line) + "\r\n");
    EXPECT_TRUE(added) << added.error().detail;
  }
  return head;
}

TEST(Head, KeepsValuesByteForByteWithoutTheWhiteSpaceAroundThem) {
  const Head head =
      read({"HTTP/1.1 200 OK", "ETAG: \t W/\"a  b\xff\" ", "last-modified:Fri, 20 Nov 2026 01:02:03 GMT", ""});
  EXPECT_TRUE(head.complete());
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.etag, "W/\"a  b\xff\"");
  EXPECT_EQ(head.last_modified, "Fri, 20 Nov 2026 01:02:03 GMT");
}

TEST(Head, DropsValuesWithControlCharacters) {
  using namespace std::string_view_literals;
  for (const std::string_view value : {"\"a\rX-Injected: 1\""sv, "\"a\0b\""sv, "\"a\x1b\""sv, "\"a\x7f\""sv}) {
    EXPECT_EQ(read({"HTTP/1.1 200 OK", "ETag: " + std::string(value), ""}).etag, "");
  }
}

TEST(Head, PassesOverInterimAnswers) {
  const Head early = read({"HTTP/1.1 103 Early Hints", "ETag: \"early\"", ""});
  EXPECT_FALSE(early.complete());
  const Head head = read({"HTTP/1.1 103 Early Hints", "ETag: \"early\"", "", "HTTP/1.1 200 OK", "Date: now", ""});
  EXPECT_TRUE(head.complete());
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.etag, "");
  EXPECT_EQ(head.date, "now");
}

TEST(Head, IgnoresTrailers) { EXPECT_EQ(read({"HTTP/1.1 200 OK", "", "ETag: \"late\""}).etag, ""); }

TEST(Head, TakesTheFirstOfTwo) {
  EXPECT_EQ(read({"HTTP/1.1 301 Moved", "Location: /a", "Location: /b", ""}).location, "/a");
}

TEST(Head, JoinsContinuationLines) {
  EXPECT_EQ(read({"HTTP/1.1 301 Moved", "Location: /a", "\t/b", "X-Other: 1", " 2", ""}).location, "/a /b");
}

TEST(Head, CallsRedirectOnlyWhatSaysWhere) {
  for (const int status : {301, 302, 303, 307, 308}) {
    const std::string line = "HTTP/1.1 " + std::to_string(status) + " Moved";
    EXPECT_TRUE(read({line, "Location: /a", ""}).is_redirect()) << status;
    EXPECT_FALSE(read({line, ""}).is_redirect()) << status;
  }
  for (const int status : {200, 201, 300, 304, 305, 306}) {
    EXPECT_FALSE(read({"HTTP/1.1 " + std::to_string(status) + " x", "Location: /a", ""}).is_redirect()) << status;
  }
}

TEST(Head, ReadsTheContentLength) {
  const std::pair<const char*, std::optional<std::uint64_t>> cases[] = {{"0", 0},
                                                                        {"1048576", 1048576},
                                                                        {"99999999999999999999999", UINT64_MAX},
                                                                        {"-1", std::nullopt},
                                                                        {"x", std::nullopt}};
  for (const auto& [text, length] : cases) {
    EXPECT_EQ(read({"HTTP/1.1 200 OK", "Content-Length: " + std::string(text), ""}).content_length(), length) << text;
  }
}

TEST(Head, RefusesToGrowBeyondItsLimitHoweverTheLinesAreCut) {
  Head head(100);
  ASSERT_TRUE(head.add("HTTP/1.1 103 Early Hints\r\n"));
  ASSERT_TRUE(head.add("\r\n"));
  ASSERT_TRUE(head.add(std::string(70, 'a') + "\r\n"));
  const Result<void> refused = head.add("b\r\n");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Unavailable);
}

TEST(Head, KeepsNoValueThatIsLongerThanAnyNeeds) {
  const std::string longest(4096, 'a');
  EXPECT_EQ(read({"HTTP/1.1 200 OK", "ETag: " + longest, ""}).etag, longest);
  EXPECT_EQ(read({"HTTP/1.1 200 OK", "ETag: " + longest + "a", ""}).etag, "");
  EXPECT_EQ(read({"HTTP/1.1 200 OK", "ETag: " + longest, " a", ""}).etag, "") << "in two lines";
  EXPECT_EQ(read({"HTTP/1.1 301 Moved", "Location: /" + longest, ""}).location, "/" + longest);
}

TEST(Head, JoinsLinksAsFarAsThereIsRoomForWholeOnes) {
  const std::string long_one = "<https://a.example/" + std::string(2100, 'a') + ">; rel=preload";
  const Head head =
      read({"HTTP/1.1 103 Early Hints", "Link: </early>; rel=preload", "", "HTTP/1.1 200 OK", "Link: </a>; rel=self",
            "link: " + long_one, "Link: " + long_one, "LINK:  </b>; rel=hub ", ""});
  EXPECT_EQ(head.link, "</a>; rel=self, " + long_one + ", </b>; rel=hub");
}

TEST(Head, JoinsTheLinesOfCacheControl) {
  const Head head = read({"HTTP/1.1 200 OK", "Cache-Control: public", "cache-control: max-age=60"});
  EXPECT_EQ(head.cache_control, "public, max-age=60");
}

TEST(Head, RefusesAStatusLineWithoutStatus) {
  for (const char* line : {"HTTP/1.1 banana\r\n", "HTTP/1.1\r\n", "HTTP/1.1 \r\n", "HTTP/1.1 7\r\n"}) {
    Head head(100);
    const Result<void> refused = head.add(line);
    ASSERT_FALSE(refused) << line;
    EXPECT_EQ(refused.error().code, ErrorCode::Malformed);
  }
}

}  // namespace aggregator::http
