#include "ask_feeds.h"

#include <gmock/gmock.h>

#include <sstream>

#include "support/http_server.h"

namespace aggregator::cli {
using testing::ElementsAre;
using testing::IsEmpty;

class AskFeeds : public ::testing::Test {
 protected:
  AskFeeds() {
    options_.per_host = 1;
    options_.allow_addresses = {*AddressRange::parse(server_.address())};
  }

  void list(const std::string& path, const std::string& body) {
    server_.reply(path, {.body = body});
    config::ListedFeed feed;
    feed.url = server_.url(path);
    feed.line = list_.feeds.size() + 2;
    list_.feeds.push_back(std::move(feed));
  }

  std::vector<config::Finding> ask(std::function<std::size_t()> columns = [] { return std::size_t{0}; }) {
    std::ostringstream screen;
    ProgressLine progress({screen, std::move(columns)});
    http::Client client(options_);
    return ask_feeds(client, list_, {}, std::chrono::steady_clock::time_point::max(), progress);
  }

  static constexpr const char* kFeed = "<rss version='2.0'><channel><title>A</title></channel></rss>";
  static constexpr const char* kPost =
      "<rss version='2.0'><channel><title>A</title><item><title>One</title></item></channel></rss>";
  test::HttpServer server_;
  http::ClientOptions options_;
  config::FeedList list_;
};

TEST_F(AskFeeds, GoesOnAskingWhileAnAnswerIsRead) {
  for (const char* path : {"/1", "/2", "/3"}) list(path, kFeed);
  // The progress line is drawn by whoever has read an answer: while that one waits, the other feeds must be asked.
  EXPECT_THAT(ask([&]() -> std::size_t {
                EXPECT_TRUE(server_.wait_for_hits(3));
                return 80;
              }),
              IsEmpty());
}

TEST_F(AskFeeds, RemarksOnAFeedThatIsListedUnderTwoAddresses) {
  list("/feed", kFeed);
  list("//feed", kFeed);
  list("/temporary", "");
  server_.redirect("/temporary", 302, "/feed");
  list("/copy", kPost);
  list("/original", kPost);
  list("/empty", kFeed);
  std::vector<std::string> messages;
  for (const config::Finding& finding : ask()) {
    EXPECT_EQ(finding.level, config::Finding::Level::Remark);
    messages.push_back(std::to_string(finding.line) + ' ' + finding.message);
  }
  const auto same = [&](const char* line, const char* second, const char* first, const char* first_line) {
    return line + (" " + server_.url(second)) + ": the same feed as " + server_.url(first) + " in line " + first_line +
           "; keep one of the two";
  };
  EXPECT_THAT(messages, ElementsAre(same("3", "//feed", "/feed", "2"), same("4", "/temporary", "/feed", "2"),
                                    same("6", "/original", "/copy", "5")));
}

}  // namespace aggregator::cli
